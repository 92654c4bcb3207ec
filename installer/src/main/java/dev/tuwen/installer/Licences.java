package dev.tuwen.installer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// Collects the licences of the libraries in an application, which jlink leaves out: those that jars bring, and for
/// jars that bring none those in `src/main/packaging/legal`. The Java machine's own lie in its image. Stateless.
final class Licences {
    private static final Pattern TEXT =
            Pattern.compile("(META-INF/)?[^/]*(LICEN[SC]E|NOTICE|COPYING|COPYRIGHT)[^/]*", Pattern.CASE_INSENSITIVE);

    /// This project's own jars are under its own licence.
    private static final String OURS = "tuwen-";

    private Licences() {}

    /// Writes a folder for each library; fails where one comes without a licence.
    ///
    /// @param libraries the folder of jars
    /// @param kept texts by the names of jars, `NAME.txt`
    /// @param legal where to
    /// @return names of the libraries
    static Set<String> collect(Path libraries, Path kept, Path legal) throws IOException {
        var names = new TreeSet<String>();
        for (Path jar : jars(libraries)) {
            String name = name(jar);
            if (name.startsWith(OURS)) {
                continue;
            }
            Path folder = Folders.empty(legal.resolve(name));
            int texts = fromJar(jar, folder);
            Path text = kept.resolve(name + ".txt");
            if (Files.exists(text)) {
                Files.copy(text, folder.resolve(name + ".txt"));
                texts++;
            }
            if (texts == 0) {
                throw new PackagingException(
                        "'" + jar.getFileName() + "' brings no licence; put the library's own into '" + text + "'");
            }
            names.add(name);
        }
        return names;
    }

    /// The library's name: that of its jar without the system that JavaFX adds.
    static String name(Path jar) {
        return String.valueOf(jar.getFileName()).replaceFirst("(-(linux|win|mac)(-aarch64)?)?\\.jar$", "");
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static int fromJar(Path jar, Path folder) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            var texts = new ArrayList<ZipEntry>();
            file.stream()
                    .filter(entry -> !entry.isDirectory()
                            && TEXT.matcher(entry.getName()).matches())
                    .forEach(texts::add);
            for (ZipEntry text : texts) {
                String name = text.getName();
                try (InputStream in = file.getInputStream(text)) {
                    Files.copy(in, folder.resolve(name.substring(name.lastIndexOf('/') + 1)));
                }
            }
            return texts.size();
        }
    }
}
