/// Number formats of weights: half-width floats and blocks of small integers that share a scale. Pure arithmetic over
/// memory; no files, no threads. Packing rows for a device is the backend's affair.
package dev.tuwen.quantization;
