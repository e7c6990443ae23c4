/**
 * Lines and messages to the bytes of one format and framing: {@link lifeline.protocol.out.Encoder},
 * of which an event loop has one for each encoding in use. Start reading there; the other classes
 * are its parts.
 */
package lifeline.protocol.out;
