package lifeline.config.reading;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509KeyManager;

/** Files as they are; certificates and keys are read as a listener would read them. Blocks. */
final class PemFiles implements ReferencedFiles {
  private final Vertx vertx;

  PemFiles(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public boolean isReadable(Path path) {
    return Files.isRegularFile(path) && Files.isReadable(path);
  }

  @Override
  public String whyNoCertificates(Path path) {
    try {
      new PemTrustOptions().addCertPath(absolute(path)).getTrustManagerFactory(vertx);
      return null;
    } catch (Exception e) {
      return "not a certificate in PEM: " + reason(e);
    }
  }

  @Override
  public String whyNoKey(Path key, Path cert) {
    X509KeyManager keys;
    try {
      PemKeyCertOptions pair =
          new PemKeyCertOptions().setKeyPath(absolute(key)).setCertPath(absolute(cert));
      keys = (X509KeyManager) pair.getKeyManagerFactory(vertx).getKeyManagers()[0];
    } catch (Exception e) {
      return "not a key in PEM for that certificate: " + reason(e);
    }
    for (String type : new String[] {"RSA", "EC"}) {
      String[] aliases = keys.getServerAliases(type, null);
      if (aliases != null) {
        PrivateKey found = keys.getPrivateKey(aliases[0]);
        X509Certificate owner = keys.getCertificateChain(aliases[0])[0];
        return isPair(found, owner) ? null : "not the key of the certificate in " + cert;
      }
    }
    return "must be a key of kind RSA or EC";
  }

  /** Whether what the one signs is the signature of the other. */
  private static boolean isPair(PrivateKey key, X509Certificate cert) {
    String kind = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] words = cert.getSerialNumber().toByteArray();
    try {
      Signature signature = Signature.getInstance(kind);
      signature.initSign(key);
      signature.update(words);
      byte[] signed = signature.sign();
      signature.initVerify(cert.getPublicKey());
      signature.update(words);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // A key of another kind than the certificate's.
    }
  }

  /** Vert.x resolves relative paths by a rule of its own. */
  private static String absolute(Path path) {
    return path.toAbsolutePath().toString();
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
