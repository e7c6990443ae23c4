package lifeline.config;

/** What a receipt promises about an accepted line. */
public enum Durability {
  /** In memory; lost with the process. */
  MEMORY,
  /** Handed to the operating system; survives the process, not a power cut. */
  PROCESS,
  /** On the disk. */
  DISK
}
