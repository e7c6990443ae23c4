package lifeline.config;

/** What a receipt promises about an accepted line. */
public enum Durability {
  /** The line is in memory; it is lost with the process. */
  MEMORY,
  /** The operating system has the line; it survives the process, but not a power cut. */
  PROCESS,
  /** The line is on the disk. */
  DISK
}
