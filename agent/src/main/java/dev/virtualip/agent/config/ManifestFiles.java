package dev.virtualip.agent.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The manifest files of a directory and what tells one content from another, without reading it.
 *
 * <p>Following by {@code stat} and not by inotify: it sees a file renamed into place, a symbolic
 * link that was switched (as in a mounted ConfigMap) and a network file system alike. The change
 * time of the inode can't be set by a user, so that a copied modification time hides nothing.
 *
 * @param files by name, in the order they are planned in
 */
record ManifestFiles(Map<String, Stamp> files) {

  /** Identity of one content; {@link #UNREADABLE} where even that can't be had. */
  record Stamp(Map<String, Object> attributes) {
    static final Stamp UNREADABLE = new Stamp(Map.of());
  }

  private static final Pattern NAME = Pattern.compile("[^.].*\\.ya?ml");

  /**
   * Looks at {@code directory} as it is now.
   *
   * @throws IOException if the directory itself can't be read
   */
  static ManifestFiles in(Path directory) throws IOException {
    Map<String, Stamp> files = new TreeMap<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory, path -> NAME.matcher(path.getFileName().toString()).matches())) {
      for (Path path : entries) {
        try {
          Map<String, Object> attributes =
              Files.readAttributes(path, "unix:ino,ctime,lastModifiedTime,size,isDirectory");
          if (!Boolean.TRUE.equals(attributes.get("isDirectory"))) {
            files.put(path.getFileName().toString(), new Stamp(attributes));
          }
        } catch (NoSuchFileException e) {
          if (Files.isSymbolicLink(path)) {
            files.put(path.getFileName().toString(), Stamp.UNREADABLE);
          }
        } catch (IOException e) {
          files.put(path.getFileName().toString(), Stamp.UNREADABLE);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new ManifestFiles(files);
  }
}
