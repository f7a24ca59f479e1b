package dev.virtualip.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupCheckTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          403, 3, 'the API server refuses ''list nodes''; bind the ClusterRole and the Role virtualip-operator to this service account'
          401, 3, 'the API server refuses ''list nodes''; bind the ClusterRole and the Role virtualip-operator to this service account'
          404, 2, 'the API server does not know nodes; apply the CRDs of this release first'
          0,   1, 'the API server does not answer ''list nodes'': java.net.ConnectException: refused'
          """)
  void exitCodeAndMessageNameTheCure(int status, int exitCode, String message) {
    KubernetesClientException failure =
        status == 0
            ? new KubernetesClientException("operation failed", new ConnectException("refused"))
            : new KubernetesClientException("no", status, null);
    assertThat(StartupCheck.explain(failure, "list nodes", "nodes"))
        .returns(exitCode, FatalException::exitCode)
        .hasMessage(message);
  }

  @Test
  void whatTheLibraryThrowsIsExplainedByItsCause() {
    KubernetesClientException refused = new KubernetesClientException("no", 403, null);
    assertThat(StartupCheck.explain(new OperatorException(new IllegalStateException(refused))))
        .returns(FatalException.RIGHTS, FatalException::exitCode)
        .hasMessageContaining("bind the ClusterRole");
    assertThat(StartupCheck.explain(new OperatorException("Cannot access lease")))
        .returns(FatalException.UNAVAILABLE, FatalException::exitCode)
        .hasMessage("the operator could not start: Cannot access lease");
  }

  @ParameterizedTest
  @CsvSource({"1, 31", "1, 9+", "0, 40", "1, ''"})
  void olderKubernetesIsRefusedWithTheVersionItNeeds(String major, String minor) {
    assertThatThrownBy(() -> StartupCheck.requireVersion(major, minor))
        .isInstanceOfSatisfying(
            FatalException.class,
            refusal -> assertThat(refusal.exitCode()).isEqualTo(FatalException.CONFIGURATION))
        .hasMessage(
            "this is Kubernetes %s.%s; virtualip-operator needs 1.32 or later: upgrade the cluster",
            major, minor);
  }

  @ParameterizedTest
  @CsvSource({"1, 32", "1, 32+", "1, 36", "2, 0"})
  void otherKubernetesIsTaken(String major, String minor) {
    assertThatCode(() -> StartupCheck.requireVersion(major, minor)).doesNotThrowAnyException();
  }
}
