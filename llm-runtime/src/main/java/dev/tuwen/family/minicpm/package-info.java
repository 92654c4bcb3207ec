/// What MiniCPM-2B, MiniCPM-V 1.0 and MiniCPM-V 2.0 share: their decoder, their vision encoder with its resampler, and
/// how files describe both.
package dev.tuwen.family.minicpm;
