package org.jpmxcfs.transport.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private final SecureRandom random = new SecureRandom();
    private final Authority authority = Authority.create("home", random, CLOCK);
    private final KeyPair keys = Keys.generate(random);

    @Test
    void shouldNameNodeInItsCertificate() throws Exception {
        // when
        X509Certificate node = authority.issue("node1", keys.getPublic(), 30, CLOCK);

        // then
        assertEquals("node1", Certificates.commonName(node));
        assertEquals(List.of(List.of(2, "node1")), List.copyOf(node.getSubjectAlternativeNames()));
        assertTrue(Certificates.isIssuedBy(node, authority.certificate()));
        assertEquals(-1, node.getBasicConstraints());
        assertEquals(0, authority.certificate().getBasicConstraints());
        node.checkValidity(Date.from(NOW.minus(Duration.ofMinutes(5))));
        assertTrue(Keys.belong(keys.getPrivate(), node));
    }

    @Test
    void shouldEndWhenItsDaysAreOver() {
        // given
        InstantSource lastYear = InstantSource.fixed(NOW.minus(Duration.ofDays(365)));
        InstantSource nextYear = InstantSource.fixed(NOW.plus(Duration.ofDays(365)));

        // when
        X509Certificate old = authority.issue("node1", keys.getPublic(), 30, lastYear);
        X509Certificate early = authority.issue("node1", keys.getPublic(), 30, nextYear);

        // then
        assertThrows(CertificateExpiredException.class, () -> old.checkValidity(Date.from(NOW)));
        assertThrows(
                CertificateNotYetValidException.class, () -> early.checkValidity(Date.from(NOW)));
    }

    @Test
    void shouldNotOutliveTheAuthority() {
        // when
        X509Certificate node =
                authority.issue("node1", keys.getPublic(), Authority.DAYS * 2, CLOCK);

        // then
        assertEquals(authority.certificate().getNotAfter(), node.getNotAfter());
    }

    @Test
    void shouldGiveEachCertificateItsOwnNumber() {
        assertNotEquals(
                authority.issue("node1", keys.getPublic(), 1, CLOCK).getSerialNumber(),
                authority.issue("node1", keys.getPublic(), 1, CLOCK).getSerialNumber());
    }

    @Test
    void shouldNotPassForAnotherAuthorityOfTheSameName() throws Exception {
        // given
        Authority other = Authority.create("home", random, CLOCK);

        // when
        X509Certificate node = other.issue("node1", keys.getPublic(), 1, CLOCK);

        // then
        assertFalse(Certificates.isIssuedBy(node, authority.certificate()));
        assertThrows(
                PkiException.class,
                () -> Authority.of(authority.key(), other.certificate(), random));
    }

    @Test
    void shouldComeBackFromText() throws Exception {
        // given
        String keyText = Pem.of(authority.key());
        String certificateText = "a comment\n" + Pem.of(authority.certificate());

        // when
        Authority read =
                Authority.of(
                        Pem.privateKey("ca.key", keyText),
                        Pem.certificate("ca.crt", certificateText),
                        random);

        // then
        assertEquals(authority.certificate(), read.certificate());
        assertEquals(authority.key(), read.key());
        assertArrayEquals(
                Certificates.fingerprint(authority.certificate()),
                Certificates.fingerprint(read.certificate()));
        assertTrue(
                Certificates.isIssuedBy(
                        read.issue("node2", keys.getPublic(), 1, CLOCK), authority.certificate()));
    }

    @Test
    void shouldRefuseDamagedTextByName() {
        // given
        String text = Pem.of(authority.certificate());
        String cut = text.substring(0, text.length() / 2);
        String changed = text.replaceFirst("\nMII", "\nAAA");

        // when / then
        assertEquals(
                "ca.crt holds no certificate",
                assertThrows(PkiException.class, () -> Pem.certificate("ca.crt", cut))
                        .getMessage());
        assertEquals(
                "ca.crt holds a damaged certificate",
                assertThrows(PkiException.class, () -> Pem.certificate("ca.crt", changed))
                        .getMessage());
        assertEquals(
                "node.key holds no private key",
                assertThrows(PkiException.class, () -> Pem.privateKey("node.key", text))
                        .getMessage());
        assertThrows(PkiException.class, () -> Keys.decodePublic(new byte[40]));
    }

    @Test
    void shouldTakeOnlyLabelsAsNames() {
        assertTrue(NodeName.isValid("pve-1"));
        for (String bad : List.of("", "-a", "a-", "a.b", "a b", "ä", "a\n", "a".repeat(64))) {
            assertFalse(NodeName.isValid(bad), bad);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> authority.issue(bad, keys.getPublic(), 1, CLOCK));
        }
    }

    @Test
    void shouldSatisfyOpenSsl(@TempDir Path dir) throws Exception {
        // given
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
        InstantSource today = InstantSource.system();
        Authority real = Authority.create("home", random, today);
        Path ca = Files.writeString(dir.resolve("ca.crt"), Pem.of(real.certificate()));
        Path node =
                Files.writeString(
                        dir.resolve("node.crt"),
                        Pem.of(real.issue("node1", keys.getPublic(), 30, today)));

        // when
        Process openssl =
                new ProcessBuilder(
                                "/usr/bin/openssl",
                                "verify",
                                "-x509_strict",
                                "-purpose",
                                "sslserver",
                                "-verify_hostname",
                                "node1",
                                "-CAfile",
                                ca.toString(),
                                node.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // then
        assertTrue(openssl.waitFor(10, TimeUnit.SECONDS));
        assertEquals(node + ": OK\n", output);
    }
}
