/// The backend for Apple GPUs. So far only its provider, which says why there is no device.
package dev.tuwen.metal;
