package lifeline.server;

/** How a process of Lifeline ends. Scripts rely on the numbers: never change one. */
public enum ExitCode {
  /** Ended as requested. */
  OK(0),
  /** The command failed, or the answer is no ({@code status}: not running). */
  FAILED(1),
  /** An error in the configuration or on the command line. */
  CONFIGURATION(2),
  /** The address of a listener is in use or cannot be used. */
  ADDRESS_IN_USE(3),
  /** The data folder cannot be used, or another server uses it. */
  DATA_FOLDER(4),
  /** The server could not continue. */
  ENGINE(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The exit code of the process. */
  public int number() {
    return number;
  }
}
