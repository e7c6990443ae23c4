package lifeline.config.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lifeline.Programs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final PemFiles FILES = new PemFiles(VERTX);

  @TempDir private static Path folder;
  private static Path junk;

  @BeforeAll
  static void make() throws Exception {
    Programs.need("openssl");
    make("rsa", "rsa:2048");
    make("other", "rsa:2048");
    make("ec", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    junk = Files.writeString(folder.resolve("junk.pem"), "nonsense\n");
  }

  @AfterAll
  static void close() {
    VERTX.close();
  }

  @Test
  void shouldTakeCertificatesWithTheirKeys() {
    for (String name : List.of("rsa", "ec")) {
      assertNull(FILES.certificateProblem(cert(name)), name);
      assertNull(FILES.keyProblem(key(name), cert(name)), name);
    }
  }

  @Test
  void shouldRecogniseAFileWithoutCertificate() {
    assertBegins("not a certificate in PEM: ", FILES.certificateProblem(junk));
    assertBegins("not a certificate in PEM: ", FILES.certificateProblem(key("rsa")));
  }

  @Test
  void shouldRecogniseAFileWithoutKey() {
    assertBegins("not a key in PEM for that certificate: ", FILES.keyProblem(junk, cert("rsa")));
    assertBegins(
        "not a key in PEM for that certificate: ", FILES.keyProblem(cert("rsa"), cert("rsa")));
  }

  @Test
  void shouldRecogniseTheKeyOfAnotherCertificate() {
    String reason = "not the key of the certificate in " + cert("rsa");
    assertEquals(reason, FILES.keyProblem(key("other"), cert("rsa")));
    String otherKind = "not a key in PEM for that certificate: ";
    assertBegins(otherKind, FILES.keyProblem(key("ec"), cert("rsa")));
  }

  private static void assertBegins(String begin, String text) {
    assertTrue(text != null && text.startsWith(begin), text);
  }

  private static Path cert(String name) {
    return folder.resolve(name + ".pem");
  }

  private static Path key(String name) {
    return folder.resolve(name + ".key");
  }

  private static void make(String name, String... kind) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes"));
    command.addAll(List.of("-days", "1", "-subj", "/CN=" + name));
    command.addAll(List.of("-out", cert(name).toString(), "-keyout", key(name).toString()));
    command.add("-newkey");
    command.addAll(List.of(kind));
    Process openssl =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, openssl.waitFor(), String.join(" ", command));
  }
}
