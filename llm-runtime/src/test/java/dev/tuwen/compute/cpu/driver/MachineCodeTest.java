package dev.tuwen.compute.cpu.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The code that comes with the module, and which processors it is for.
class MachineCodeTest {
    @Test
    void comesFromTheSourceBesideIt() throws Exception {
        String source = Files.readString(Path.of("src", "main", "asm", "x86-64.S"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));

        assertThat(resource("x86-64.sha256").strip())
                .as("src/main/asm/build.sh has to be run again")
                .isEqualTo(HexFormat.of().formatHex(hash));
    }

    @Test
    void beginsWithATableOfItsFunctions() throws IOException {
        byte[] code;
        try (InputStream in = MachineCode.class.getResourceAsStream("x86-64.bin")) {
            code = Objects.requireNonNull(in).readAllBytes();
        }
        MachineCode.Function[] functions = MachineCode.Function.values();
        for (MachineCode.Function function : functions) {
            int offset = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(4 * function.ordinal());

            assertThat(offset)
                    .as(function.name())
                    .isBetween(4 * functions.length, code.length - 1)
                    .matches(o -> o % 64 == 0, "begins a line of the cache");
        }
    }

    @Test
    void readsWhatLinuxSaysOfTheFirstProcessor(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(
                folder.resolve("cpuinfo"),
                "processor\t: 0\nflags\t\t: fpu avx512f  amx_tile\n\nprocessor\t: 1\nflags\t\t: fpu\n");

        assertThat(ProcessorFeatures.of(list)).containsExactlyInAnyOrder("fpu", "avx512f", "amx_tile");
    }

    @Test
    void knowsNoFeaturesWhereNothingIsSaid(@TempDir Path folder) throws IOException {
        assertThat(ProcessorFeatures.of(folder.resolve("missing"))).isEmpty();
        assertThat(ProcessorFeatures.of(Files.writeString(folder.resolve("arm"), "Features : fp asimd\n")))
                .isEmpty();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = MachineCode.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
