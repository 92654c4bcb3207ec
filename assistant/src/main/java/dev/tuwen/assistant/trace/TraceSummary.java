package dev.tuwen.assistant.trace;

import dev.tuwen.family.Slicing;
import dev.tuwen.model.ModelParts;
import dev.tuwen.vision.PreparedImage;
import dev.tuwen.vision.image.PixelSize;
import dev.tuwen.vision.image.SlicePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a trace says in words and whole numbers, by the keys of `trace.json`.
final class TraceSummary {
    private TraceSummary() {}

    /// The keys that apply, in order.
    static Map<String, @Nullable Object> of(
            ModelParts parts, TraceInput input, Optional<PreparedImage> prepared, List<Integer> greedy) {
        var summary = new LinkedHashMap<String, @Nullable Object>();
        input.text().ifPresent(text -> summary.put("prompt", text));
        summary.put("ids", input.ids());
        if (parts.family().readsPictures()) {
            summary.put(
                    "image_bounds",
                    input.imageBounds().stream()
                            .map(place -> List.of(place.first(), place.end()))
                            .toList());
        }
        if (prepared.isPresent()) {
            summary.put(
                    "pictures",
                    prepared.get().pictures().stream()
                            .map(picture -> List.of(picture.width(), picture.height()))
                            .toList());
            if (!(parts.vision().orElseThrow().slicing() instanceof Slicing.Square)) {
                summary.put("plan", plan(prepared.get().plan()));
            }
        }
        summary.put("greedy", greedy);
        int[] ids = greedy.stream().mapToInt(Integer::intValue).toArray();
        summary.put("greedy_text", parts.tokenizer().decode(ids));
        if (parts.family().readsPictures()) {
            summary.put("answer", parts.prompts().answerOf(ids));
        }
        return summary;
    }

    private static Map<String, @Nullable Object> plan(SlicePlan plan) {
        Optional<SlicePlan.Slices> slices = plan.slices();
        var values = new LinkedHashMap<String, @Nullable Object>();
        values.put("width", plan.source().width());
        values.put("height", plan.source().height());
        values.put("source", pair(plan.overview()));
        values.put("grid", slices.map(c -> List.of(c.columns(), c.rows())).orElse(null));
        values.put("refined", slices.map(c -> pair(c.refined())).orElse(null));
        values.put("slice", slices.map(c -> pair(c.slice())).orElse(null));
        return values;
    }

    private static List<Integer> pair(PixelSize size) {
        return List.of(size.width(), size.height());
    }
}
