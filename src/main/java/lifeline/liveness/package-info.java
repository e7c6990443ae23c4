/**
 * Which connections are healthy, suspect or failed (protocol.txt, section 11). Each connection has
 * an {@link lifeline.liveness.ActivityTracker}, owned by its event loop, which turns samples of the
 * kernel's state into an {@link lifeline.liveness.Activity}; the registry's {@link
 * lifeline.liveness.LivenessTracker} compares that with the times of the settings and orders polls,
 * probes and closes. Pure: time is passed in, in milliseconds of one monotonic clock. Start reading
 * at {@link lifeline.liveness.Activity}.
 */
package lifeline.liveness;
