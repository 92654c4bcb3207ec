package dev.tuwen.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Who the servers of the tests are, from `server.p12`: a certificate that nobody but them trusts, made for
/// `127.0.0.1`, `::1`, `localhost`, `files.example` and `two.example`. Stateless.
final class TestCertificate {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private TestCertificate() {}

    /// A context that shows the certificate, and trusts it. From now on clients of this process do, too.
    static SSLContext install() {
        try (InputStream file = TestCertificate.class.getResourceAsStream("server.p12")) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(Objects.requireNonNull(file, "server.p12"), PASSWORD);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", own.getCertificate("server"));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            SSLContext.setDefault(context);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PKCS12 and TLS", e);
        }
    }
}
