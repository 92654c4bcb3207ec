package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said when no window can be opened.
class DisplayTest {
    @Test
    void findsADisplayOfEitherKind() {
        assertThat(Display.hasDisplay(Map.of("DISPLAY", ":0"))).isTrue();
        assertThat(Display.hasDisplay(Map.of("WAYLAND_DISPLAY", "wayland-0"))).isTrue();
        assertThat(Display.hasDisplay(Map.of("DISPLAY", ""))).isFalse();
        assertThat(Display.hasDisplay(Map.of())).isFalse();
    }

    @Test
    void namesThePackageWhenGtkIsMissing() {
        var failure = new RuntimeException(new UnsatisfiedLinkError("libgtk-3.so.0: cannot open shared object file"));

        assertThat(Display.sentence(failure)).contains("libgtk-3-0").contains("tuwen ask");
    }
}
