/**
 * The configuration: immutable records below {@link lifeline.config.Settings}, and {@link
 * lifeline.config.reading.SettingsLoader}, which makes them of conf/lifeline.yaml, the environment
 * and {@code --set}. Reading and checking is pure ({@code SettingsReader}, {@code CrossRules}) and
 * collects every problem before it fails; only the loader knows vertx-config.
 *
 * <p>To add a key: read it in {@code SettingsReader} with its default and range, add it to its
 * record, explain it in conf/lifeline.yaml (a test fails until it is there).
 */
package lifeline.config;
