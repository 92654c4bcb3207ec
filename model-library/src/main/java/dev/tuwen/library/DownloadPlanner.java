package dev.tuwen.library;

import dev.tuwen.library.DownloadPlan.PlannedFile;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.network.Cause;
import dev.tuwen.network.Network;
import dev.tuwen.network.NetworkAnswer;
import dev.tuwen.network.NetworkRequest;
import dev.tuwen.network.UnreachableException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks sources what they have and chooses one: the quickest to answer, or the one the person wants. Any thread;
/// blocks.
public final class DownloadPlanner {
    /// Wants the quickest source.
    public static final String QUICKEST = "auto";

    /// What is no source's fault, so that one sentence says it.
    private static final Set<Kind> SAME_FOR_ALL =
            Set.of(Kind.BAD_SETTING, Kind.PROXY_REFUSED, Kind.DISK_FAILED, Kind.DISK_FULL);

    private static final int LONGEST_LISTING = 8 << 20;
    private static final int MAXIMUM_PAGES = 10;
    private static final long RACE_SECONDS = 40;

    private final Network network;
    private final List<Source> sources;

    /// @param network makes the connections
    /// @param sources the sources there are
    public DownloadPlanner(Network network, List<Source> sources) {
        this.network = network;
        this.sources = List.copyOf(sources);
    }

    private record Finish(
            Source source,
            @Nullable DownloadPlan plan,
            @Nullable RuntimeException failure) {}

    /// Finds out where a model's files are.
    ///
    /// @param entry the model
    /// @param wanted id of a source, or [#QUICKEST]
    /// @throws LibraryException if no source has it, or the wanted one does not
    /// @throws CancellationException if this thread was interrupted
    public DownloadPlan plan(CatalogEntry entry, String wanted) {
        return plan(entry, wanted, Set.of());
    }

    /// Finds out where a model's files are, at other sources than some.
    ///
    /// @param without ids of sources that are not asked
    DownloadPlan plan(CatalogEntry entry, String wanted, Set<String> without) {
        if (network.isSealed()) {
            throw SourceFailures.of(sources.getFirst(), new dev.tuwen.network.SealedException("any source"));
        }
        List<Source> able = sources.stream()
                .filter(source -> source.repository(entry).isPresent() && !without.contains(source.id()))
                .toList();
        if (!wanted.equals(QUICKEST)) {
            Source source = able.stream()
                    .filter(other -> other.id().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> new LibraryException(
                            Kind.NOT_AT_SOURCE,
                            "source '" + wanted + "' does not have '" + entry.title() + "', expected one of auto, "
                                    + String.join(
                                            ", ", able.stream().map(Source::id).toList()),
                            null,
                            wanted,
                            entry.title()));
            return ask(source, entry);
        }
        return race(able, entry);
    }

    private DownloadPlan race(List<Source> able, CatalogEntry entry) {
        var finishes = new LinkedBlockingQueue<Finish>();
        List<Thread> runners = able.stream()
                .map(source -> Thread.ofVirtual()
                        .name("tuwen-race-" + source.id())
                        .start(() -> {
                            try {
                                finishes.add(new Finish(source, ask(source, entry), null));
                            } catch (RuntimeException e) {
                                finishes.add(new Finish(source, null, e));
                            }
                        }))
                .toList();
        Map<String, RuntimeException> failures = new LinkedHashMap<>();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RACE_SECONDS);
            while (failures.size() < able.size()) {
                Finish finish = finishes.poll(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (finish == null) {
                    break;
                }
                if (finish.plan() != null) {
                    return finish.plan();
                }
                failures.put(
                        finish.source().title(),
                        finish.failure() == null ? new IllegalStateException("no answer") : finish.failure());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while looking for a source");
        } finally {
            runners.forEach(Thread::interrupt);
        }
        Set<Kind> kinds = failures.values().stream()
                .map(failure -> failure instanceof LibraryException known ? known.kind() : Kind.NO_SOURCE)
                .collect(Collectors.toSet());
        boolean unreachable =
                failures.size() == able.size() && failures.values().stream().allMatch(UnreachableException::isBehind);
        if (unreachable && !failures.isEmpty()) {
            String titles = String.join(", ", failures.keySet());
            throw new LibraryException(
                    Kind.NO_CONNECTION,
                    "no connection: " + titles + " cannot be reached; connect this machine to a network, or say which"
                            + " proxy leads there with 'tuwen models network'",
                    failures.values().iterator().next(),
                    titles);
        }
        boolean sameForAll = SAME_FOR_ALL.stream().anyMatch(kind -> kinds.equals(Set.of(kind)));
        if (failures.size() == 1 || sameForAll) {
            throw failures.values().iterator().next();
        }
        var reasons = new ArrayList<String>();
        failures.forEach((title, failure) -> reasons.add(String.valueOf(failure.getMessage())));
        String all = reasons.isEmpty() ? "none answered in time" : String.join("; ", reasons);
        throw new LibraryException(
                Kind.NO_SOURCE, "no source has '" + entry.title() + "': " + all, null, entry.title(), all);
    }

    /// Asks one source.
    private DownloadPlan ask(Source source, CatalogEntry entry) {
        String repository = source.repository(entry).orElseThrow();
        try {
            Listing listing = listing(source, repository, entry);
            List<PlannedFile> files =
                    listing.files().isEmpty() ? withoutListing(listing, entry) : fromListing(listing, entry);
            SafeNames.check(
                    "the list of " + source.title(),
                    files.stream().map(PlannedFile::path).toList());
            return new DownloadPlan(entry, source, repository, listing.state(), files);
        } catch (IOException e) {
            throw SourceFailures.of(source, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while asking " + source.title());
        }
    }

    private Listing listing(Source source, String repository, CatalogEntry entry)
            throws IOException, InterruptedException {
        if (source.isTemplate()) {
            return Listing.unknown(source, repository);
        }
        Optional<URI> next = Optional.of(source.listing(repository));
        Listing all = Listing.unknown(source, repository);
        for (int page = 0; next.isPresent() && page < MAXIMUM_PAGES; page++) {
            var request = new NetworkRequest(
                    next.get(),
                    new Cause(Cause.Deed.LIST, entry.title()),
                    Map.of("Accept", "application/json"),
                    source.token());
            try (NetworkAnswer answer = network.get(request)) {
                if (answer.status() == 404 && source.id().equals(Source.OWN) && page == 0) {
                    // A plain file server has no lists; the catalogue's names may do.
                    return all;
                }
                if (answer.status() != 200) {
                    throw SourceFailures.of(source, answer, repository);
                }
                byte[] list = answer.bytes(LONGEST_LISTING);
                if (answer.isWebPage() || SourceFailures.beginsLikeAWebPage(list)) {
                    throw SourceFailures.webPage(source);
                }
                all = all.with(Listing.read(source, repository, list, answer.header("X-Repo-Commit")));
                next = answer.header("Link").flatMap(source::nextPage);
            }
        }
        return all;
    }

    private static List<PlannedFile> fromListing(Listing listing, CatalogEntry entry) {
        Source source = listing.source();
        var files = new LinkedHashMap<String, PlannedFile>();
        for (CatalogFile wanted : entry.files()) {
            Optional<Listing.Item> item = listing.find(wanted.path());
            if (item.isPresent()) {
                files.put(wanted.path(), planned(listing, item.get(), wanted));
            } else if (!wanted.optional()) {
                throw missing(source, wanted.path());
            }
        }
        boolean found = entry.weights().isEmpty();
        for (List<String> group : entry.weights()) {
            if (found || matching(listing, group.getFirst()).isEmpty()) {
                continue;
            }
            found = true;
            for (String pattern : group) {
                matching(listing, pattern)
                        .forEach(item -> files.putIfAbsent(item.path(), planned(listing, item, null)));
            }
        }
        if (!found) {
            throw missing(source, entry.weights().getFirst().getFirst());
        }
        return new ArrayList<>(files.values());
    }

    /// Files at the top of the repository. A name that fits and would leave the folder is somebody's trick.
    private static List<Listing.Item> matching(Listing listing, String pattern) {
        Pattern wanted = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E[^/\\\\]*\\Q"));
        return listing.files().values().stream()
                .filter(item -> {
                    String last = item.path()
                            .substring(1
                                    + Math.max(
                                            item.path().lastIndexOf('/'),
                                            item.path().lastIndexOf('\\')));
                    if (!wanted.matcher(last).matches()) {
                        return false;
                    }
                    if (!SafeNames.isSafe(item.path())) {
                        throw SafeNames.unsafe("the list of " + listing.source().title(), item.path());
                    }
                    return item.path().indexOf('/') < 0;
                })
                .sorted(java.util.Comparator.comparing(Listing.Item::path))
                .toList();
    }

    private static LibraryException missing(Source source, String what) {
        return new LibraryException(
                Kind.NOT_AT_SOURCE,
                source.title() + " does not have '" + what + "'; choose another source",
                null,
                source.title(),
                what);
    }

    /// What the catalogue says counts; where it says nothing the list does.
    private static PlannedFile planned(Listing listing, Listing.Item item, @Nullable CatalogFile wanted) {
        FileDigest digest = item.digest();
        if (wanted != null) {
            FileDigest known = wanted.digest();
            boolean other = (wanted.bytes() >= 0 && wanted.bytes() != item.bytes())
                    || (known != null && digest != null && known.contradicts(digest));
            if (other) {
                throw new LibraryException(
                        Kind.SOURCE_DIFFERS,
                        listing.source().title() + " has another '" + item.path()
                                + "' than the catalogue names; choose another source",
                        null,
                        listing.source().title(),
                        item.path());
            }
            digest = known == null ? digest : known;
        }
        return new PlannedFile(
                item.path(),
                item.bytes(),
                digest,
                wanted == null ? null : wanted.blocks(),
                listing.source().file(listing.repository(), listing.state(), item.path()));
    }

    /// Asks for the size of each file the catalogue names.
    private List<PlannedFile> withoutListing(Listing listing, CatalogEntry entry)
            throws IOException, InterruptedException {
        Source source = listing.source();
        if (!entry.weights().isEmpty()) {
            throw missing(source, entry.weights().getFirst().getFirst());
        }
        var files = new ArrayList<PlannedFile>();
        for (CatalogFile wanted : entry.files()) {
            var address = source.file(listing.repository(), listing.state(), wanted.path());
            var request = new NetworkRequest(
                    address, new Cause(Cause.Deed.SIZE, entry.title()), Map.of("Range", "bytes=0-0"), source.token());
            try (NetworkAnswer answer = network.get(request)) {
                if (answer.status() == 404 && wanted.optional()) {
                    continue;
                }
                if (answer.status() != 200 && answer.status() != 206 && answer.status() != 416) {
                    throw SourceFailures.of(source, answer, wanted.path());
                }
                if (answer.isWebPage() && !wanted.path().endsWith(".html")) {
                    throw SourceFailures.webPage(source);
                }
                long bytes = size(answer);
                if (bytes < 0) {
                    bytes = wanted.bytes();
                }
                if (bytes < 0) {
                    throw missing(source, "Content-Length: " + wanted.path());
                }
                var item = new Listing.Item(wanted.path(), bytes, null);
                files.add(planned(listing, item, wanted));
            }
        }
        return files;
    }

    private static long size(NetworkAnswer answer) {
        String range = answer.header("Content-Range").orElse("");
        String whole = answer.status() == 200
                ? answer.header("Content-Length").orElse("")
                : range.substring(range.lastIndexOf('/') + 1);
        return whole.matches("\\d{1,15}") ? Long.parseLong(whole) : -1;
    }
}
