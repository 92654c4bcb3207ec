package dev.tuwen.assistant.bench;

/// Models whose shapes are known, to be measured with random weights.
public enum SyntheticShape {
    /// MiniCPM-2B: text only.
    MINICPM_2B("minicpm-2b"),
    /// MiniCPM-V 2.0: the same decoder with a vision encoder.
    MINICPM_V_2("minicpm-v-2");

    private final String id;

    SyntheticShape(String id) {
        this.id = id;
    }

    /// What it is called on the command line.
    public String id() {
        return id;
    }
}
