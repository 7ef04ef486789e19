package org.jpmxcfs.transport.pki;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;

/** The keys of nodes and authorities: elliptic curve P-256, for which TLS 1.3 needs no choice. */
public final class Keys {
    static final String SIGNATURE = "SHA256withECDSA";
    private static final String ALGORITHM = "EC";
    private static final String CURVE = "secp256r1";
    private static final int CURVE_BITS = 256;

    private Keys() {}

    /** A new key pair. */
    public static KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no curve " + CURVE, e);
        }
    }

    /**
     * The public key that another node has sent.
     *
     * @param encoded a SubjectPublicKeyInfo in DER (RFC 5280, 4.1)
     * @throws PkiException when it is not a key of the curve
     */
    public static PublicKey decodePublic(byte[] encoded) throws PkiException {
        try {
            PublicKey key =
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePublic(new X509EncodedKeySpec(encoded));
            if (key instanceof ECPublicKey point
                    && point.getParams().getCurve().getField().getFieldSize() == CURVE_BITS) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new PkiException("the public key is not one of the curve P-256", e);
        }
        throw new PkiException("the public key is not one of the curve P-256");
    }

    /** Whether a private key is the one that a certificate is for. */
    public static boolean belong(PrivateKey key, X509Certificate certificate) {
        try {
            byte[] sample = certificate.getEncoded();
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKindOfKey) {
            return false;
        }
    }
}
