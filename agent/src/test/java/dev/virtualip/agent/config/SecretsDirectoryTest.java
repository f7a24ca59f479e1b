package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.log.Logged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsDirectoryTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"s3cret12", "s3cret12\n", "s3cret12\r\n"})
  void newlineAtTheEndDoesNotBelongToThePassword(String content) throws IOException {
    write("lab", content);
    try (SecretsDirectory secrets = new SecretsDirectory(directory)) {
      assertThat(secrets.octets("lab")).isEqualTo(password("s3cret12"));
      assertThat(secrets.problem("lab")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "123456789", "123456789\n", "a secret longer than all"})
  void emptyOrTooLongIsRefusedWithoutBeingTold(String content) throws IOException {
    write("lab", content);
    try (SecretsDirectory secrets = new SecretsDirectory(directory)) {
      assertThat(secrets.octets("lab")).isNull();
      assertThat(secrets.problem("lab"))
          .hasValueSatisfying(
              problem -> {
                assertThat(problem.message()).contains("lab", "empty or longer than 8");
                assertThat(problem.cure()).contains("1..8");
                assertThat(problem.toString())
                    .doesNotContain("12345")
                    .doesNotContain("longer than all");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../lab", "/etc/passwd", "..", "a/b", "", "lab\0"})
  void keyIsNoPath(String key) throws IOException {
    write("lab", "secret");
    Path inner = Files.createDirectory(directory.resolve("inner"));
    try (SecretsDirectory secrets = new SecretsDirectory(inner)) {
      assertThat(secrets.octets(key)).isNull();
      assertThat(secrets.problem(key))
          .hasValueSatisfying(it -> assertThat(it.message()).contains("no key of a Secret"));
    }
  }

  @Test
  void missingKeyIsRefusedWithWhereToAddIt() {
    try (SecretsDirectory secrets = new SecretsDirectory(directory)) {
      assertThat(secrets.problem("lab"))
          .hasValueSatisfying(
              it -> assertThat(it.cure()).contains("Secret virtualip-authentication"));
    }
    try (SecretsDirectory secrets = new SecretsDirectory(null)) {
      assertThat(secrets.problem("lab"))
          .hasValueSatisfying(it -> assertThat(it.cure()).contains("--secrets-dir"));
    }
  }

  @Test
  void missingDirectoryIsToldOnceIfSomebodyHasNamedIt() throws IOException {
    Path named = directory.resolve("named");
    try (Logged logged = new Logged(SecretsDirectory.class);
        SecretsDirectory secrets = new SecretsDirectory(named, true)) {
      secrets.look();
      assertThat(logged.lines())
          .singleElement()
          .asString()
          .contains("level=WARN", "directory=\"" + named + "\"", "cure=\"create it");
      Files.createDirectory(named);
      Files.writeString(named.resolve("lab"), "secret");
      secrets.look();
      assertThat(secrets.octets("lab")).isEqualTo(password("secret"));
      assertThat(logged.lines()).hasSize(1);
    }
    try (Logged logged = new Logged(SecretsDirectory.class);
        SecretsDirectory secrets = new SecretsDirectory(directory.resolve("default"), false)) {
      secrets.look();
      assertThat(logged.lines()).isEmpty();
    }
  }

  /** As the kubelet does it: each key a link through ..data, and ..data swapped by a rename. */
  @Test
  void swappedLinkIsFollowed() throws IOException {
    version("..1", "old");
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(directory.resolve("lab"), Path.of("..data", "lab"));
    try (SecretsDirectory secrets = new SecretsDirectory(directory)) {
      assertThat(secrets.octets("lab")).isEqualTo(password("old"));
      assertThat(secrets.look()).as("nothing changed").isFalse();

      version("..2", "new");
      Path beside = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2"));
      Files.move(beside, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

      assertThat(secrets.look()).isTrue();
      assertThat(secrets.octets("lab")).isEqualTo(password("new"));
    }
  }

  @Test
  void whatTurnsBadOrGoesLeavesWhatWasGood() throws IOException {
    write("lab", "good");
    try (SecretsDirectory secrets = new SecretsDirectory(directory)) {
      write("lab", "far too long");
      secrets.look();
      assertThat(secrets.octets("lab")).isEqualTo(password("good"));

      Files.delete(directory.resolve("lab"));
      secrets.look();
      assertThat(secrets.octets("lab")).isEqualTo(password("good"));
      assertThat(secrets.problem("lab")).isEmpty();
    }
  }

  private void write(String key, String content) throws IOException {
    Files.writeString(directory.resolve(key), content);
  }

  private void version(String name, String content) throws IOException {
    Files.writeString(Files.createDirectory(directory.resolve(name)).resolve("lab"), content);
  }

  private static byte[] password(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
