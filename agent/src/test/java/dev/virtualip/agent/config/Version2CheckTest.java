package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Authentication;
import dev.virtualip.api.v1alpha1.AuthenticationType;
import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What version 2 demands of a virtual router, and what only version 2 may have. */
class Version2CheckTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "1, 1000, , version",
    "4, 1000, , version",
    "2, 500, , advertisementIntervalMilliseconds",
    "2, 1500, , advertisementIntervalMilliseconds",
    "2, 256000, , advertisementIntervalMilliseconds",
    "3, 41000, , advertisementIntervalMilliseconds",
    "3, 1000, lab, authentication",
    "2, 1000, absent, authentication.passwordKey",
    "2, 1000, ../lab, authentication.passwordKey",
    "2, 1000, long, authentication.passwordKey",
  })
  void isRefusedByFieldWithACure(int version, int interval, @Nullable String key, String field)
      throws IOException {
    Optional<Refusal> refusal = check(version, interval, key);

    assertThat(refusal)
        .hasValueSatisfying(
            it -> {
              assertThat(it.field()).isEqualTo(field);
              assertThat(it.cure()).isNotBlank();
              assertThat(it.text()).doesNotContain("s3cret");
            });
  }

  @Test
  void isAcceptedWithItsPassword() throws IOException {
    assertThat(check(2, 1000, "lab")).isEmpty();
    assertThat(check(2, 255_000, null)).isEmpty();
  }

  private Optional<Refusal> check(int version, int interval, @Nullable String key)
      throws IOException {
    Files.writeString(directory.resolve("lab"), "s3cret12\n");
    Files.writeString(directory.resolve("long"), "s3cret123\n");
    Authentication authentication =
        key == null ? null : new Authentication(AuthenticationType.SIMPLE_PASSWORD, key);
    VirtualRouterSpec router =
        new VirtualRouterSpec(
            new VirtualIPReference("lab", "", 1L),
            Family.IPV4,
            "eth0",
            51,
            version,
            100,
            interval,
            true,
            0,
            List.of("192.0.2.100"),
            ChecksumMode.PSEUDO_HEADER,
            authentication,
            PeerMode.MULTICAST,
            List.of(),
            List.of(),
            false);
    try (SecretsDirectory secrets = new SecretsDirectory(directory)) {
      return new RouterCheck(secrets).accept(new ConfiguredRouter("lab.yaml", router));
    }
  }
}
