/**
 * Where lines are accepted and handed out. {@link lifeline.dispatcher.DispatcherVerticle} feeds the
 * log, applies what it commits to the state machine of {@link lifeline.delivery}, and sends the
 * effects to the gateways. Start reading there.
 */
package lifeline.dispatcher;
