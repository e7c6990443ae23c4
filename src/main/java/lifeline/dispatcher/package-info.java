/**
 * Where lines are accepted and handed out. {@code Dispatcher} feeds the log, applies what it
 * commits to the state machine of {@link lifeline.delivery}, and sends the effects to the gateways.
 * Start reading there. {@link lifeline.dispatcher.DispatcherVerticle} is its beginning and end.
 */
package lifeline.dispatcher;
