package dev.tuwen.library;

/// The same over https, as it is with people.
final class StrangeAnswersOverHttpsTest extends StrangeAnswersTest {
    @Override
    boolean secure() {
        return true;
    }
}
