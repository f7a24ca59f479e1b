package dev.virtualip;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The walls around the API and the planning of one node. */
class RoomsTest {

  private static final String API = "dev.virtualip.api..";
  private static final String PLAN = "dev.virtualip.plan..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.virtualip.api", "dev.virtualip.plan");

  @Test
  void apiImportsTheClientsModelAndAnnotationsOnly() {
    classes()
        .that()
        .resideInAPackage(API)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    API,
                    "java.lang..",
                    "java.time..",
                    "java.util..",
                    "org.jspecify..",
                    "com.fasterxml.jackson.annotation..",
                    "io.fabric8.generator.annotation..",
                    "io.fabric8.kubernetes.api.model..",
                    "io.fabric8.kubernetes.model.annotation..")
                .or(JavaClass.Predicates.type(CustomResource.class)))
        .check(CLASSES);
  }

  @Test
  void planImportsTheApiOnly() {
    classes()
        .that()
        .resideInAPackage(PLAN)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    PLAN, API, "java..", "org.jspecify..", "io.fabric8.kubernetes.api.model..")
                .or(JavaClass.Predicates.type(CustomResource.class)))
        .check(CLASSES);
  }

  @Test
  void planIsPure() {
    noClasses()
        .that()
        .resideInAPackage(PLAN)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..")
                .or(JavaClass.Predicates.assignableTo(Clock.class))
                .or(JavaClass.Predicates.assignableTo(Random.class))
                .or(
                    named(
                        "java.net.Socket", "java.net.DatagramSocket", "java.net.NetworkInterface")))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    return DescribedPredicate.describe(
        "named " + String.join(", ", names),
        candidate -> List.of(names).contains(candidate.getName()));
  }
}
