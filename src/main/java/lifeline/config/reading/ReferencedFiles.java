package lifeline.config.reading;

import java.nio.file.Path;

/** What there is to know of the files that settings name. */
@FunctionalInterface
interface ReferencedFiles {
  /** Whether the path is a file that can be read. */
  boolean isReadable(Path path);

  /** Why these are not certificates; null if they are, or nobody looks. */
  default String whyNoCertificates(Path path) {
    return null;
  }

  /** Why this is not the private key of that certificate; null if it is, or nobody looks. */
  default String whyNoKey(Path key, Path cert) {
    return null;
  }
}
