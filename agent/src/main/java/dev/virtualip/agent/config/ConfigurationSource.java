package dev.virtualip.agent.config;

/**
 * Where the virtual routers of this node come from. A source hands whole configurations to the
 * protocol thread, keeps the last good one on disk, and never takes anything away because it can't
 * read it: absence is never a command.
 */
public sealed interface ConfigurationSource extends AutoCloseable
    permits ManifestDirectory, VirtualIPNodeWatch {

  /**
   * Configures what can be known without asking anybody: the manifests, or the last good
   * configuration.
   *
   * @throws ConfigurationException if nothing can run and waiting would not help
   */
  void start() throws ConfigurationException;

  /** What has been handed over so far. */
  ConfigurationState state();

  /** Stops following; what runs goes on. */
  @Override
  void close();
}
