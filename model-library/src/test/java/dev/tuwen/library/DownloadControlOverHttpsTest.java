package dev.tuwen.library;

/// The same over https, as it is with people.
final class DownloadControlOverHttpsTest extends DownloadControlTest {
    @Override
    boolean secure() {
        return true;
    }
}
