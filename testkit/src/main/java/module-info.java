import org.jspecify.annotations.NullMarked;

/// What tests of the other modules stand on: the reference interpreter, the conformance suite each backend extends, and
/// the comparison with golden data. No production module depends on it. Open, so that JUnit, a module here, sees the
/// tests that are patched in.
@NullMarked
open module dev.tuwen.testkit {
    requires transitive dev.tuwen.runtime;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires transitive org.assertj.core;
    requires transitive tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.tuwen.testkit;
}
