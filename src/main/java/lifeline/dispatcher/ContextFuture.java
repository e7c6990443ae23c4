package lifeline.dispatcher;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletionStage;

/** Futures of what completes on other threads. */
final class ContextFuture {
  private ContextFuture() {}

  /** The stage's outcome, on the context; at once if the stage is complete already. */
  static <T> Future<T> of(Context context, CompletionStage<T> stage) {
    if (stage.toCompletableFuture().isDone()) {
      return Future.fromCompletionStage(stage);
    }
    Promise<T> promise = Promise.promise();
    stage.whenComplete(
        (value, failure) ->
            context.runOnContext(
                turn -> {
                  if (failure == null) {
                    promise.complete(value);
                  } else {
                    promise.fail(failure);
                  }
                }));
    return promise.future();
  }
}
