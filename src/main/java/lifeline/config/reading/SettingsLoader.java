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
 * Loads the settings and watches their file. The file is fetched and scanned by vertx-config as one
 * text: as YAML it would lose keys that come twice, and log a broken file anew at each scan.
 */
public final class SettingsLoader {
  private static final String TEXT = "text";

  private final Vertx vertx;
  private final SettingsSource source;
  private final String file;
  private final ConfigRetriever retriever;

  /**
   * @param scanPeriod how often the file is looked at
   */
  public SettingsLoader(Vertx vertx, SettingsSource source, Duration scanPeriod) {
    this.vertx = vertx;
    this.source = source;
    this.file = source.file().toAbsolutePath().toString();
    // Optional, so that a missing file is told once, by us, and not at every scan, by the
    // retriever.
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

  /** The settings, or a failure with {@link SettingsException}; looks at the file no more then. */
  public Future<Settings> load() {
    return first().map(LoadedSettings::settings).eventually(this::close);
  }

  /**
   * Loads the settings and goes on looking at the file. Both consumers are called on the context
   * that the loader was made on.
   *
   * @param onChange is told of each save that changes a value
   * @param onBroken is told the problems of a save that can't be used; nothing has changed then
   * @return the settings, or a failure with {@link SettingsException}
   */
  public Future<Settings> watch(
      Consumer<SettingsChange> onChange, Consumer<List<String>> onBroken) {
    Promise<LiveSettings> running = Promise.promise();
    // Listens before it loads, so that a save in between isn't missed.
    retriever.listen(
        change -> {
          String text = change.getNewConfiguration().getString(TEXT);
          if (!isBeingWritten(text)) {
            Future<LoadedSettings> saved = text == null ? Future.failedFuture(gone()) : read(text);
            running
                .future()
                .compose(current -> saved.map(current::saved))
                .onSuccess(news -> news.ifPresent(onChange))
                .onFailure(failure -> onBroken.accept(problems(failure)));
          }
        });
    return first()
        .onSuccess(reading -> running.complete(new LiveSettings(reading)))
        .map(LoadedSettings::settings);
  }

  /** Looks at the file no more. */
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
        .compose(exists -> exists || source.required() ? Future.failedFuture(gone()) : read(""));
  }

  private Future<LoadedSettings> read(String text) {
    return vertx.executeBlocking(
        () ->
            LoadedSettings.of(
                file, text, source.environment(), source.sets(), new PemFiles(vertx)));
  }

  /** Some editors empty a file before they write it: that is not yet a save. */
  private static boolean isBeingWritten(String text) {
    return text != null && text.isBlank();
  }

  private SettingsException gone() {
    return new SettingsException(List.of(file + ": no such file, or not readable"));
  }

  private static List<String> problems(Throwable failure) {
    return failure instanceof SettingsException e ? e.problems() : List.of(failure.toString());
  }
}
