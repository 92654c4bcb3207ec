import org.jspecify.annotations.NullMarked;

/// The backend for Apple GPUs, through Metal. Found as a service; exports nothing.
@NullMarked
module dev.tuwen.metal {
    requires dev.tuwen.runtime;
    requires static transitive org.jspecify;

    provides dev.tuwen.compute.spi.BackendProvider with
            dev.tuwen.metal.MetalBackendProvider;
}
