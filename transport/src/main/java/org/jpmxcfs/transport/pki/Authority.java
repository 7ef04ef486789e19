package org.jpmxcfs.transport.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The one who says who belongs to a cluster: each member has a certificate that names it and that
 * the cluster's authority has signed. A cluster trusts no other authority.
 */
public final class Authority {
    /** Days for which the certificate of a new authority is good: about 20 years. */
    public static final int DAYS = 7_300;

    /** Days for which the certificate of a node is good unless asked otherwise: about 10 years. */
    public static final int NODE_DAYS = 3_650;

    /** Certificates begin a little in the past, for the nodes whose clock is behind. */
    static final Duration CLOCK_MARGIN = Duration.ofMinutes(10);

    private static final int SERIAL_BITS = 127; // RFC 5280, 4.1.2.2: positive, up to 20 bytes

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final SecureRandom random;

    private Authority(PrivateKey key, X509Certificate certificate, SecureRandom random) {
        this.key = key;
        this.certificate = certificate;
        this.random = random;
    }

    /**
     * A new authority, with a new key.
     *
     * @param clusterName name of the cluster, as {@link NodeName#isValid} allows
     */
    public static Authority create(String clusterName, SecureRandom random, InstantSource clock) {
        requireName(clusterName);
        KeyPair keys = Keys.generate(random);
        X500Name name = name(clusterName + " cluster authority");
        Instant from = clock.instant().minus(CLOCK_MARGIN);
        X509v3CertificateBuilder builder =
                builder(
                        name,
                        name,
                        keys.getPublic(),
                        from,
                        from.plus(Duration.ofDays(DAYS)),
                        random);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new Authority(keys.getPrivate(), sign(builder, keys.getPrivate()), random);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make certificates", e);
        }
    }

    /**
     * The authority with a key and certificate made by {@link #create}.
     *
     * @throws PkiException when the key is not that of the certificate
     */
    public static Authority of(PrivateKey key, X509Certificate certificate, SecureRandom random)
            throws PkiException {
        if (!Keys.belong(key, certificate)) {
            throw new PkiException("the authority's key is not the one of its certificate");
        }
        return new Authority(key, certificate, random);
    }

    /** The certificate that members trust. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The key that signs: who has it can make members. */
    public PrivateKey key() {
        return key;
    }

    /**
     * A certificate that says that the holder of a key is a node of the cluster.
     *
     * @param nodeName name of the node, as {@link NodeName#isValid} allows: it becomes the common
     *     name and the only alternative name
     * @param nodeKey public key of the node
     * @param days for how long it is good from now, 1 or more; never longer than the authority is
     */
    public X509Certificate issue(
            String nodeName, PublicKey nodeKey, int days, InstantSource clock) {
        requireName(nodeName);
        Instant now = clock.instant();
        Instant authorityEnd = certificate.getNotAfter().toInstant();
        Instant end = now.plus(Duration.ofDays(days));
        X509v3CertificateBuilder builder =
                builder(
                        X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                        name(nodeName),
                        nodeKey,
                        now.minus(CLOCK_MARGIN),
                        end.isAfter(authorityEnd) ? authorityEnd : end,
                        random);
        try {
            addNodeExtensions(builder, nodeName, nodeKey);
            return sign(builder, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make certificates", e);
        }
    }

    private void addNodeExtensions(
            X509v3CertificateBuilder builder, String nodeName, PublicKey nodeKey)
            throws IOException, GeneralSecurityException {
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, nodeName)));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                extensions.createSubjectKeyIdentifier(nodeKey));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()));
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer,
            X500Name subject,
            PublicKey key,
            Instant from,
            Instant to,
            SecureRandom random) {
        BigInteger serial = new BigInteger(SERIAL_BITS, random).max(BigInteger.ONE);
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(from), Date.from(to), subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(Keys.SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    }

    private static void requireName(String name) {
        if (!NodeName.isValid(name)) {
            throw new IllegalArgumentException("not the name of a node or cluster: " + name);
        }
    }
}
