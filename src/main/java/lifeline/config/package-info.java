/**
 * The configuration as the rest of the server sees it: immutable records, valid and complete. Start
 * reading at {@link lifeline.config.Settings}, which has all others. How they are made from
 * conf/lifeline.yaml, the environment and {@code --set} is in {@link lifeline.config.reading}.
 */
package lifeline.config;
