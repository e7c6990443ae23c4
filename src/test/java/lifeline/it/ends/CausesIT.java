package lifeline.it.ends;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import lifeline.it.support.Certificate;
import lifeline.it.support.Client;
import lifeline.it.support.FramedClient;
import lifeline.it.support.TestServer;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Causes that the server gives, in the room's notice and in {@code /why}. Those that the peer gives
 * are in {@link EndsIT}, {@code too-fast} is in {@link lifeline.it.protocol.LimitsIT}.
 */
class CausesIT {
  @RegisterExtension static final TestServer SERVER = new TestServer().leavingNothing();

  @Test
  void shouldNameAKick() {
    assertCause("kicked", "/kick kick-kicked");
  }

  @Test
  void shouldNameAKickWithReset() {
    assertCause("kicked", "/kick kick-kicked reset");
  }

  /** Once it is ended nothing else that happens to it changes the cause. */
  @Test
  void shouldKeepTheFirstOfTwoCauses() {
    Client witness = SERVER.guest("first");
    Client client = SERVER.named("first-cause", "first");
    client.send("/quit");
    client.reset();
    witness.skipToMatching("\\* first-cause left first: (quit|peer-reset)");
    String told = witness.lastLine().replaceAll(".* ", "");
    assertEquals(told + " by peer", EndsIT.awaitEnd(witness, "first-cause"));
    witness.beforeMarker();
    witness.send("/why first-cause").expectMatching("\\* end: first-cause .*");
    witness.expectNothing();
  }

  @Test
  void shouldShowTheNewestTenEndsOfAName() {
    Client witness = SERVER.client();
    for (int i = 0; i < 12; i++) {
      Client client = SERVER.client().send("/name often").skipTo("* you-are: often");
      if (i == 11) {
        client.reset();
        witness.send("/ping x").skipTo("* pong: x");
      } else {
        client.send("/quit").rest();
      }
    }
    while (!newest(witness).contains(" peer-reset ")) {
      // The reset may take a moment longer than the question.
    }
    witness.beforeMarker();
    witness.send("/why often");
    for (int i = 0; i < 10; i++) {
      witness.expectMatching("\\* end: often " + (i == 0 ? "peer-reset" : "quit") + " by peer .*");
    }
    witness.expectNothing();
  }

  @Test
  void shouldNameWhatCannotBeTlsAfterTheHandshake() throws Exception {
    Path folder = TestServerProcess.newFolder();
    Certificate own = Certificate.make(folder, "localhost");
    String tls = "{cert: " + own.cert() + ", key: " + own.key() + "}";
    try (TestServerProcess server =
        TestServerProcess.start(
            "listeners=[{kind: line, host: 127.0.0.1, port: 0},"
                + " {kind: framed, host: 127.0.0.1, port: 0, tls: "
                + tls
                + "}]")) {
      try (Client witness = new Client(server.ports().get("line"))) {
        witness.send("/join tls").skipToMatching("\\* joined: tls .*");
        InetAddress host = InetAddress.getLoopbackAddress();
        int port = server.ports().get("framed");
        try (Socket plain = new Socket(host, port);
            SSLSocket tina =
                (SSLSocket) trusting(own).createSocket(plain, "localhost", port, false)) {
          tina.setSoTimeout(10_000);
          tina.startHandshake();
          tina.getOutputStream().write(FramedClient.frame("/name tina".getBytes(US_ASCII)));
          tina.getOutputStream().write(FramedClient.frame("/join tls".getBytes(US_ASCII)));
          witness.expect("* tina joined tls");
          plain.getOutputStream().write("this is not a TLS record".getBytes(US_ASCII));
          witness.expect("* tina left tls: protocol-error");
          assertEquals("protocol-error by server", EndsIT.awaitEnd(witness, "tina"));
        }
      }
      assertEquals(0, server.stop(), server::output);
    } finally {
      TestServerProcess.delete(folder);
    }
  }

  private static String newest(Client witness) {
    return witness.send("/why often").skipToMatching("\\* end: .*").lastLine();
  }

  private static void assertCause(String cause, String command) {
    Client witness = SERVER.guest(cause);
    Client client = SERVER.named("kick-" + cause, cause);
    witness.expect("* kick-" + cause + " joined " + cause);
    witness.send(command);
    witness.skipTo("* kick-" + cause + " left " + cause + ": " + cause);
    assertEquals(cause + " by server", EndsIT.awaitEnd(witness, "kick-" + cause));
    client.close();
  }

  private static SSLSocketFactory trusting(Certificate own)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(own.cert())) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
