package dev.tuwen.library;

/// The same over https, as it is with people.
final class DownloaderOverHttpsTest extends DownloaderTest {
    @Override
    boolean secure() {
        return true;
    }
}
