package dev.tuwen.generate;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.sampling.RepetitionWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Beam search as MiniCPM-V 1.0 uses it by default: scores are log-softmax values, the repetition penalty is applied to
/// those, twice as many candidates as beams are looked at in each step, finished hypotheses are ranked by mean log
/// probability, and the search ends when no open beam can beat the worst finished one. Engine thread; used once.
final class BeamSearch {
    private final LanguageModel model;
    private final int beams;
    private final PromptEncoder encoder;
    private final int maxTokens;
    private final Cancellation cancellation;
    private final List<Finished> finished = new ArrayList<>();
    private List<Beam> open = new ArrayList<>();
    private double bestCandidate;

    private record Finished(List<Integer> tokens, double score) {}

    private record Candidate(Beam beam, int token, double score) {}

    /// An open hypothesis. `cache` holds all its tokens but the last.
    private static final class Beam {
        final KvCache cache;
        final List<Integer> tokens;
        final RepetitionWindow window;
        final double score;
        final float[] logits;

        Beam(KvCache cache, List<Integer> tokens, RepetitionWindow window, double score, float[] logits) {
            this.cache = cache;
            this.tokens = tokens;
            this.window = window;
            this.score = score;
            this.logits = logits;
        }
    }

    BeamSearch(LanguageModel model, int beams, PromptEncoder encoder, int maxTokens, Cancellation cancellation) {
        this.model = model;
        this.beams = beams;
        this.encoder = encoder;
        this.maxTokens = maxTokens;
        this.cancellation = cancellation;
    }

    /// Searches from the end of a prompt.
    ///
    /// @param cache holds the prompt and is used for one of the beams
    /// @param logits of the prompt's last position
    /// @param window penalty, with the prompt's tokens where they count
    /// @return the best tokens, without the stop token
    List<Integer> run(KvCache cache, float[] logits, RepetitionWindow window) {
        int promptLength = cache.length();
        var caches = new ArrayList<KvCache>();
        try {
            for (int i = 1; i < beams; i++) {
                KvCache copy = model.newCache();
                caches.add(copy);
                copy.copyFrom(cache, 0);
            }
            var spare = new ArrayList<KvCache>(caches);
            open.add(new Beam(cache, List.of(), window, 0, logits));
            for (int length = 1; ; length++) {
                int tokens = length;
                List<Candidate> chosen = choose(length);
                if (chosen.isEmpty() || isDone(length)) {
                    break;
                }
                if (length == maxTokens || promptLength + length > cache.limit()) {
                    chosen.forEach(c -> finish(append(c.beam().tokens, c.token()), c.score(), tokens));
                    break;
                }
                open = advance(chosen, spare, promptLength);
            }
            return finished.stream()
                    .max(Comparator.comparingDouble(Finished::score))
                    .map(Finished::tokens)
                    .orElse(List.of());
        } finally {
            caches.forEach(KvCache::close);
        }
    }

    /// The next tokens of the beams that stay open, best first; hypotheses that end go to the finished ones.
    private List<Candidate> choose(int length) {
        var candidates = new ArrayList<Candidate>();
        for (Beam beam : open) {
            double[] scores = logSoftmax(encoder.writable(beam.logits));
            float[] penalised = new float[scores.length];
            for (int i = 0; i < scores.length; i++) {
                penalised[i] = (float) scores[i];
            }
            beam.window.apply(penalised);
            for (int token : largest(penalised, 2 * beams)) {
                candidates.add(new Candidate(beam, token, beam.score + penalised[token]));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        bestCandidate = candidates.getFirst().score();
        var chosen = new ArrayList<Candidate>(beams);
        for (int rank = 0; rank < Math.min(2 * beams, candidates.size()) && chosen.size() < beams; rank++) {
            Candidate candidate = candidates.get(rank);
            if (!encoder.isStop(candidate.token())) {
                chosen.add(candidate);
            } else if (rank < beams) {
                finish(candidate.beam().tokens, candidate.score(), length);
            }
        }
        return chosen;
    }

    private void finish(List<Integer> tokens, double score, int length) {
        finished.add(new Finished(tokens, score / length));
        if (finished.size() > beams) {
            finished.remove(finished.stream()
                    .min(Comparator.comparingDouble(Finished::score))
                    .orElseThrow());
        }
    }

    private boolean isDone(int length) {
        if (finished.size() < beams) {
            return false;
        }
        double worst = finished.stream().mapToDouble(Finished::score).min().orElseThrow();
        return worst >= bestCandidate / length;
    }

    /// Gives every chosen beam a cache and computes its next logits. The first child of a beam keeps its cache; the
    /// others copy the generated rows, because all caches share the prompt's.
    private List<Beam> advance(List<Candidate> chosen, List<KvCache> spare, int promptLength) {
        for (Beam beam : open) {
            if (chosen.stream().noneMatch(c -> c.beam() == beam)) {
                spare.add(beam.cache);
            }
        }
        var next = new ArrayList<Beam>(chosen.size());
        var kept = new ArrayList<Beam>();
        var copies = new ArrayList<KvCache>();
        for (Candidate candidate : chosen) {
            if (kept.contains(candidate.beam())) {
                KvCache copy = spare.removeLast();
                copy.truncate(promptLength);
                copy.copyFrom(candidate.beam().cache, promptLength);
                copies.add(copy);
            } else {
                kept.add(candidate.beam());
                copies.add(candidate.beam().cache);
            }
        }
        for (int i = 0; i < chosen.size(); i++) {
            Candidate candidate = chosen.get(i);
            RepetitionWindow window = candidate.beam().window.copy();
            window.add(candidate.token());
            float[] logits = model.step(candidate.token(), copies.get(i), cancellation);
            next.add(new Beam(
                    copies.get(i),
                    append(candidate.beam().tokens, candidate.token()),
                    window,
                    candidate.score(),
                    logits));
        }
        return next;
    }

    private static List<Integer> append(List<Integer> tokens, int token) {
        var longer = new ArrayList<Integer>(tokens.size() + 1);
        longer.addAll(tokens);
        longer.add(token);
        return longer;
    }

    private static double[] logSoftmax(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        double shift = max + Math.log(sum);
        double[] scores = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = logits[i] - shift;
        }
        return scores;
    }

    /// Numbers of the `count` largest scores, best first.
    private static int[] largest(float[] scores, int count) {
        int n = Math.min(count, scores.length);
        int[] best = new int[n];
        int filled = 0;
        for (int token = 0; token < scores.length; token++) {
            if (filled < n || scores[token] > scores[best[n - 1]]) {
                int place = filled < n ? filled++ : n - 1;
                while (place > 0 && scores[best[place - 1]] < scores[token]) {
                    best[place] = best[place - 1];
                    place--;
                }
                best[place] = token;
            }
        }
        return best;
    }
}
