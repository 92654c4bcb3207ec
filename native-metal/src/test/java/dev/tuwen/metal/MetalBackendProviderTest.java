package dev.tuwen.metal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.spi.BackendProvider;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Probe;
import org.junit.jupiter.api.Test;

final class MetalBackendProviderTest {

    @Test
    void isFoundAsAService() {
        assertThat(Backends.probeAll()).anyMatch(found -> found.provider() instanceof MetalBackendProvider);
    }

    @Test
    void tellsAnotherSystemFromMissingKernels() {
        assertThat(reason(new MetalBackendProvider("Linux"))).contains("this is Linux");
        assertThat(reason(new MetalBackendProvider("Mac OS X"))).contains("no Metal kernels");
    }

    private static String reason(BackendProvider provider) {
        return provider.probe() instanceof Probe.Unavailable unavailable ? unavailable.reason() : "";
    }
}
