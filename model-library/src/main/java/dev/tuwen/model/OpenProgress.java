package dev.tuwen.model;

/// How far the opening of a model is.
///
/// @param stage what is being done
/// @param fraction how much of the whole opening is done, 0 to 1; never falls
public record OpenProgress(Stage stage, double fraction) {
    /// What is done while a model is opened, in this order.
    public enum Stage {
        /// Drivers are loaded and devices asked.
        FINDING_DEVICE,
        /// Settings, tokenizer and the tables of the weight files are read.
        READING_FILES,
        /// Weights are brought to the device, packed as it likes.
        PACKING_WEIGHTS
    }
}
