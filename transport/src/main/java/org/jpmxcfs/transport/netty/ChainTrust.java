package org.jpmxcfs.transport.netty;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jpmxcfs.transport.pki.Certificates;

/**
 * Trusts a certificate when one authority itself has signed it and both are within their dates, and
 * says what is wrong in words for the log. Host names do not count: who somebody is says the common
 * name, which the handshake compares with the members.
 */
final class ChainTrust extends X509ExtendedTrustManager {
    private final Function<X509Certificate[], X509Certificate> authority; // null when not there
    private final InstantSource clock;

    private ChainTrust(
            Function<X509Certificate[], X509Certificate> authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** Trusts what {@code authority} has signed. */
    static ChainTrust in(X509Certificate authority, InstantSource clock) {
        return new ChainTrust(chain -> authority, clock);
    }

    /** Trusts what the authority with a SHA-256 has signed, which has to be in the chain. */
    static ChainTrust byFingerprint(byte[] fingerprint, InstantSource clock) {
        return new ChainTrust(
                chain ->
                        Arrays.stream(chain)
                                .filter(link -> hasFingerprint(link, fingerprint))
                                .findFirst()
                                .orElse(null),
                clock);
    }

    /** What an instance of this class has found wrong, from the exception that TLS made of it. */
    static Optional<String> complaint(Throwable failure) {
        int depth = 0;
        for (Throwable at = failure; at != null && depth < 16; at = at.getCause(), depth++) {
            if (at instanceof CertificateException) {
                return Optional.of(OneLine.of(String.valueOf(at.getMessage())));
            }
        }
        return Optional.empty();
    }

    /**
     * Refuses a certificate that is not valid now.
     *
     * @throws CertificateException says whose it is, and since when or until when
     */
    void checkDates(X509Certificate certificate) throws CertificateException {
        Instant now = clock.instant();
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        String subject = "certificate of " + Certificates.commonName(certificate);
        if (now.isAfter(end)) {
            throw new CertificateException(
                    subject + " expired on " + end + "; is the clock right? else enrol it anew");
        }
        if (now.isBefore(begin)) {
            throw new CertificateException(
                    subject
                            + " is not valid before "
                            + begin
                            + ", and here it is "
                            + now.truncatedTo(ChronoUnit.SECONDS)
                            + "; are the clocks right?");
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        X509Certificate issuer = authority.apply(chain);
        if (issuer == null || !Certificates.isIssuedBy(chain[0], issuer)) {
            throw new CertificateException(
                    "certificate of "
                            + Certificates.commonName(chain[0])
                            + " is not from the authority of this cluster: another cluster?");
        }
        checkDates(chain[0]);
        checkDates(issuer);
    }

    private static boolean hasFingerprint(X509Certificate certificate, byte[] fingerprint) {
        return MessageDigest.isEqual(Certificates.fingerprint(certificate), fingerprint);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
            throws CertificateException {
        check(chain);
    }

    /** Names none, so that a node of another cluster shows what it has and is named in the log. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
