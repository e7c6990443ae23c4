/**
 * Limits on arrivals and input: how many connections of an address are admitted and how fast
 * ({@link lifeline.admission.Admission}), and how much input of a connection is read ({@link
 * lifeline.admission.InputPace}). Pure: time is passed in, in milliseconds. The instances belong to
 * the admission verticle and to the connections. Start reading at {@link
 * lifeline.admission.TokenBucket}.
 */
package lifeline.admission;
