import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Keeps Markdown comments out of the formatter's hands: it would break their long lines as if they were code. Each
/// line is swapped for a short mark before and comes back after, at the indentation the formatter chose; then
/// paragraphs with lines that are too long are filled anew.
final class DocComments {

    private static final int WIDTH = 120;
    private static final Pattern COMMENT = Pattern.compile("^(\\s*)///(.*)$");
    private static final Pattern ITEM = Pattern.compile("^ (?:[-*+]|\\d+\\.) +\\S.*");
    private static final Pattern STARTS_SOMETHING = Pattern.compile("[-*+>]|\\d+\\.|[#>@|].*|```.*");

    private final List<String> taken = new ArrayList<>();

    /// The source with a mark for each comment line.
    String hide(String source) {
        var lines = new ArrayList<String>();
        for (String line : source.split("\n", -1)) {
            var comment = COMMENT.matcher(line);
            if (comment.matches()) {
                lines.add(comment.group(1) + "/// @@" + taken.size());
                taken.add(comment.group(2).stripTrailing());
            } else {
                lines.add(line);
            }
        }
        return String.join("\n", lines);
    }

    /// The formatted source with the comments back in.
    String restore(String formatted) {
        var lines = new ArrayList<String>();
        var block = new ArrayList<String>();
        String indent = "";
        for (String line : formatted.split("\n", -1)) {
            var comment = COMMENT.matcher(line);
            if (comment.matches()) {
                indent = comment.group(1);
                block.add(taken.get(Integer.parseInt(comment.group(2).substring(3))));
                continue;
            }
            flush(block, indent, lines);
            lines.add(line);
        }
        flush(block, indent, lines);
        return String.join("\n", lines);
    }

    private static void flush(List<String> block, String indent, List<String> lines) {
        boolean fenced = false;
        for (int start = 0; start < block.size(); ) {
            String first = block.get(start);
            fenced ^= first.startsWith(" ```");
            int end = start + 1;
            if (!fenced && isText(first)) {
                while (end < block.size() && continues(first, block.get(end))) {
                    end++;
                }
                fill(block.subList(start, end), indent, lines);
            } else {
                lines.add(indent + "///" + first);
            }
            start = end;
        }
        block.clear();
    }

    private static boolean isText(String line) {
        return line.matches(" [^ |#>`].*") || line.matches(" `(?!``).*");
    }

    private static boolean continues(String first, String line) {
        boolean hangs = ITEM.matcher(first).matches() || first.startsWith(" @");
        return !line.isBlank()
                && !ITEM.matcher(line).matches()
                && !line.startsWith(" @")
                && (isText(line) || hangs && line.matches(" {2,7}[^ |#>`].*"));
    }

    private static void fill(List<String> paragraph, String indent, List<String> lines) {
        String prefix = indent + "///";
        if (paragraph.stream().allMatch(line -> prefix.length() + line.length() <= WIDTH)) {
            paragraph.forEach(line -> lines.add(prefix + line));
            return;
        }
        String hanging = hangingIndent(paragraph.getFirst());
        var line = new StringBuilder(prefix);
        for (String word : String.join(" ", paragraph).strip().split(" +")) {
            boolean full = line.length() + 1 + word.length() > WIDTH;
            if (full && !STARTS_SOMETHING.matcher(word).matches()) {
                lines.add(line.toString());
                line = new StringBuilder(prefix).append(hanging);
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }

    private static String hangingIndent(String first) {
        if (first.startsWith(" @")) {
            return "    ";
        }
        return ITEM.matcher(first).matches()
                ? " ".repeat(first.replaceFirst("^ (\\S+ +).*", "$1").length())
                : "";
    }
}
