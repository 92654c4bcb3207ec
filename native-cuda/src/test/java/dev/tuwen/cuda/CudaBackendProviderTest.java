package dev.tuwen.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.spi.BackendProvider;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Probe;
import org.junit.jupiter.api.Test;

final class CudaBackendProviderTest {

    @Test
    void isFoundAsAService() {
        assertThat(Backends.probeAll()).anyMatch(found -> found.provider() instanceof CudaBackendProvider);
    }

    @Test
    void tellsAMissingDriverFromMissingKernels() {
        assertThat(reason(new CudaBackendProvider(false))).isEqualTo("no NVIDIA driver found");
        assertThat(reason(new CudaBackendProvider(true))).contains("no kernels");
    }

    private static String reason(BackendProvider provider) {
        return provider.probe() instanceof Probe.Unavailable unavailable ? unavailable.reason() : "";
    }
}
