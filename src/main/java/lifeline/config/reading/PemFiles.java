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
import org.jspecify.annotations.Nullable;

/**
 * The files on the disk; certificates and keys are read as a listener would read them. All paths
 * are absolute. Blocks.
 */
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
  public @Nullable String certificateProblem(Path path) {
    try {
      new PemTrustOptions().addCertPath(path.toString()).getTrustManagerFactory(vertx);
      return null;
    } catch (Exception e) {
      return "not a certificate in PEM: " + reason(e);
    }
  }

  @Override
  public @Nullable String keyProblem(Path key, Path cert) {
    X509KeyManager keys;
    try {
      PemKeyCertOptions pair =
          new PemKeyCertOptions().setKeyPath(key.toString()).setCertPath(cert.toString());
      keys = (X509KeyManager) pair.getKeyManagerFactory(vertx).getKeyManagers()[0];
    } catch (Exception e) {
      return "not a key in PEM for that certificate: " + reason(e);
    }
    for (String type : new String[] {"RSA", "EC"}) {
      String[] aliases = keys.getServerAliases(type, null);
      if (aliases != null) {
        PrivateKey privateKey = keys.getPrivateKey(aliases[0]);
        X509Certificate certificate = keys.getCertificateChain(aliases[0])[0];
        return isPair(privateKey, certificate) ? null : "not the key of the certificate in " + cert;
      }
    }
    return "must be a key of kind RSA or EC";
  }

  /** Whether the certificate verifies what the key signs. */
  private static boolean isPair(PrivateKey key, X509Certificate cert) {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] sample = cert.getSerialNumber().toByteArray();
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(cert.getPublicKey());
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // The key's algorithm is not the certificate's.
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
