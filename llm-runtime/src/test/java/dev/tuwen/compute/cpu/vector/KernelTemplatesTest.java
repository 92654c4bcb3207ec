package dev.tuwen.compute.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The unrolled kernels are what their templates say.
class KernelTemplatesTest {
    static List<Path> templates() throws IOException {
        return KernelTemplates.templates();
    }

    /// Whatever the formatter does with white space and the filling of comments.
    @ParameterizedTest
    @MethodSource("templates")
    void sourcesAreWhatTheirTemplatesSay(Path template) throws IOException {
        String written = Files.readString(KernelTemplates.source(template));

        assertThat(written.replaceAll("///|\\s+", ""))
                .as("run KernelTemplates#main in llm-runtime, then mvn -Pformat compile")
                .isEqualTo(KernelTemplates.expand(template).replaceAll("///|\\s+", ""));
    }

    @Test
    void repeatsAndFills() {
        String text = KernelTemplates.expand("""
                %each name n : pair 2, one 1
                ${name} of ${n:word}
                %for i 0 n
                  ${i:first float }${i:letter}${i} at x${i:plus} and y${i:STEP} or ${2 * i + 1}
                %end
                %end
                """);

        assertThat(text).isEqualTo("""
                pair of two
                  float a0 at x and y or 1
                  b1 at x + 1 and y + STEP or 3
                one of one
                  float a0 at x and y or 1
                """);
    }

    @Test
    void refusesALoopWithoutEnd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelTemplates.expand("%for i 0 2\ntext\n"))
                .withMessageContaining("%for i 0 2");
    }
}
