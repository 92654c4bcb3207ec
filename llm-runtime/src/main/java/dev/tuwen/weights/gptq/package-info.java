/// GPTQ checkpoints: 4-bit matrices with groups of scales, given as blocks or widened on request. Not exported.
package dev.tuwen.weights.gptq;
