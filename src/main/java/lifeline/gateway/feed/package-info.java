/**
 * The newest lines of rooms, in memory and encoded, for all connections of one event loop. Knows a
 * connection as a {@link lifeline.gateway.feed.FeedReader} with a {@link
 * lifeline.gateway.feed.RoomCursor} in each of its rooms.
 */
package lifeline.gateway.feed;
