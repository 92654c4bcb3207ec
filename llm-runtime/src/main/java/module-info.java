import org.jspecify.annotations.NullMarked;

/// Computation, weights and their conversion, tokenizer, decoder and generation; the contract of the backends, and the
/// one for the CPU.
@NullMarked
module dev.tuwen.runtime {
    requires java.management;
    requires jdk.incubator.vector;
    requires jdk.management;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.tuwen.compute;
    exports dev.tuwen.compute.spi;
    exports dev.tuwen.conversion;
    exports dev.tuwen.decoder;
    exports dev.tuwen.family;
    exports dev.tuwen.family.members;
    exports dev.tuwen.filetype;
    exports dev.tuwen.generate;
    exports dev.tuwen.quantization;
    exports dev.tuwen.sampling;
    exports dev.tuwen.tokenizer;
    exports dev.tuwen.tokenizer.chat;
    exports dev.tuwen.tokenizer.sentencepiece;
    exports dev.tuwen.weights;
    exports dev.tuwen.weights.files;
    exports dev.tuwen.weights.gguf;
    exports dev.tuwen.weights.json;

    uses dev.tuwen.compute.spi.BackendProvider;

    provides dev.tuwen.compute.spi.BackendProvider with
            dev.tuwen.compute.cpu.CpuBackendProvider;
}
