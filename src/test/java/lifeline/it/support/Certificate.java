package lifeline.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lifeline.Programs;

/** A certificate and its key, in PEM files; made by openssl, valid for two days. */
public record Certificate(Path cert, Path key) {
  /**
   * Makes NAME.pem and NAME.key; the subject is NAME.
   *
   * @param options for {@code openssl req}; without any that say otherwise it signs itself
   */
  public static Certificate make(Path folder, String name, String... options) {
    Programs.need("openssl");
    Certificate made =
        new Certificate(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"));
    command.addAll(List.of("-days", "2", "-subj", "/CN=" + name));
    command.addAll(List.of("-keyout", made.key.toString(), "-out", made.cert.toString()));
    command.addAll(List.of(options));
    try (Program openssl = Program.start(command)) {
      assertEquals(0, openssl.exit());
    }
    return made;
  }

  /** One for a node at this address, signed by this authority. */
  public Certificate sign(Path folder, String name, String address) {
    return make(
        folder,
        name,
        "-CA",
        cert.toString(),
        "-CAkey",
        key.toString(),
        "-addext",
        "subjectAltName=IP:" + address,
        "-addext",
        "basicConstraints=CA:FALSE");
  }
}
