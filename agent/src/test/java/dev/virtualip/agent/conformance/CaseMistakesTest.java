package dev.virtualip.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Case files that are wrong: what no row can say is named, and what isn't so is found. */
class CaseMistakesTest {

  /** A right row, a text in it, what it is replaced by, and what the message must name. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "state/F01",
            "transitions:",
            "transition:",
            "'transition' in the row.scenarios[0].expect"),
        Arguments.of(
            "state/F01", "startup:", "startsUp:", "'startsUp' in the row.scenarios[0].steps[0]"),
        Arguments.of("state/F01", "title:", "titel:", "'titel'"),
        Arguments.of("state/F01", "source: RFC 9568 section 6.4.1", "", "'source' is missing"),
        Arguments.of("state/F01", "end: 6 s", "", "'end' is missing"),
        Arguments.of("state/F01", "end: 6 s", "end: 6", "'6' is no time"),
        Arguments.of("state/F01", "given: Initialize", "given: Init", "Init"),
        Arguments.of("state/F01", "startup: true", "startup: false", "'startup' is true"),
        Arguments.of("state/F01", "{at: 0 s, startup", "{at: 7 s, startup", "would never happen"),
        Arguments.of("state/F01", "startup: true", "stop: crash", "'crash'"),
        Arguments.of("state/F01", "startup: true", "stop: kill, startup: true", "exactly one of"),
        Arguments.of("state/F01", "every: 1 s", "every: 0 s", "'every'"),
        Arguments.of("state/F04", "given: Backup", "given: Backup\n    given: Active", "given"),
        Arguments.of(
            "state/F24", "finished: true", "finished: true\n      counters: {x: 1}", "'x'"),
        Arguments.of("receive/R01", "packets:", "packet:", "'packet'"),
        Arguments.of("receive/R01", "{checksum-errors: 1}", "", "'counters' is missing"),
        Arguments.of("receive/R01", "verdict: ignored", "verdict: refused", "refused"),
        Arguments.of("receive/R01", "[{vector: syn-v3-ipv4-bad-cksum}]", "[]", "no packets"),
        Arguments.of("receive/R01", "{vector: syn-v3-ipv4-bad-cksum}", "{}", "at least one field"),
        Arguments.of("receive/R36", "priority: 100, ", "", "priority"),
        Arguments.of("encoding/C06", "octets: [{from: 4, are: 0fff}]", "", "expects nothing"),
        Arguments.of("encoding/C06", "[{from: 4, are: 0fff}]", "[]", "expects nothing"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("mistakes")
  void isNamed(String row, String text, String replacement, String named) throws IOException {
    String yaml = changed(row, text, replacement);

    assertThatThrownBy(() -> Row.parse(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  /** A right row, a text in it, and what it is replaced by so that it is wrong. */
  static Stream<Arguments> lies() {
    return Stream.of(
        Arguments.of("state/F01", "{at: 3.609 s, to: Active", "{at: 3.607 s, to: Active"),
        Arguments.of("state/F01", "{at: 3.609 s, every", "{at: 3.611 s, every"),
        Arguments.of("state/F01", "to: Active", "to: Backup"),
        Arguments.of("state/F01", "reason: ACTIVE_DOWN", "reason: ACTIVE_LEFT"),
        Arguments.of("state/F01", "priority: 100", "priority: 101"),
        Arguments.of("state/F01", "every: 1 s", "every: 1.01 s"),
        Arguments.of("state/F01", "[192.0.2.100]", "[192.0.2.101]"),
        Arguments.of("state/F04", "bind, announce", "announce, bind"),
        Arguments.of("state/F05", "{priority-zero-pkts-rcvd: 1}", "{priority-zero-pkts-rcvd: 2}"),
        Arguments.of("state/F11", "sent: []", "sent: [{at: 1 s}]"),
        Arguments.of("state/F14", "released: [{at: 230 ms}]", "released: []"),
        Arguments.of("state/F19", "learned: 1 s", "learned: 3 s"),
        Arguments.of("state/F23", "finished: true", "finished: false"),
        Arguments.of("state/F29", "notices: [TWO_OWNERS]", "notices: []"),
        Arguments.of("state/F36", "expect: {state: Backup}", "expect: {state: Active}"),
        Arguments.of("receive/R01", "ignored", "accepted"),
        Arguments.of("receive/R01", "{checksum-errors: 1}", "{checksum-errors: 2}"),
        Arguments.of("receive/R01", "{checksum-errors: 1}", "{}"),
        Arguments.of("receive/R02", "verdict: accepted", "verdict: ignored"),
        Arguments.of("receive/R21", "notices: [ADDRESSES_DIFFER]", "notices: []"),
        Arguments.of("receive/R24", "learned: 3 s", "learned: 1 s"),
        Arguments.of("receive/R36", "priority: 254", "priority: 253"),
        Arguments.of("encoding/C01", "4307", "4308"),
        Arguments.of("encoding/C06", "0fff", "1fff"),
        Arguments.of("encoding/C07", "names: in steps of 10", "names: in steps of 5"),
        Arguments.of("encoding/C07", "{interval: 255 ms}", "{interval: 250 ms}"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("lies")
  void isFound(String row, String text, String replacement) throws IOException {
    Row lying = Row.parse(changed(row, text, replacement));

    assertThatThrownBy(lying::check).isInstanceOf(AssertionError.class);
  }

  @Test
  void unknownVectorIsNamed() throws IOException {
    Row row = Row.parse(changed("receive/R01", "bad-cksum", "no-such"));

    assertThatThrownBy(row::check).hasMessageContaining("syn-v3-ipv4-no-such");
  }

  @Test
  void messageTellsExpectedAndActualTimes() throws IOException {
    Row row = Row.parse(changed("state/F01", "{at: 3.609 s, to: Active", "{at: 3 s, to: Active"));

    assertThatThrownBy(row::check)
        .hasMessageContaining("transitions")
        .hasMessageContaining("at=3.000 s")
        .hasMessageContaining("3.609 s");
  }

  private static String changed(String row, String text, String replacement) throws IOException {
    String yaml = Files.readString(CaseFiles.DIRECTORY.resolve(Path.of(row + ".yaml")));
    assertThat(yaml).contains(text);
    return yaml.replaceFirst(Pattern.quote(text), replacement);
  }
}
