package dev.tuwen.update;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version as of semver.org 2.0. What follows a plus does not count and is not kept. Immutable.
///
/// @param major first number
/// @param minor second number
/// @param patch third number
/// @param preRelease what follows a hyphen, taken apart at dots; empty for a release
record SemanticVersion(long major, long minor, long patch, List<String> preRelease)
        implements Comparable<SemanticVersion> {
    private static final int LONGEST = 100;
    private static final String NUMBER = "(0|[1-9]\\d{0,15})";
    private static final String PART = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + PART
            + "(?:\\." + PART + ")*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");

    private static final Comparator<SemanticVersion> NUMBERS = Comparator.comparingLong(SemanticVersion::major)
            .thenComparingLong(SemanticVersion::minor)
            .thenComparingLong(SemanticVersion::patch);

    SemanticVersion {
        preRelease = List.copyOf(preRelease);
    }

    /// Reads a version.
    ///
    /// @return empty if it is none
    static Optional<SemanticVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            return Optional.empty();
        }
        String rest = matcher.group(4);
        return Optional.of(new SemanticVersion(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                rest == null ? List.of() : List.of(rest.split("\\.", -1))));
    }

    boolean isPreRelease() {
        return !preRelease.isEmpty();
    }

    /// Which comes first. One that is no release yet comes before the release.
    @Override
    public int compareTo(SemanticVersion other) {
        int numbers = NUMBERS.compare(this, other);
        if (numbers != 0 || preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return numbers != 0 ? numbers : Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            int parts = compare(preRelease.get(i), other.preRelease.get(i));
            if (parts != 0) {
                return parts;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    /// Numbers come before words, and are compared as numbers however long they are.
    private static int compare(String one, String other) {
        boolean number = isNumber(one);
        if (number != isNumber(other)) {
            return number ? -1 : 1;
        }
        return number && one.length() != other.length()
                ? Integer.compare(one.length(), other.length())
                : one.compareTo(other);
    }

    private static boolean isNumber(String part) {
        return part.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        String numbers = major + "." + minor + "." + patch;
        return preRelease.isEmpty() ? numbers : numbers + "-" + String.join(".", preRelease);
    }
}
