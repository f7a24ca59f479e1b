package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.FileCheck;
import dev.virtualip.api.v1alpha1.HealthCheck;
import dev.virtualip.api.v1alpha1.HttpGetCheck;
import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.Rule;
import dev.virtualip.api.v1alpha1.TcpSocketCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of {@link VirtualIPValidator} that decides on health checks. */
final class HealthCheckValidator {

  private static final Pattern NAME = Pattern.compile(Limits.LABEL_PATTERN);
  private static final Pattern HOST_NAME = Pattern.compile(Rule.HOST_NAME);
  private static final Pattern HOST_HEADER = Pattern.compile(Rule.HOST_HEADER);
  private static final Pattern URL_PATH = Pattern.compile(Rule.URL_PATH);
  private static final Pattern RELATIVE_PATH = Pattern.compile(Rule.RELATIVE_PATH);
  private static final Pattern DOTS = Pattern.compile(Rule.DOTS);
  private static final int LOWEST_PASSING = 200;
  private static final int HIGHEST_PASSING = 399;

  private final Violations violations;
  private final boolean absolutePaths;

  HealthCheckValidator(Violations violations, boolean absolutePaths) {
    this.violations = violations;
    this.absolutePaths = absolutePaths;
  }

  void validate(List<HealthCheck> checks) {
    violations.size("spec.healthChecks", checks, Limits.HEALTH_CHECKS);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      check("spec.healthChecks[%d]".formatted(i), checks.get(i));
      names.add(Objects.requireNonNullElse(checks.get(i).name(), ""));
    }
    violations.distinct("spec.healthChecks", names);
  }

  private void check(String field, HealthCheck check) {
    name(field + ".name", check.name());
    long kinds =
        Stream.of(check.httpGet(), check.tcpSocket(), check.file())
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      violations.refuse(
          field,
          Rule.CHECK_KIND.message() + ", and has " + kinds,
          kinds == 0 ? "add one" : "make one health check of each");
    }
    httpGet(field + ".httpGet", check.httpGet());
    tcpSocket(field + ".tcpSocket", check.tcpSocket());
    file(field + ".file", check.file());
    violations.range(
        field + ".periodMilliseconds",
        check.periodMilliseconds(),
        Limits.MINIMUM_PERIOD,
        Limits.CHECK_MILLISECONDS);
    violations.range(
        field + ".timeoutMilliseconds",
        check.timeoutMilliseconds(),
        Limits.MINIMUM_TIMEOUT,
        Limits.CHECK_MILLISECONDS);
    violations.range(
        field + ".failureThreshold", check.failureThreshold(), 1, Limits.CHECK_THRESHOLD);
    violations.range(
        field + ".successThreshold", check.successThreshold(), 1, Limits.CHECK_THRESHOLD);
    violations.range(field + ".priorityPenalty", check.priorityPenalty(), 1, Limits.PENALTY);
  }

  /** The name is absent when a manifest leaves it out: Jackson asks no record for its parts. */
  private void name(String field, @Nullable String name) {
    if (violations.present(field, name)
        && name != null
        && violations.length(field, name, Limits.LABEL)
        && !NAME.matcher(name).matches()) {
      violations.refuse(
          field,
          Violations.quoted(name) + " is no name of a check",
          "use lower case letters, digits and '-', a letter or digit at both ends");
    }
  }

  private void httpGet(String field, @Nullable HttpGetCheck check) {
    if (check == null) {
      return;
    }
    host(Rule.HTTP_HOST, field + ".host", check.host());
    port(field + ".port", check.port());
    String path = check.path();
    if (path != null
        && violations.length(field + ".path", path, Limits.PATH)
        && !URL_PATH.matcher(path).matches()) {
      violations.refuse(
          Rule.HTTP_PATH, field + ".path", path, "write it as in a request, such as /healthz");
    }
    String header = check.hostHeader();
    if (header != null
        && violations.length(field + ".hostHeader", header, Limits.NODE_NAME)
        && !HOST_HEADER.matcher(header).matches()) {
      violations.refuse(
          Rule.HTTP_HOST_HEADER,
          field + ".hostHeader",
          header,
          "write a name, such as app.example.org");
    }
    boolean lowest = status(field + ".minimumStatus", check.minimumStatus());
    boolean highest = status(field + ".maximumStatus", check.maximumStatus());
    int minimum = Objects.requireNonNullElse(check.minimumStatus(), LOWEST_PASSING);
    int maximum = Objects.requireNonNullElse(check.maximumStatus(), HIGHEST_PASSING);
    if (lowest && highest && minimum > maximum) {
      violations.refuse(
          Rule.HTTP_STATUS,
          field + ".minimumStatus",
          Integer.toString(minimum),
          "use %d at most, or raise maximumStatus".formatted(maximum));
    }
  }

  private boolean status(String field, @Nullable Integer status) {
    return violations.range(field, status, Limits.MINIMUM_STATUS, Limits.MAXIMUM_STATUS);
  }

  private void tcpSocket(String field, @Nullable TcpSocketCheck check) {
    if (check != null) {
      host(Rule.TCP_HOST, field + ".host", check.host());
      port(field + ".port", check.port());
    }
  }

  /** Jackson makes 0 of one that a manifest leaves out. */
  private void port(String field, int port) {
    if (port == 0) {
      violations.refuse(field, "is missing or 0", "give the port to connect to, 1..65535");
    } else {
      violations.range(field, port, 1, Limits.PORT);
    }
  }

  private void host(Rule rule, String field, @Nullable String host) {
    if (host != null
        && violations.length(field, host, Limits.NODE_NAME)
        && !HOST_NAME.matcher(host).matches()
        && Addresses.canonical(host).isEmpty()) {
      violations.refuse(rule, field, host, "write the name or the address alone");
    }
  }

  private void file(String field, @Nullable FileCheck check) {
    if (check == null) {
      return;
    }
    String path = check.path();
    if (violations.present(field + ".path", path)
        && violations.length(field + ".path", path, Limits.PATH)
        && (!RELATIVE_PATH.matcher(absolutePaths ? withoutRoot(path) : path).matches()
            || DOTS.matcher(path).find())) {
      violations.refuse(
          Rule.FILE_PATH,
          field + ".path",
          path,
          "write a path without . and .., such as ingress.ok"
              + (absolutePaths ? " or /run/ingress.ok" : ""));
    }
  }

  private static String withoutRoot(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }
}
