package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TargetTest {
    private static final Target LINUX = new Target.Linux(Architecture.X64);
    private static final Target WINDOWS = new Target.Windows(Architecture.X64);
    private static final Target MACOS = new Target.MacOs(Architecture.ARM64);

    static Stream<Target> all() {
        return Stream.of(Architecture.values())
                .flatMap(architecture -> Stream.of(
                        new Target.Linux(architecture),
                        new Target.Windows(architecture),
                        new Target.MacOs(architecture)));
    }

    @Test
    void leavesBackendsOfOtherSystemsOut() {
        assertThat(LINUX.modules()).contains("dev.tuwen.cuda").doesNotContain("dev.tuwen.metal");
        assertThat(WINDOWS.modules()).contains("dev.tuwen.cuda").doesNotContain("dev.tuwen.metal");
        assertThat(MACOS.modules()).contains("dev.tuwen.metal").doesNotContain("dev.tuwen.cuda");
        assertThat(LINUX.excludes("dev.tuwen.metal")).isTrue();
        assertThat(MACOS.excludes("dev.tuwen.cuda")).isTrue();
        assertThat(MACOS.excludes("dev.tuwen.metal")).isFalse();
    }

    @Test
    void bringsFontsOnlyWhereThereMayBeNoneForChinese() {
        assertThat(LINUX.bundlesFonts()).isTrue();
        assertThat(WINDOWS.bundlesFonts()).isFalse();
        assertThat(MACOS.bundlesFonts()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void boundsTheHeapAndCompilesVectors(Target target) {
        List<String> options = target.javaOptions(true);

        assertThat(options)
                .contains(
                        "-Xmx2g",
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:+EnableVectorSupport",
                        "-XX:+EnableVectorReboxing",
                        "-XX:+EnableVectorAggressiveReboxing");
        assertThat(options.indexOf("-XX:+UnlockExperimentalVMOptions"))
                .isLessThan(options.indexOf("-XX:+EnableVectorSupport"));
        assertThat(options.getLast()).contains(target.backend().module());
    }

    @Test
    void leavesTheOptionsOfVectorsToTheMachineWhereTheModuleIsIncubating() {
        assertThat(LINUX.javaOptions(false)).contains("-Xmx2g").noneMatch(option -> option.contains("Vector"));
    }

    @Test
    void namesFilesBySystemAndProcessor() {
        Version version = Version.parse("1.2.3");

        assertThat(LINUX.fileName(version, ".tar.gz")).isEqualTo("tuwen-1.2.3-linux-x64.tar.gz");
        assertThat(MACOS.fileName(version, ".dmg")).isEqualTo("tuwen-1.2.3-macos-arm64.dmg");
        assertThat(LINUX.jmodPlatform()).isEqualTo("linux-amd64");
        assertThat(MACOS.jmodPlatform()).isEqualTo("macos-aarch64");
    }

    @Test
    void dropsLibrariesThatTheJdkOrWindowsHas() {
        Set<String> jdk = Set.of("vcruntime140.dll", "libzip.so");

        assertThat(ExplicitModules.keeps("VCRUNTIME140.dll", jdk)).isFalse();
        assertThat(ExplicitModules.keeps("libzip.so", jdk)).isFalse();
        assertThat(ExplicitModules.keeps("api-ms-win-core-file-l1-2-0.dll", jdk))
                .isFalse();
        assertThat(ExplicitModules.keeps("ucrtbase.dll", jdk)).isFalse();
        assertThat(ExplicitModules.keeps("msvcp140_1.dll", jdk)).isTrue();
        assertThat(ExplicitModules.keeps("glass.dll", jdk)).isTrue();
    }
}
