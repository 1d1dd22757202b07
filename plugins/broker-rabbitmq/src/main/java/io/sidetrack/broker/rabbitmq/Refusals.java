package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a broker, or its certificate, does not permit: what it was, and which option or permission puts it right. */
final class Refusals {
    private static final int NOT_ALLOWED = 530;

    private Refusals() {}

    /** Why there is no connection. */
    static IOException ofConnection(Settings settings, Throwable failure) {
        String option = "brokers." + settings.broker() + ".options.";
        String user = "user '" + settings.get(RabbitOptions.USERNAME) + "'";
        String host = settings.get(RabbitOptions.VIRTUAL_HOST);
        String reason = Reasons.of(failure);
        String told;
        if (cause(failure, AuthenticationFailureException.class) != null) {
            told = "the broker does not let " + user
                    + " in: the name or the password is wrong, or that user may connect from"
                    + " the broker's own machine alone, as guest may; correct " + option + "username and password ("
                    + reason + ")";
        } else if (Reasons.code(failure) == NOT_ALLOWED && reason.contains("not found")) {
            told = "there is no virtual host '" + host + "'; correct " + option
                    + "virtual-host, or make it (rabbitmqctl add_vhost)";
        } else if (Reasons.code(failure) == NOT_ALLOWED && reason.contains("refused for user")) {
            told = user + " has no access to virtual host '" + host
                    + "'; grant it (rabbitmqctl set_permissions), or correct " + option + "virtual-host or username";
        } else if (settings.get(RabbitOptions.TLS)) {
            told = ofTls(settings, option, failure, reason);
        } else if (isRebuffed(failure)) {
            told = reason + "; whoever listens there hung up: where that port is one for TLS, set " + option
                    + "tls to true, else correct " + option + "hosts or port";
        } else {
            told = reason;
        }
        return new IOException(told, failure);
    }

    /** Whether something answers at that port that does not understand us, or that we do not. */
    private static boolean isRebuffed(Throwable failure) {
        boolean broken = cause(failure, EOFException.class) != null
                || cause(failure, MalformedFrameException.class) != null
                || cause(failure, SocketException.class) != null;
        return broken && cause(failure, ConnectException.class) == null;
    }

    private static String ofTls(Settings settings, String option, Throwable failure, String reason) {
        SSLException tls = cause(failure, SSLException.class);
        String what = "TLS with " + settings.addresses() + " failed: " + reason;
        if (tls == null ? isRebuffed(failure) : String.valueOf(tls.getMessage()).startsWith("Received fatal alert")) {
            return settings.options().find(RabbitOptions.TLS_CERTIFICATE).isPresent()
                    ? what + "; where the broker asks for a certificate, it does not take that of " + option
                            + "tls-certificate"
                    : what + "; where the broker asks for a certificate, set " + option + "tls-certificate and tls-key";
        }
        if (tls == null) {
            return reason;
        }
        if (cause(failure, CertPathBuilderException.class) != null) {
            return what + "; the certificate of the broker is signed by none that we trust, and nothing was sent: set "
                    + option + "tls-trust to the certificate of its CA, if it is the right broker";
        }
        if (reason.contains("ubject alternative") || reason.startsWith("No name matching")) {
            return what + "; the certificate of the broker is for another host, and nothing was sent: name the host in "
                    + option + "hosts as its certificate does, if it is the right broker";
        }
        if (cause(failure, CertificateException.class) != null) {
            return what + "; the certificate of the broker is not valid, and nothing was sent";
        }
        return what + "; is it the port for TLS that " + option + "hosts and port name?";
    }

    /** As {@link #reason}, to be thrown. */
    static IOException of(Settings settings, String subject, String permission, Throwable failure) {
        return new IOException(reason(settings, subject, permission, failure), failure);
    }

    /**
     * Why something could not be done.
     *
     * @param subject names what it was done to
     * @param permission what the user must be permitted for it, as the end of 'may not …'
     */
    static String reason(Settings settings, String subject, String permission, Throwable failure) {
        String reason = Reasons.of(failure);
        return isForbidden(failure)
                ? subject + ": user '" + settings.get(RabbitOptions.USERNAME) + "' of broker " + settings.broker()
                        + " may not " + permission + " in virtual host '" + settings.get(RabbitOptions.VIRTUAL_HOST)
                        + "'; grant that (rabbitmqctl set_permissions), or set brokers." + settings.broker()
                        + ".options.username to one who may (" + reason + ")"
                : subject + ": " + reason;
    }

    /** Whether a permission is missing; the broker refuses with the same code what an exclusive consumer keeps. */
    static boolean isForbidden(Throwable failure) {
        return Reasons.code(failure) == Reasons.ACCESS_REFUSED
                && Reasons.of(failure).contains("refused for user");
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }
}
