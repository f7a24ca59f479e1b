package dev.virtualip.agent.health;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Passes while a file exists: whoever knows better creates and removes it. */
record FileProbe(Path path) implements Probe {

  @Override
  public CheckResult run(Duration timeout) {
    return Files.exists(path)
        ? CheckResult.passed(path + " exists")
        : CheckResult.failed(path + " does not exist");
  }
}
