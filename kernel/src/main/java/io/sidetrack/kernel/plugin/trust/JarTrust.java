package io.sidetrack.kernel.plugin.trust;

import io.sidetrack.kernel.config.NodeConfig.Trust;
import io.sidetrack.kernel.config.NodeConfig.TrustConfig;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which jars may be loaded. Immutable. */
public final class JarTrust {
    public static final JarTrust ANY = new JarTrust(false, List.of());

    private final boolean signed;
    private final Vouchers vouchers;

    private JarTrust(boolean signed, List<X509Certificate> certificates) {
        this.signed = signed;
        this.vouchers = new Vouchers(certificates);
    }

    public static JarTrust of(TrustConfig config) {
        return new JarTrust(config.trust() == Trust.SIGNED, config.certificates());
    }

    /** Whether only signed jars may be loaded. */
    public boolean isSigned() {
        return signed;
    }

    /**
     * Looks at a jar before any class of it is loaded; it must be one that nobody changes until it is. Blocks while it reads the whole
     * of it.
     *
     * @param jar one that {@link JarEntries#check} finds sound
     * @return the name of the one who signed it and for whom a listed certificate vouches; {@code null} where any jar may be loaded
     * @throws DistrustException where it must not be loaded
     */
    public @Nullable String check(Path jar) throws DistrustException {
        if (!signed) {
            return null;
        }
        List<String> objections = new ArrayList<>();
        for (CodeSigner signer : SignedJar.signers(jar)) {
            String objection = vouchers.objection(signer);
            if (objection == null) {
                return Vouchers.name(signer);
            }
            objections.add("is signed by '" + Vouchers.name(signer) + "', and " + objection);
        }
        throw new DistrustException(String.join("; ", objections));
    }
}
