package dev.tuwen.network;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/// What connections are allowed and how they are made. Immutable.
///
/// @param sealed whether no connection may be made at all
/// @param proxy `system`, `none`, `host:port`, or `user:password@host:port`
public record NetworkRules(boolean sealed, String proxy) {
    /// Connections as the system makes them.
    public static final NetworkRules OPEN = new NetworkRules(false, "system");

    /// Set to anything but `0`, `false` or nothing, this environment variable seals the application.
    public static final String SEALED_VARIABLE = "TUWEN_SEALED";

    /// A proxy as a person writes it.
    ///
    /// @return the same without what is around it
    /// @throws IOException if it is none of them
    public static String checkedProxy(String text) throws IOException {
        String plain = text.strip();
        if (!plain.equals("system") && !plain.equals("none")) {
            ProxyAddress.parse(plain);
        }
        return plain;
    }

    /// The proxy as it may be shown: without a password.
    public static String shownProxy(String proxy) {
        return ProxyAddress.withoutPassword(proxy);
    }

    /// Whether the environment seals the application, so that no setting opens it.
    ///
    /// @param environment variables by name
    public static boolean sealedBy(Map<String, String> environment) {
        String value = environment.getOrDefault(SEALED_VARIABLE, "").strip().toLowerCase(Locale.ROOT);
        return !value.isEmpty() && !value.equals("0") && !value.equals("false") && !value.equals("no");
    }
}
