package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReleaseListTest {
    private static final LocalDate DATE = LocalDate.of(2026, 12, 24);
    private static final Version VERSION = Version.parse("0.2.0");

    @TempDir
    Path folder;

    @Test
    void namesEveryPackageWithItsSystemAndItsProcessor() throws IOException {
        for (String name : List.of(
                "tuwen_0.2.0_amd64.deb",
                "tuwen_0.2.0_arm64.deb",
                "tuwen-0.2.0-1.x86_64.rpm",
                "tuwen-0.2.0-1.aarch64.rpm",
                "tuwen-0.2.0-linux-x64.tar.gz",
                "tuwen-0.2.0-windows-x64-zh.msi",
                "tuwen-0.2.0-windows-x64.msi",
                "tuwen-0.2.0-windows-x64.zip",
                "tuwen-0.2.0-macos-arm64.dmg",
                "tuwen-0.2.0-macos-x64.pkg",
                "tuwen_0.2.0_amd64.deb.cdx.json",
                "SHA256SUMS")) {
            Files.writeString(folder.resolve(name), name);
        }

        JsonNode release = list();

        assertThat(release.get("version").asString()).isEqualTo("0.2.0");
        assertThat(release.get("date").asString()).isEqualTo("2026-12-24");
        var found = new ArrayList<String>();
        for (JsonNode file : release.get("files")) {
            found.add(file.get("system").asString() + " "
                    + file.get("architecture").asString() + " "
                    + file.get("name").asString());
            assertThat(file.get("address")).isEqualTo(file.get("name"));
            assertThat(file.get("bytes").asLong())
                    .isEqualTo(file.get("name").asString().length());
            assertThat(file.get("sha256").asString()).matches("[0-9a-f]{64}");
        }
        assertThat(found)
                .containsExactly(
                        "linux x64 tuwen_0.2.0_amd64.deb",
                        "linux arm64 tuwen_0.2.0_arm64.deb",
                        "linux x64 tuwen-0.2.0-1.x86_64.rpm",
                        "linux arm64 tuwen-0.2.0-1.aarch64.rpm",
                        "linux x64 tuwen-0.2.0-linux-x64.tar.gz",
                        // The first of a kind is offered: the one in English.
                        "windows x64 tuwen-0.2.0-windows-x64.msi",
                        "windows x64 tuwen-0.2.0-windows-x64-zh.msi",
                        "windows x64 tuwen-0.2.0-windows-x64.zip",
                        "macos arm64 tuwen-0.2.0-macos-arm64.dmg",
                        "macos x64 tuwen-0.2.0-macos-x64.pkg");
    }

    @Test
    void packagesThatSayTooLittleAreRefused() throws IOException {
        assertThatExceptionOfType(PackagingException.class)
                .isThrownBy(this::list)
                .withMessageContaining("holds no packages");

        Files.writeString(folder.resolve("tuwen-0.2.0.msi"), "x");
        assertThatExceptionOfType(PackagingException.class)
                .isThrownBy(this::list)
                .withMessageContaining("which processor");
    }

    private JsonNode list() throws IOException {
        Path file = folder.resolve("releases.json");
        ReleaseList.write(folder, VERSION, DATE, file);
        JsonNode list = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
        assertThat(list.get("format").asInt()).isEqualTo(1);
        assertThat(list.get("releases")).hasSize(1);
        return list.get("releases").get(0);
    }
}
