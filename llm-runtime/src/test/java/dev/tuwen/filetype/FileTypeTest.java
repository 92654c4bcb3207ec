package dev.tuwen.filetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LFS_POINTER | version https://git-lfs.github.com/spec/v1",
                "WEB_PAGE    | <!DOCTYPE html><html>",
                "WEB_PAGE    | <?xml version='1.0'?><!DOCTYPE html PUBLIC><html xmlns='x'>",
                "SERVER_ERROR| <?xml version='1.0'?><Error><Code>AccessDenied</Code>",
                "SVG         | <?xml version='1.0'?><svg xmlns='x'>",
                "SVG         | <!-- made by hand --><svg>",
                "PDF         | %PDF-1.7",
                "PSD         | 8BPS",
                "ZIP         | PK\u0003\u0004..........................model/config.json",
                "OFFICE      | PK\u0003\u0004..........................[Content_Types].xml",
                "TORCH       | PK\u0003\u0004..........................archive/data.pkl",
                "NETPBM      | P6 3 4 255",
                "MP4         | ....ftypisom....mp42",
                "HEIF        | ....ftypheic....mif1",
                "RAW         | ....ftypcrx ....isom",
                "GGUF        | GGUF....",
                "OLD_GGML    | lmgg....",
                "RTF         | {\\rtf1",
                "TEXT        | hello, world",
                "TEXT        | {\"a\": 1}",
                "TEXT        | 你好，世界",
            })
    void tellsATypeByItsFirstBytes(FileType type, String head) {
        boolean text = type == FileType.TEXT;

        assertThat(FileType.of(head.getBytes(text ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)))
                .contains(type);
    }

    @Test
    void knowsNothingOfOtherBytes() {
        assertThat(FileType.of(new byte[] {(byte) 0xfe, 1, 2, 3, (byte) 0x99})).isEmpty();
        assertThat(FileType.of(new byte[] {(byte) 0x89})).isEmpty();
    }

    @Test
    void tellsWhatDidNotArrive() {
        assertThat(FileType.of(new byte[0])).contains(FileType.EMPTY);
        assertThat(FileType.of(new byte[512])).contains(FileType.ZEROS);
    }

    /// The length of its table may look like the beginning of anything.
    @ParameterizedTest
    @CsvSource({"128, 2", "80, 75", "255, 10", "0, 1"})
    void takesSafetensorsForNothingElse(int first, int second) {
        byte[] head = new byte[64];
        Arrays.fill(head, (byte) ' ');
        System.arraycopy(new byte[] {(byte) first, (byte) second, 0, 0, 0, 0, 0, 0, '{', '"'}, 0, head, 0, 10);

        assertThat(FileType.of(head)).contains(FileType.SAFETENSORS);
    }

    @Test
    void takesATextThatIsCutInsideACharacterForAText() {
        byte[] head = Arrays.copyOf("好".repeat(300).getBytes(StandardCharsets.UTF_8), FileType.HEAD_BYTES);

        assertThat(FileType.of(head)).contains(FileType.TEXT);
    }

    @Test
    void looksAtFilesOnly(@TempDir Path folder) throws IOException {
        assertThat(FileType.of(folder)).isEmpty();
        assertThat(FileType.of(folder.resolve("none"))).isEmpty();
        assertThat(FileType.of(Files.createFile(folder.resolve("a")))).contains(FileType.EMPTY);
    }

    @Test
    void givesReasonsWithoutTheName() {
        assertThat(FileFailure.reason(new AccessDeniedException("/x/y"))).isEqualTo("permission denied");
        assertThat(FileFailure.reason(new FileSystemException("/x", null, "Too many levels of symbolic links")))
                .isEqualTo("it is a link that leads back to itself");
        assertThat(FileFailure.reason(new FileSystemException("/x", null, "Read-only file system")))
                .isEqualTo("read-only file system");
        assertThat(FileFailure.reason(new IOException("Input/output error"))).isEqualTo("input/output error");
    }
}
