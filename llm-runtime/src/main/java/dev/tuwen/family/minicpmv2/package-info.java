/// MiniCPM-V 2.0: a large source image is cut into slices of about its shape, each of 64 rows, beside an overview; keys
/// get computed positions.
package dev.tuwen.family.minicpmv2;
