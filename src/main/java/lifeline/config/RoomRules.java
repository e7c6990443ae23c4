package lifeline.config;

/**
 * What is set for one room.
 *
 * @param presence whether who joins and leaves is told
 */
public record RoomRules(boolean presence) {
  public static final RoomRules DEFAULT = new RoomRules(true);
}
