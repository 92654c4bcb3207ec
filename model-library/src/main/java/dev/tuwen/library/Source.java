package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Somewhere models can be had from. Immutable.
///
/// @param id what settings and commands call it
/// @param title what people call it
/// @param dialect how it lists files
/// @param base address without a slash at the end; may have places for `{repo}`, `{revision}` and `{path}`
/// @param repositories whose names of repositories it goes by: the id of a source in the catalogue
/// @param revision the newest state of a repository
/// @param token what to say who asks, or null; only ever sent to the host of the base address
public record Source(
        String id,
        String title,
        Dialect dialect,
        String base,
        String repositories,
        String revision,
        @Nullable String token) {
    /// Id of the source whose address the user gives.
    public static final String OWN = "own";

    private static final String HUGGING_FACE = "huggingface";
    private static final String MODEL_SCOPE = "modelscope";

    /// A page of a list, as RFC 8288 names it, of the form the lists of Hugging Face have.
    private static final Pattern NEXT_PAGE =
            Pattern.compile("<https?://[^/>\\s]+(/api/models/[A-Za-z0-9._~/?&=%+,:-]+)>\\s*;\\s*rel=\"?next");

    /// How a source lists the files of a repository.
    public enum Dialect {
        /// As Hugging Face does, and those that mirror it.
        HUGGING_FACE,
        /// As ModelScope does.
        MODEL_SCOPE
    }

    /// The sources there are, without a token of anybody's.
    ///
    /// @param ownAddress the user's own; empty when there is none
    public static List<Source> all(String ownAddress) {
        return all(ownAddress, Map.of());
    }

    /// The sources there are. The token in `HF_TOKEN` goes to Hugging Face alone, the one in `MODELSCOPE_API_TOKEN` to
    /// ModelScope alone; mirrors and the user's own source get none.
    ///
    /// @param ownAddress the user's own; empty when there is none, then `HF_ENDPOINT` is looked at
    /// @param environment variables by name
    /// @throws LibraryException if the user's address is none
    public static List<Source> all(String ownAddress, Map<String, String> environment) {
        var sources = new ArrayList<Source>();
        sources.add(new Source(
                HUGGING_FACE,
                "Hugging Face",
                Dialect.HUGGING_FACE,
                "https://huggingface.co",
                HUGGING_FACE,
                "main",
                environment.get("HF_TOKEN")));
        sources.add(new Source(
                "hf-mirror",
                "hf-mirror.com",
                Dialect.HUGGING_FACE,
                "https://hf-mirror.com",
                HUGGING_FACE,
                "main",
                null));
        sources.add(new Source(
                MODEL_SCOPE,
                "ModelScope",
                Dialect.MODEL_SCOPE,
                "https://modelscope.cn",
                MODEL_SCOPE,
                "master",
                environment.get("MODELSCOPE_API_TOKEN")));
        String own = ownAddress.isBlank() ? fromEnvironment(environment) : ownAddress;
        if (!own.isBlank()) {
            String base = checkedAddress(own);
            boolean known = sources.stream().anyMatch(source -> source.base().equals(base));
            if (!known) {
                sources.add(new Source(OWN, hostOf(base), Dialect.HUGGING_FACE, base, HUGGING_FACE, "main", null));
            }
        }
        return List.copyOf(sources);
    }

    /// A variable of other programs is followed where it makes sense here.
    private static String fromEnvironment(Map<String, String> environment) {
        try {
            String address = environment.getOrDefault("HF_ENDPOINT", "");
            return address.isBlank() ? "" : checkedAddress(address);
        } catch (LibraryException none) {
            return "";
        }
    }

    /// An address of the user's, without a slash at the end.
    ///
    /// @throws LibraryException if it is none
    public static String checkedAddress(String text) {
        String plain = text.strip().replaceFirst("/+$", "");
        try {
            URI address = URI.create(plain.replaceAll("\\{(repo|revision|path)}", "x"));
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("https") || scheme.equals("http"))
                    && address.getHost() != null
                    && address.getUserInfo() == null) {
                return plain;
            }
        } catch (IllegalArgumentException e) {
            throw badAddress(text, e);
        }
        throw badAddress(text, null);
    }

    private static LibraryException badAddress(String text, @Nullable Throwable cause) {
        String shown = SafeNames.shown(text);
        return new LibraryException(
                Kind.BAD_SETTING,
                "'" + shown + "' is no address of a source, expected https://host or https://host/{repo}/{path}",
                cause,
                shown,
                "https://…");
    }

    private static String hostOf(String base) {
        return String.valueOf(
                URI.create(base.replaceAll("\\{(repo|revision|path)}", "x")).getHost());
    }

    /// The repository of a model here, if it is known.
    public Optional<String> repository(CatalogEntry entry) {
        return Optional.ofNullable(entry.repositories().get(repositories));
    }

    /// Whether it has an address for each file and no list of them.
    boolean isTemplate() {
        return base.contains("{path}");
    }

    /// Where the list of a repository's files is.
    URI listing(String repository) {
        return URI.create(
                switch (dialect) {
                    case HUGGING_FACE ->
                        base + "/api/models/" + repository + "/tree/" + encoded(revision) + "?recursive=true";
                    case MODEL_SCOPE ->
                        base + "/api/v1/models/" + repository + "/repo/files?Revision=" + encoded(revision)
                                + "&Recursive=true";
                });
    }

    /// Where a list goes on that is too long for one answer. Mirrors name the place where they have it from; here it is
    /// looked for where the list began, and nowhere else.
    ///
    /// @param link what the answer says of other pages
    Optional<URI> nextPage(String link) {
        Matcher next = NEXT_PAGE.matcher(link);
        return next.find() ? Optional.of(URI.create(base + next.group(1))) : Optional.empty();
    }

    /// Where a file is.
    ///
    /// @param repository its repository
    /// @param state the state of the repository
    /// @param path name in it
    URI file(String repository, String state, String path) {
        if (isTemplate()) {
            return URI.create(base.replace("{repo}", repository)
                    .replace("{revision}", encoded(state))
                    .replace("{path}", segments(path)));
        }
        return URI.create(
                switch (dialect) {
                    case HUGGING_FACE -> base + "/" + repository + "/resolve/" + encoded(state) + "/" + segments(path);
                    case MODEL_SCOPE ->
                        base + "/api/v1/models/" + repository + "/repo?Revision=" + encoded(state) + "&FilePath="
                                + encoded(path);
                });
    }

    private static String segments(String path) {
        var text = new ArrayList<String>();
        for (String segment : path.split("/", -1)) {
            text.add(encoded(segment));
        }
        return String.join("/", text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Without the token: it is nobody's business.
    @Override
    public String toString() {
        return "Source[" + id + ", " + base + "]";
    }
}
