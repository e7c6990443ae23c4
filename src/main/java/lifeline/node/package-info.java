/**
 * What a node is made of. {@link lifeline.node.NodeStorage} joins the state machine of {@link
 * lifeline.delivery} with a log and a line store of {@link lifeline.log}: in memory, in a data
 * folder, or shared with a cluster. It is opened once, by {@code Server}, and then belongs to the
 * dispatcher. {@link lifeline.node.BatchApplier} is the one way from the log to the machine, at
 * replay and afterwards. The mappings translate the configuration for the packages that do not know
 * it. Start reading at {@link lifeline.node.NodeStorage}.
 */
package lifeline.node;
