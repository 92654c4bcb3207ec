/// The backend for NVIDIA GPUs. So far only its provider, which says why there is no device.
package dev.tuwen.cuda;
