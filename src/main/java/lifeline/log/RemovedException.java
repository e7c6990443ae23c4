package lifeline.log;

/** The other nodes have removed this one from the cluster; it has to end in an orderly way. */
public final class RemovedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RemovedException() {
    super("taken out of the cluster");
  }
}
