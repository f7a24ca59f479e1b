package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PasswordTest {

  @Test
  void neverShowsItself() {
    Password password = password("s3cret12");

    assertThat(password.toString()).doesNotContain("s3cret");
    assertThat(new Expectation(2, password).toString()).doesNotContain("s3cret");
  }

  @Test
  void isEqualByItsOctets() {
    assertThat(password("lab")).isEqualTo(password("lab")).hasSameHashCodeAs(password("lab"));
    assertThat(password("lab")).isNotEqualTo(password("lax"));
  }

  @Test
  void hasOneToEightOctetsAndIsNotShownWhenItHasNot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> password("123456789"))
        .withMessageContaining("1..8")
        .withMessageContaining("9")
        .withMessageNotContaining("12345");
    assertThatIllegalArgumentException().isThrownBy(() -> password(""));
  }

  private static Password password(String text) {
    return Password.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}
