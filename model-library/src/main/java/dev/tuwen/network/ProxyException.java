package dev.tuwen.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What is said to be a proxy cannot be used as one. No connection is made past it.
public final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String proxy;

    ProxyException(String proxy, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.proxy = proxy;
    }

    /// What was said, without a password.
    public String proxy() {
        return proxy;
    }
}
