/**
 * One connection and its parts, which know their {@link lifeline.gateway.client.ConnectionHost},
 * not the gateway. Start reading at {@link lifeline.gateway.client.ClientConnection}, which names
 * the parts in the order of a line's way.
 */
package lifeline.gateway.client;
