package lifeline.log;

/** The node has received the data of another, and must be restarted to use it. */
public final class ReplacedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ReplacedException() {
    super("other data is there; the server must start again");
  }
}
