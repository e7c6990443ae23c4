package lifeline.config.reading;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import lifeline.config.Settings;
import lifeline.config.SettingsChange;
import lifeline.config.SettingsException;
import lifeline.config.SettingsSource;

/**
 * Loads the settings and watches their file.
 *
 * <p>vertx-config is used for one thing only: it fetches the file every second as one string, off
 * the event loop, and reports a string that differs, on the loader's context. Everything else is
 * done here, as vertx-config does it differently from what lifeline.yaml promises: its YAML loses
 * duplicate keys and turns {@code off} into false; an optional file that is broken silently loses
 * all its keys, and a required one is logged anew at each scan; its store for the environment does
 * not know our names of keys; and it stops at the first problem.
 */
public final class SettingsLoader {
  private static final String TEXT = "text";

  private final Vertx vertx;
  private final SettingsSource source;
  private final String file;
  private final ConfigRetriever retriever;

  /**
   * Loads nothing yet.
   *
   * @param scanPeriod how often the file is checked for changes
   */
  public SettingsLoader(Vertx vertx, SettingsSource source, Duration scanPeriod) {
    this.vertx = vertx;
    this.source = source;
    this.file = source.file().toAbsolutePath().toString();
    // Optional, so that a missing file is reported once, here, and not by the retriever at every
    // scan.
    ConfigStoreOptions store =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat("raw")
            .setOptional(true)
            .setConfig(new JsonObject().put("path", file).put("raw.key", TEXT));
    this.retriever =
        ConfigRetriever.create(
            vertx,
            new ConfigRetrieverOptions()
                .setIncludeDefaultStores(false)
                .setScanPeriod(scanPeriod.toMillis())
                .addStore(store));
  }

  /** Loads the settings once; fails with {@link SettingsException}. */
  public Future<Settings> load() {
    return first().map(LoadedSettings::settings).eventually(this::close);
  }

  /**
   * Loads the settings and watches the file until {@link #close}. Both consumers are called on the
   * context on which the loader was made.
   *
   * @param onChange gets each save that changes a value
   * @param onBroken gets the problems of each save that cannot be used, and so changes nothing
   * @return the settings; fails with {@link SettingsException}
   */
  public Future<Settings> watch(
      Consumer<SettingsChange> onChange, Consumer<List<String>> onBroken) {
    Promise<LiveSettings> live = Promise.promise();
    // Listens before it loads, so that no save in between is missed.
    retriever.listen(
        fetched -> {
          String text = fetched.getNewConfiguration().getString(TEXT);
          if (!isBeingWritten(text)) {
            Future<LoadedSettings> saved =
                text == null ? Future.failedFuture(missing()) : read(text);
            live.future()
                .compose(current -> saved.map(current::apply))
                .onSuccess(change -> change.ifPresent(onChange))
                .onFailure(failure -> onBroken.accept(problems(failure)));
          }
        });
    return first()
        .onSuccess(loaded -> live.complete(new LiveSettings(loaded)))
        .map(LoadedSettings::settings);
  }

  /** Stops watching the file. */
  public Future<Void> close() {
    return retriever.close();
  }

  private Future<LoadedSettings> first() {
    return retriever.getConfig().compose(fetched -> first(fetched.getString(TEXT)));
  }

  private Future<LoadedSettings> first(String text) {
    if (text != null) {
      return read(text);
    }
    return vertx
        .fileSystem()
        .exists(file)
        .compose(exists -> exists || source.required() ? Future.failedFuture(missing()) : read(""));
  }

  private Future<LoadedSettings> read(String text) {
    return vertx.executeBlocking(
        () ->
            LoadedSettings.of(
                file, text, source.environment(), source.sets(), new PemFiles(vertx)));
  }

  /** Some editors empty a file before they write it: an empty file is not a save yet. */
  private static boolean isBeingWritten(String text) {
    return text != null && text.isBlank();
  }

  private SettingsException missing() {
    return new SettingsException(List.of(file + ": no such file, or not readable"));
  }

  private static List<String> problems(Throwable failure) {
    return failure instanceof SettingsException e ? e.problems() : List.of(failure.toString());
  }
}
