/**
 * Who is connected to this node, how long ago each peer was last heard of, and who may come in.
 * {@link lifeline.registry.RegistryVerticle} owns the table; gateways report to it, the dispatcher
 * asks it.
 */
package lifeline.registry;
