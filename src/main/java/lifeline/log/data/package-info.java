/**
 * The data folder: which files it has, whose they are, and how they are opened, copied and
 * converted. {@link lifeline.log.data.LocalData} is that of a node without a cluster, {@link
 * lifeline.log.data.ClusterData} that of a node of one, {@link lifeline.log.data.NodeData} what
 * both have. {@code NodeFile} guards the folder: a node refuses the data of another node, or of a
 * newer server. Start reading at {@link lifeline.log.data.LocalData}.
 */
package lifeline.log.data;
