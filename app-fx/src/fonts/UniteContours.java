import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/// Unites the contours of the glyphs that `read_contours.py` wrote down, for `write_contours.py`: `java
/// UniteContours.java CONTOURS PATHS`. Glyphs whose contours do not overlap are left out. Not part of the build.
final class UniteContours {
    /// Square units that rounding may make.
    private static final double NOTHING = 4;

    private UniteContours() {}

    public static void main(String[] files) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(new FileInputStream(files[0])));
                var out = new PrintWriter(files[1])) {
            while (true) {
                int number;
                try {
                    number = in.readInt();
                } catch (EOFException end) {
                    return;
                }
                Path2D path = glyph(in);
                var united = new Area(path);
                path.setWindingRule(Path2D.WIND_EVEN_ODD);
                var overlaps = new Area(path);
                overlaps.exclusiveOr(united);
                if (size(overlaps) >= NOTHING) {
                    write(number, united, out);
                }
            }
        }
    }

    private static Path2D glyph(DataInputStream in) throws IOException {
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        int contours = in.readInt();
        for (int contour = 0; contour < contours; contour++) {
            int count = in.readInt();
            var x = new double[count];
            var y = new double[count];
            var on = new boolean[count];
            for (int i = 0; i < count; i++) {
                x[i] = in.readShort();
                y[i] = in.readShort();
                on[i] = in.readByte() != 0;
            }
            add(path, x, y, on);
        }
        return path;
    }

    /// A contour of TrueType: points that are not on it are of quadratic curves; between two of them lies one that is.
    private static void add(Path2D path, double[] x, double[] y, boolean[] on) {
        int count = x.length;
        int first = 0;
        while (first < count && !on[first]) {
            first++;
        }
        boolean none = first == count;
        double startX = none ? (x[0] + x[count - 1]) / 2 : x[first];
        double startY = none ? (y[0] + y[count - 1]) / 2 : y[first];
        int from = none ? 0 : first + 1;
        int left = none ? count : count - 1;
        path.moveTo(startX, startY);
        for (int k = 0; k < left; k++) {
            int i = (from + k) % count;
            int next = (i + 1) % count;
            if (on[i]) {
                path.lineTo(x[i], y[i]);
            } else if (k == left - 1) {
                path.quadTo(x[i], y[i], startX, startY);
            } else if (on[next]) {
                path.quadTo(x[i], y[i], x[next], y[next]);
                k++;
            } else {
                path.quadTo(x[i], y[i], (x[i] + x[next]) / 2, (y[i] + y[next]) / 2);
            }
        }
        path.closePath();
    }

    private static void write(int number, Area area, PrintWriter out) {
        out.print(number);
        var q = new double[6];
        for (PathIterator path = area.getPathIterator(null); !path.isDone(); path.next()) {
            switch (path.currentSegment(q)) {
                case PathIterator.SEG_MOVETO -> out.printf(Locale.ROOT, " M %.3f %.3f", q[0], q[1]);
                case PathIterator.SEG_LINETO -> out.printf(Locale.ROOT, " L %.3f %.3f", q[0], q[1]);
                case PathIterator.SEG_QUADTO ->
                    out.printf(Locale.ROOT, " Q %.3f %.3f %.3f %.3f", q[0], q[1], q[2], q[3]);
                case PathIterator.SEG_CLOSE -> out.print(" Z");
                default -> throw new IllegalStateException("a cubic curve in glyph " + number);
            }
        }
        out.println();
    }

    private static double size(Area area) {
        double sum = 0;
        double x = 0;
        double y = 0;
        double startX = 0;
        double startY = 0;
        var q = new double[6];
        for (PathIterator path = area.getPathIterator(null, 0.5); !path.isDone(); path.next()) {
            int kind = path.currentSegment(q);
            if (kind == PathIterator.SEG_MOVETO) {
                startX = q[0];
                startY = q[1];
            } else {
                double toX = kind == PathIterator.SEG_CLOSE ? startX : q[0];
                double toY = kind == PathIterator.SEG_CLOSE ? startY : q[1];
                sum += x * toY - toX * y;
                q[0] = toX;
                q[1] = toY;
            }
            x = q[0];
            y = q[1];
        }
        return Math.abs(sum) / 2;
    }
}
