package lifeline.log;

/** The others have taken this node out of the cluster; it is to end in order. */
public final class RemovedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RemovedException() {
    super("taken out of the cluster");
  }
}
