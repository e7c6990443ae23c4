package lifeline.server;

/** How a process of Lifeline ends. The numbers are relied on by scripts: never change one. */
public enum ExitCode {
  /** Ended as asked. */
  OK(0),
  /** The command can't be done, or the answer is no ({@code status}: not running). */
  FAILED(1),
  /** The configuration, or the command line. */
  CONFIGURATION(2),
  /** An address to listen on is in use, or can't be used. */
  ADDRESS_IN_USE(3),
  /** The data folder can't be used, or another server has it. */
  DATA_FOLDER(4),
  /** The server could not go on. */
  ENGINE(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** As the parent process sees it. */
  public int number() {
    return number;
  }
}
