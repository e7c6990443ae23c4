/**
 * Who is connected to this node and how long ago each peer was last heard of. {@link
 * lifeline.registry.RegistryVerticle} owns the table; gateways report to it, the dispatcher asks
 * it.
 */
package lifeline.registry;
