/**
 * Liveness and admission, driven by two verticles. {@link lifeline.registry.RegistryVerticle} owns
 * the table of this node's connections: gateways report to it, the dispatcher asks it for views,
 * and it orders gateways to poll, probe or close. {@link lifeline.registry.AdmissionVerticle} owns
 * the counts of connections by address. The rules are in {@link lifeline.liveness} and {@link
 * lifeline.admission}; only clocks, timers and messages are here. Start reading at
 * RegistryVerticle.
 */
package lifeline.registry;
