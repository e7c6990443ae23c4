package lifeline.log;

/** The node has been given the data of another, and must start again to take it up. */
public final class ReplacedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ReplacedException() {
    super("other data is there; the server must start again");
  }
}
