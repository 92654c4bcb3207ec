package dev.tuwen.cli;

import dev.tuwen.conversion.TargetType;
import dev.tuwen.library.ModelConverter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// `tuwen models convert`: GGUF files with fewer bits.
@Command(mixinStandardHelpOptions = true)
final class ModelsConvertCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "SOURCE", description = "An installed model, the folder of one, or a .gguf file.")
    private String source = "";

    @Option(
            names = "--type",
            required = true,
            paramLabel = "q4_0|q4_k_m|q8_0|f16",
            converter = Target.class,
            description = "Type of most weights: q4_0 is quickest here and smallest, q8_0 hardly loses anything.")
    private TargetType type = TargetType.Q4_0;

    @Option(names = "--out", required = true, paramLabel = "FILE.gguf", description = "File to write.")
    private Path out = Path.of("");

    ModelsConvertCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        if (Files.isDirectory(out)) {
            throw new MistakeException("'" + out + "' is a folder, expected the name of a file");
        }
        Path model = tools.library().locate(tools.library().resolve(source));
        try {
            var converter = new ModelConverter(tools.library());
            var files = converter.convert(model, type, out, tools.listener("converting"));
            tools.terminal().clearProgress();
            tools.terminal().println(files.stream().map(Path::toString).collect(Collectors.joining("\n")));
            return Main.DONE;
        } catch (CancellationException e) {
            tools.terminal().complain("tuwen: stopped; nothing was written");
            return Main.FAILED;
        }
    }

    /// One of the types.
    static final class Target implements ITypeConverter<TargetType> {
        Target() {}

        @Override
        public TargetType convert(String value) {
            return Arrays.stream(TargetType.values())
                    .filter(type -> type.word().equals(value))
                    .findFirst()
                    .orElseThrow(
                            () -> new TypeConversionException("'" + value + "' is none of q4_0, q4_k_m, q8_0, f16"));
        }
    }
}
