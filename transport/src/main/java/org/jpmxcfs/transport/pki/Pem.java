package org.jpmxcfs.transport.pki;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;

/** Keys and certificates as text (RFC 7468), as OpenSSL reads and writes them. */
public final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    /** A certificate as text. */
    public static String of(X509Certificate certificate) {
        try {
            return block(CERTIFICATE, certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a decoded certificate can be encoded", e);
        }
    }

    /** A private key as text, in PKCS #8 and not encrypted. */
    public static String of(PrivateKey key) {
        return block(PRIVATE_KEY, key.getEncoded());
    }

    /**
     * The first certificate in a text.
     *
     * @param origin what the text is, for messages, such as the path of a file
     * @throws PkiException when there is none
     */
    public static X509Certificate certificate(String origin, String text) throws PkiException {
        byte[] encoded = content(origin, CERTIFICATE, text);
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(encoded));
        } catch (GeneralSecurityException e) {
            throw new PkiException(origin + " holds a damaged certificate", e);
        }
    }

    /**
     * The first private key in a text.
     *
     * @param origin what the text is, for messages, such as the path of a file
     * @throws PkiException when there is none that can be used
     */
    public static PrivateKey privateKey(String origin, String text) throws PkiException {
        byte[] encoded = content(origin, PRIVATE_KEY, text);
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new PkiException(origin + " holds a damaged key, or one of another kind", e);
        }
    }

    private static String block(String label, byte[] encoded) {
        return begin(label) + "\n" + LINES.encodeToString(encoded) + "\n" + end(label) + "\n";
    }

    private static byte[] content(String origin, String label, String text) throws PkiException {
        int begin = text.indexOf(begin(label));
        int from = begin + begin(label).length();
        int end = begin < 0 ? -1 : text.indexOf(end(label), from);
        if (end < 0) {
            throw new PkiException(origin + " holds no " + label.toLowerCase(Locale.ROOT));
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from, end));
        } catch (IllegalArgumentException e) {
            throw new PkiException(origin + " is not Base64 between its marks", e);
        }
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    private static String end(String label) {
        return "-----END " + label + "-----";
    }
}
