package org.jpmxcfs.transport.pki;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Questions about a certificate. */
public final class Certificates {
    /** Bytes of a {@link #fingerprint}. */
    public static final int FINGERPRINT_BYTES = 32;

    private Certificates() {}

    /** SHA-256 over the certificate as it is sent (DER). */
    public static byte[] fingerprint(X509Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a decoded certificate has a SHA-256", e);
        }
    }

    /** The name that a certificate is for; empty when it has none. */
    public static String commonName(X509Certificate certificate) {
        try {
            for (Rdn part :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
            return "";
        } catch (InvalidNameException noName) {
            return "";
        }
    }

    /** Whether {@code authority} has signed a certificate; says nothing about its dates. */
    public static boolean isIssuedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
        } catch (GeneralSecurityException notByThisKey) {
            return false;
        }
    }
}
