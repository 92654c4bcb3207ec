/// MiniCPM-V 1.0: a source image becomes one square of 64 rows, whatever its shape; keys get the queries' positions,
/// enlarged. Its makers' default is beam search, which shows its text only at the end; their sampling is taken instead.
package dev.tuwen.family.minicpmv1;
