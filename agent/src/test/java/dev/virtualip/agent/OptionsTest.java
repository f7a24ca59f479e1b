package dev.virtualip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void readsBothFormsOfAnOption() throws UsageException {
    Options options =
        parse("--manifests /etc/virtualip --node=node-a --state-dir=/var/lib/virtualip");

    assertThat(options)
        .isEqualTo(
            new Options(
                new Options.Source.Manifests(Path.of("/etc/virtualip")),
                "node-a",
                Path.of("/var/lib/virtualip"),
                false,
                null,
                false,
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9770),
                null));
  }

  @Test
  void takesTheApiServerAndTheListenerFromTheCommandLine() throws UsageException {
    Options options =
        parse(
            "--kubernetes --node n --state-dir d --api-server https://10.0.0.1:6443"
                + " --listen [::1]:80");

    assertThat(options.source())
        .isEqualTo(new Options.Source.Kubernetes(URI.create("https://10.0.0.1:6443")));
    assertThat(options.listen()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("::1"), 80));
  }

  @Test
  void replacesOnlyWhenAskedTo() throws UsageException {
    assertThat(parse("--manifests m --node n --state-dir d").replace()).isFalse();
    assertThat(parse("--manifests m --node n --replace --state-dir d").replace()).isTrue();
  }

  @Test
  void secretsAreWhereTheDaemonSetMountsThemUnlessTold() throws UsageException {
    Options untold = parse("--kubernetes --node n --state-dir d");
    assertThat(untold.secretsDirectory()).isEqualTo(Path.of("/etc/virtualip/authentication"));
    assertThat(untold.secretsGiven()).isFalse();
    Options told = parse("--manifests m --node n --state-dir d --secrets-dir s");
    assertThat(told.secretsDirectory()).isEqualTo(Path.of("s"));
    assertThat(told.secretsGiven()).isTrue();
  }

  @Test
  void metricsMayHaveTheSamePortOnAnotherAddress() throws UsageException {
    assertThat(
            parse("--kubernetes --node n --state-dir d --metrics-listen 192.0.2.1:9770")
                .metricsListen())
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9770));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --node n --state-dir d                                       | --manifests or --kubernetes: one of them
          --manifests m --kubernetes --node n --state-dir d            | give one of them, not both
          --manifests m --state-dir d                                  | --node: missing; give the name
          --manifests m --node n                                       | --state-dir: missing; give a directory
          --manifests --node n --state-dir d                           | --manifests: needs a value
          --manifests m --node n --state-dir                           | --state-dir: needs a value
          --manifests= --node n --state-dir d                          | --manifests: is empty
          --kubernetes=yes --node n --state-dir d                      | --kubernetes: takes no value; leave out =yes
          --manifests m --node Node_A --state-dir d                    | --node: "Node_A" is no node name
          --manifests m --node n --node n --state-dir d                | --node: given twice
          --manifests m --node n --state-dir d --replace=x             | --replace: takes no value; leave out =x
          --manifests m --node n --state-dir d --reuse                 | --reuse: no such option
          --manifests m --node n --state-dir d extra                   | extra: no such option
          --manifests m --node n --state-dir d --api-server https://a  | --api-server: works with --kubernetes only
          --kubernetes --node n --state-dir d --api-server 10.0.0.1    | --api-server: "10.0.0.1" is no URL
          --kubernetes --node n --state-dir d --api-server ftp://a     | --api-server: "ftp://a" is no URL
          --kubernetes --node n --state-dir d --listen localhost:9770  | --listen: "localhost:9770" is not ADDR:PORT
          --kubernetes --node n --state-dir d --listen ::1:9770        | --listen: "::1:9770" is not ADDR:PORT
          --kubernetes --node n --state-dir d --listen 127.0.0.1:65536 | --listen: "127.0.0.1:65536" is not ADDR:PORT
          --kubernetes --node n --state-dir d --listen 9770            | --listen: "9770" is not ADDR:PORT
          --kubernetes --node n --state-dir d --metrics-listen 127.0.0.1:9770 | --metrics-listen: port 9770 is that of --listen
          --kubernetes --node n --state-dir d --metrics-listen 0.0.0.0:9770   | --metrics-listen: port 9770 is that of --listen
          --kubernetes --node n --state-dir d --listen [::]:80 --metrics-listen [::1]:80 | choose another port
          """)
  void refusesByTheNameOfTheOption(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private static Options parse(String line) throws UsageException {
    return Options.parse(List.of(line.split(" ")));
  }
}
