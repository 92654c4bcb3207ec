package dev.tuwen.installer;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/// A drawing in as much of SVG as the icons use: rectangles, circles and paths of absolute `M L H V C Z`, filled with
/// one colour each. Anything else in the file is refused, so that no viewer shows more than the build draws.
///
/// Java draws without the help of the system, so every machine makes the same pixels.
///
/// @param width of the user space, as is the height
/// @param fills from the ground upwards
record Drawing(double width, List<Fill> fills) {
    private static final Pattern STEP = Pattern.compile("\\s*([MLHVCZ]|-?[0-9]+(?:\\.[0-9]+)?)[\\s,]*");

    /// One filled shape.
    ///
    /// @param shape in user space
    /// @param colour without transparency
    record Fill(Shape shape, Color colour) {}

    Drawing {
        fills = List.copyOf(fills);
    }

    /// Reads a file.
    static Drawing read(Path file) throws IOException {
        Element root = Xml.read(file).getDocumentElement();
        var box = new Box(file, root.getAttribute("viewBox"));
        var fills = new ArrayList<Fill>();
        for (var node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && !element.getTagName().equals("title")) {
                fills.add(new Fill(shape(file, element), Color.decode(element.getAttribute("fill"))));
            }
        }
        return new Drawing(box.side(), fills);
    }

    /// Draws it into a square.
    ///
    /// @param size pixels of each side
    /// @param margin pixels left free on each side
    BufferedImage paint(int size, double margin) {
        var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            var place = AffineTransform.getTranslateInstance(margin, margin);
            place.scale((size - 2 * margin) / width, (size - 2 * margin) / width);
            graphics.setTransform(place);
            for (Fill fill : fills) {
                graphics.setColor(fill.colour());
                graphics.fill(fill.shape());
            }
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static Shape shape(Path file, Element element) throws IOException {
        return switch (element.getTagName()) {
            case "rect" -> {
                double arc = 2 * number(element, "rx");
                yield new RoundRectangle2D.Double(
                        number(element, "x"),
                        number(element, "y"),
                        number(element, "width"),
                        number(element, "height"),
                        arc,
                        arc);
            }
            case "circle" -> {
                double radius = number(element, "r");
                yield new Ellipse2D.Double(
                        number(element, "cx") - radius, number(element, "cy") - radius, 2 * radius, 2 * radius);
            }
            case "path" ->
                path(
                        file,
                        element.getAttribute("d"),
                        element.getAttribute("fill-rule").equals("evenodd")
                                ? Path2D.WIND_EVEN_ODD
                                : Path2D.WIND_NON_ZERO);
            default -> throw new IOException("'" + file + "': <" + element.getTagName() + "> is not drawn here");
        };
    }

    private static double number(Element element, String name) {
        String value = element.getAttribute(name);
        return value.isEmpty() ? 0 : Double.parseDouble(value);
    }

    private static Path2D path(Path file, String steps, int rule) throws IOException {
        var path = new Path2D.Double(rule);
        var reader = new Steps(file, steps);
        while (reader.hasNext()) {
            switch (reader.letter()) {
                case 'M' -> path.moveTo(reader.number(), reader.number());
                case 'L' -> path.lineTo(reader.number(), reader.number());
                case 'H' -> path.lineTo(reader.number(), path.getCurrentPoint().getY());
                case 'V' -> path.lineTo(path.getCurrentPoint().getX(), reader.number());
                case 'C' ->
                    path.curveTo(
                            reader.number(),
                            reader.number(),
                            reader.number(),
                            reader.number(),
                            reader.number(),
                            reader.number());
                default -> path.closePath();
            }
        }
        return path;
    }

    /// The side of a square `viewBox` that begins at nought.
    private record Box(double side) {
        Box(Path file, String attribute) throws IOException {
            this(side(file, attribute));
        }

        private static double side(Path file, String attribute) throws IOException {
            String[] numbers = attribute.split(" ");
            if (numbers.length != 4
                    || !numbers[0].equals("0")
                    || !numbers[1].equals("0")
                    || !numbers[2].equals(numbers[3])) {
                throw new IOException("'" + file + "': viewBox is '" + attribute + "', expected '0 0 SIDE SIDE'");
            }
            return Double.parseDouble(numbers[2]);
        }
    }

    /// Takes a path's text apart.
    private static final class Steps {
        private final Path file;
        private final String text;
        private final Matcher matcher;
        private int at;

        Steps(Path file, String text) {
            this.file = file;
            this.text = text;
            matcher = STEP.matcher(text);
        }

        boolean hasNext() {
            return at < text.length();
        }

        char letter() throws IOException {
            String token = token();
            if (!Character.isLetter(token.charAt(0))) {
                throw new IOException("'" + file + "': a letter is expected before '" + token + "' in a path");
            }
            return token.charAt(0);
        }

        double number() throws IOException {
            String token = token();
            if (Character.isLetter(token.charAt(0))) {
                throw new IOException("'" + file + "': a number is expected before '" + token + "' in a path");
            }
            return Double.parseDouble(token);
        }

        private String token() throws IOException {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IOException("'" + file + "': a path goes on with '" + text.substring(at) + "'");
            }
            at = matcher.end();
            return matcher.group(1);
        }
    }
}
