package io.sidetrack.kernel.plugin.trust;

import java.io.IOException;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that vouch for jars. One vouches for those signed with its own key; one of an authority also for those signed by a
 * holder of a certificate that it has issued, directly or through others, by the rules of PKIX (RFC 5280) and for the use of signing
 * code. The certificates that a jar brings along say nothing until each is proved by the next.
 *
 * <p>Every certificate on that way must be valid at the moment of the look: time stamps in a signature are not counted, as nobody lists
 * who may give them. Revocation is not looked up: what is not trusted any more is taken off the list.
 */
record Vouchers(List<X509Certificate> listed) {
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final boolean[] DIGITAL_SIGNATURE = {true};

    Vouchers {
        listed = List.copyOf(listed);
    }

    /** Whether one of them vouches for a signer: {@code null} if so, else why not. */
    @Nullable
    String objection(CodeSigner signer) {
        List<X509Certificate> chain = new ArrayList<>();
        signer.getSignerCertPath().getCertificates().forEach(each -> chain.add((X509Certificate) each));
        String objection = "none of plugins.certificates vouches for that signer";
        for (X509Certificate certificate : listed) {
            if (isOnTheWay(certificate, chain)) {
                try {
                    prove(chain, certificate);
                    return null;
                } catch (GeneralSecurityException e) {
                    objection =
                            "of plugins.certificates '" + name(certificate) + "' does not vouch for it: " + reason(e);
                }
            }
        }
        return objection;
    }

    /** Who signed. */
    static String name(CodeSigner signer) {
        return name(
                (X509Certificate) signer.getSignerCertPath().getCertificates().get(0));
    }

    private static String name(X509Certificate certificate) {
        return DistrustException.shown(certificate.getSubjectX500Principal().getName());
    }

    private static boolean isOnTheWay(X509Certificate certificate, List<X509Certificate> chain) {
        return chain.contains(certificate)
                || chain.get(chain.size() - 1).getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    private static void prove(List<X509Certificate> chain, X509Certificate listed) throws GeneralSecurityException {
        listed.checkValidity();
        List<X509Certificate> below =
                chain.contains(listed) ? chain.subList(0, chain.indexOf(listed)) : List.copyOf(chain);
        if (below.isEmpty()) {
            return;
        }
        if (listed.getBasicConstraints() < below.size() - 1) {
            throw new CertificateException("it is no authority's certificate for so many others");
        }
        PKIXParameters rules = new PKIXParameters(Set.of(new TrustAnchor(listed, null)));
        rules.setRevocationEnabled(false);
        X509CertSelector signs = new X509CertSelector();
        try {
            signs.setExtendedKeyUsage(Set.of(CODE_SIGNING));
        } catch (IOException e) {
            throw new AssertionError("it is an object identifier", e);
        }
        signs.setKeyUsage(DIGITAL_SIGNATURE.clone());
        rules.setTargetCertConstraints(signs);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), rules);
    }

    private static String reason(GeneralSecurityException e) {
        Throwable cause = e instanceof CertPathValidatorException && e.getCause() != null ? e.getCause() : e;
        BasicReason reason =
                e instanceof CertPathValidatorException path && path.getReason() instanceof BasicReason basic
                        ? basic
                        : BasicReason.UNSPECIFIED;
        if (cause instanceof CertificateExpiredException || reason == BasicReason.EXPIRED) {
            return "a certificate has expired (" + e.getMessage() + "); sign the jar anew with a valid one";
        }
        if (cause instanceof CertificateNotYetValidException || reason == BasicReason.NOT_YET_VALID) {
            return "a certificate is not valid yet (" + e.getMessage() + ")";
        }
        return DistrustException.shown(String.valueOf(e.getMessage()));
    }
}
