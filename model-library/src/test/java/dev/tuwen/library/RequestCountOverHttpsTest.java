package dev.tuwen.library;

/// The same over https, as it is with people.
final class RequestCountOverHttpsTest extends RequestCountTest {
    @Override
    boolean secure() {
        return true;
    }
}
