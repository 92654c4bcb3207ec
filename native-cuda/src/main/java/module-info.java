import org.jspecify.annotations.NullMarked;

/// The backend for NVIDIA GPUs, through the CUDA driver. Found as a service; exports nothing.
@NullMarked
module dev.tuwen.cuda {
    requires dev.tuwen.runtime;
    requires static transitive org.jspecify;

    provides dev.tuwen.compute.spi.BackendProvider with
            dev.tuwen.cuda.CudaBackendProvider;
}
