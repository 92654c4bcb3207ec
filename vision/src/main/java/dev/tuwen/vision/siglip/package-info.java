/// The vision encoder: a SigLIP vision transformer, recorded as operations.
package dev.tuwen.vision.siglip;
