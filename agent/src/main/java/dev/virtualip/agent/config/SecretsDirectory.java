package dev.virtualip.agent.config;

import dev.virtualip.agent.loop.Passwords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passwords in a directory, one file each, as the kubelet mounts a Secret: the file's name is the
 * key, a newline at its end does not belong to the password. It is read once a second, so that a
 * changed Secret is followed without a restart.
 *
 * <p>A password that was good once is kept when its file goes or turns bad: what runs goes on. A
 * key is never made a path, so none can lead out of the directory. Neither logs nor messages tell
 * what a file holds.
 */
public final class SecretsDirectory implements Passwords, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SecretsDirectory.class);
  private static final long POLL_MILLISECONDS = 1000;

  /** As Kubernetes has it for the keys of a Secret. */
  private static final Pattern KEY = Pattern.compile("(?!\\.\\.)[-._a-zA-Z0-9]{1,253}");

  /** The password, CR and LF, and one more that shows it to be too long. */
  private static final int MOST_READ = MOST_OCTETS + 3;

  /** Why a key can't be used, and what to do. */
  record Problem(String message, String cure) {}

  /** Passwords have one character for each octet. No record, whose toString would tell them. */
  private static final class Look {
    private final Map<String, String> passwords;
    private final Map<String, Problem> problems;

    Look(Map<String, String> passwords, Map<String, Problem> problems) {
      this.passwords = Map.copyOf(passwords);
      this.problems = Map.copyOf(problems);
    }
  }

  private final @Nullable Path directory;
  private final boolean expected;
  private boolean missing;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("secrets").unstarted(task));
  private Map<String, Problem> reported = Map.of();
  private volatile Look seen = new Look(Map.of(), Map.of());

  /**
   * @param directory null for none; it need not exist
   */
  public SecretsDirectory(@Nullable Path directory) {
    this(directory, false);
  }

  /**
   * @param expected whether it is reported while it does not exist
   */
  public SecretsDirectory(@Nullable Path directory, boolean expected) {
    this.directory = directory;
    this.expected = expected;
    look();
  }

  /**
   * Looks again once a second.
   *
   * @param changed is called on another thread after a password has changed
   */
  public void follow(Runnable changed) {
    if (directory != null) {
      var _ =
          executor.scheduleWithFixedDelay(
              () -> {
                if (look()) {
                  changed.run();
                }
              },
              POLL_MILLISECONDS,
              POLL_MILLISECONDS,
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public byte @Nullable [] octets(String key) {
    String password = seen.passwords.get(key);
    return password == null ? null : password.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Why no router can use {@code key}; empty if one can. */
  Optional<Problem> problem(String key) {
    if (!KEY.matcher(key).matches()) {
      return Optional.of(
          new Problem(
              "\"" + key + "\" is no key of a Secret",
              "use 1..253 letters, digits, '-', '_' and '.', without '..' at the beginning"));
    }
    Look look = seen;
    if (look.passwords.containsKey(key)) {
      return Optional.empty();
    }
    return Optional.of(
        look.problems.getOrDefault(
            key,
            directory == null
                ? new Problem(
                    "\"" + key + "\" has no password", "name a directory with --secrets-dir")
                : new Problem(
                    "\"" + key + "\" is not in " + directory,
                    "add the key to the Secret virtualip-authentication, or a file of that name")));
  }

  /** One look at the directory; returns whether a password is another one than before. */
  boolean look() {
    Look before = seen;
    Map<String, String> passwords = new HashMap<>(before.passwords);
    Map<String, Problem> problems = new HashMap<>();
    if (directory != null) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          String key = file.getFileName().toString();
          if (KEY.matcher(key).matches() && Files.isRegularFile(file)) {
            read(file, key, passwords, problems);
          }
        }
        missing = false;
      } catch (NoSuchFileException e) {
        // An optional Secret that is not there, unless somebody has named it.
        if (expected && !missing) {
          LOG.atWarn()
              .addKeyValue("directory", directory)
              .addKeyValue("cure", "create it or correct --secrets-dir")
              .log("there is no such directory of secrets; it is looked for once a second");
        }
        missing = true;
      } catch (IOException | RuntimeException e) {
        LOG.atWarn()
            .addKeyValue("directory", directory)
            .addKeyValue("error", e.toString())
            .log("secrets can't be read; known passwords stay");
        return false;
      }
    }
    report(problems);
    seen = new Look(passwords, problems);
    return !passwords.equals(before.passwords) || !problems.equals(before.problems);
  }

  private static void read(
      Path file, String key, Map<String, String> passwords, Map<String, Problem> problems) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = withoutNewline(in.readNBytes(MOST_READ));
      if (octets.length >= 1 && octets.length <= MOST_OCTETS) {
        passwords.put(key, new String(octets, StandardCharsets.ISO_8859_1));
      } else {
        problems.put(
            key,
            new Problem(
                "\"%s\" is empty or longer than %d octets".formatted(key, MOST_OCTETS),
                "store a password of 1..%d octets".formatted(MOST_OCTETS)));
      }
    } catch (IOException e) {
      problems.put(key, new Problem("\"" + key + "\" can't be read: " + e, "make it readable"));
    }
  }

  private void report(Map<String, Problem> problems) {
    problems.forEach(
        (key, problem) -> {
          if (!problem.equals(reported.get(key))) {
            LOG.atWarn()
                .addKeyValue("field", "authentication.passwordKey")
                .addKeyValue("cure", problem.cure())
                .log(problem.message());
          }
        });
    reported = Map.copyOf(problems);
  }

  private static byte[] withoutNewline(byte[] octets) {
    int length = octets.length;
    if (length > 0 && octets[length - 1] == '\n') {
      length--;
      if (length > 0 && octets[length - 1] == '\r') {
        length--;
      }
    }
    return Arrays.copyOf(octets, length);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
