package dev.virtualip.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** The walls between the agent's rooms: each may import what its row names, and the JDK. */
class RoomsTest {

  private static final JavaClasses AGENT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.virtualip.agent");

  private static final String API = "dev.virtualip.api..";
  private static final String PLAN = "dev.virtualip.plan..";
  private static final String VRRP = "dev.virtualip.agent.vrrp..";
  private static final String LINUX = "dev.virtualip.agent.linux..";
  private static final String ADDRESS = "dev.virtualip.agent.address..";
  private static final String LOOP = "dev.virtualip.agent.loop..";
  private static final String FABRIC8 = "io.fabric8..";
  private static final String PROMETHEUS = "io.prometheus..";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String LOGGER = "org.slf4j..";

  static final List<Arguments> ROOMS =
      List.of(
          room("log", "ch.qos.logback..", LOGGER),
          room("vrrp"),
          room("linux", "jnr..", LOGGER),
          room("address", LINUX, LOGGER),
          room("loop", VRRP, LINUX, ADDRESS, PLAN, API, LOGGER),
          room("foreign", VRRP, LINUX, LOOP, PLAN, API, LOGGER),
          room("health", LOOP, API, LOGGER),
          room("config", API, PLAN, LOOP, FABRIC8, JACKSON, LOGGER),
          room("selfcheck", API, PLAN, LOOP, VRRP, LINUX, LOGGER),
          room("replace", LINUX, LOOP, PLAN, JACKSON, LOGGER),
          room("report", API, PLAN, LOOP, VRRP, FABRIC8, JACKSON, PROMETHEUS, LOGGER));

  @ParameterizedTest
  @FieldSource("ROOMS")
  void importsOnlyWhatItsRowNames(String room, List<String> others) {
    List<String> allowed = new ArrayList<>(others);
    allowed.add("dev.virtualip.agent." + room + "..");
    allowed.addAll(List.of("java..", "javax..", "com.sun.net.httpserver..", "org.jspecify.."));
    classes()
        .that()
        .resideInAPackage("dev.virtualip.agent." + room + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .allowEmptyShould(true)
        .check(AGENT);
  }

  private static Arguments room(String name, String... others) {
    return Arguments.of(name, List.of(others));
  }
}
