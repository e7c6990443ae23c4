package lifeline.config.reading;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The facts about files named in the configuration that its rules need. */
@FunctionalInterface
interface ReferencedFiles {
  /** Whether the path is a file that can be read. */
  boolean isReadable(Path path);

  /** Why the file has no certificates; null if it has, or if that is not checked. */
  default @Nullable String certificateProblem(Path path) {
    return null;
  }

  /** Why the file has no private key for that certificate; null as above. */
  default @Nullable String keyProblem(Path key, Path cert) {
    return null;
  }
}
