package dev.virtualip.operator;

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

/** The walls between the operator's rooms: each may import what its row names, and the JDK. */
class RoomsTest {

  private static final JavaClasses OPERATOR =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.virtualip.operator");

  private static final String API = "dev.virtualip.api..";
  private static final String PLAN = "dev.virtualip.plan..";
  private static final String OPERATOR_PLAN = "dev.virtualip.operator.plan..";

  /** Values that the API is made of: metadata, label selectors, conditions. */
  private static final String MODEL = "io.fabric8.kubernetes.api.model..";

  static final List<Arguments> ROOMS =
      List.of(
          room(
              "plan",
              List.of(
                  "java.util..",
                  "java.lang..",
                  "java.time..",
                  "java.net..",
                  "java.nio.charset..",
                  "org.jspecify.."),
              PLAN,
              API,
              MODEL),
          room(
              "report",
              List.of("java..", "org.jspecify..", "org.slf4j.."),
              OPERATOR_PLAN,
              API,
              "io.fabric8..",
              "io.prometheus.metrics.."),
          room(
              "reconcile",
              List.of("java..", "org.jspecify..", "org.slf4j.."),
              OPERATOR_PLAN,
              "dev.virtualip.operator.report..",
              PLAN,
              API,
              "io.javaoperatorsdk..",
              "io.fabric8.."));

  @ParameterizedTest
  @FieldSource("ROOMS")
  void importsOnlyWhatItsRowNames(String room, List<String> allowed) {
    classes()
        .that()
        .resideInAPackage("dev.virtualip.operator." + room + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .check(OPERATOR);
  }

  private static Arguments room(String name, List<String> always, String... others) {
    List<String> allowed = new ArrayList<>(always);
    allowed.addAll(List.of(others));
    allowed.add("dev.virtualip.operator." + name + "..");
    return Arguments.of(name, allowed);
  }
}
