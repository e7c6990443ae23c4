/**
 * Reads the configuration: text, tree, records, checks. {@code SettingsLoader} fetches the file and
 * watches it; it and {@code PemFiles} are the only classes that know Vert.x and files. {@code
 * LoadedSettings} puts file, environment and {@code --set} into one {@code SettingsTree} and passes
 * that to {@code SettingsReader} (sections with a structure) with {@code LimitsReader} (times and
 * numbers), then to {@code CrossRules} (rules between keys). All of these are pure and collect
 * every problem before they fail. {@code LiveSettings} decides what a saved file changes in a
 * running server. Start reading at {@link lifeline.config.reading.SettingsLoader}, or at {@code
 * LoadedSettings} for the rules alone.
 *
 * <p>Each default and each range has one home: the line of {@code SettingsReader} or {@code
 * LimitsReader} that reads the key. The two are separate so that one can read down {@code
 * LimitsReader} as a table of all limits. conf/lifeline.yaml gives the reasons, and tests compare
 * it and section 15 of protocol.txt with the code.
 *
 * <p>To add a key: read it there with its default and range, add it to its record, explain it in
 * conf/lifeline.yaml (a test fails until it is there).
 */
package lifeline.config.reading;
