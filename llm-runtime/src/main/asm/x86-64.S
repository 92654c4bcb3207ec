# Kernels for processors of x86-64 in machine code: what the Vector API cannot say. build.sh makes the resource from
# this file, which includes the others: macros.S for all, then the functions of each instruction set.
#
# All are called in one way, as the System V ABI has it: with six pointers, in rdi, rsi, rdx, rcx, r8 and r9, then
# four numbers on the stack. The pointers of a function are the first of six, its numbers the first of four, which
# NUMBERS brings to registers whose pointers the function has not; the others have no meaning.
#
# Each function has at its head its arguments, with the registers they are in then, types, and shapes as [rows,
# columns]; pitches are in bytes. What is not named as set or added to is only read. x is a row of activations, w
# weights, and a panel holds rows of weights as PanelLayout says.

        .intel_syntax noprefix
        .text

# Where the functions begin, in the order of MachineCode.Function
        .long   multiply_q4_vnni
        .long   multiply_q4_amx
        .long   dot_q4_vnni
        .long   quantize_rows
        .long   quantize_row
        .long   split_rows
        .long   split_panel
        .long   multiply_split
        .long   split_panel_f16
        .long   pack_q4
        .long   round_rows
        .long   multiply_rounded
        .long   round_panel_f16
        .long   round_panel_bf16
        .long   multiply_q4_avx2
        .long   dot_q4_avx2
        .long   quantize_rows_avx2
        .long   round_rows_avx2
        .long   round_panel_f16_avx2
        .long   round_panel_bf16_avx2
        .long   multiply_rounded_avx2
        .long   keys_f16
        .long   values_f16
        .long   keys_q8
        .long   values_q8
        .long   keys_f16_avx2
        .long   values_f16_avx2
        .long   keys_q8_avx2
        .long   values_q8_avx2
        .long   dot_q8
        .long   dot_q8_avx2

        .include "macros.S"
        .include "vnni.S"
        .include "amx.S"
        .include "avx2.S"

# Constants
        .p2align 4
lanes:  .byte   0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
fourfold: .byte 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3
pairs:  .byte   0, 2, 128, 128, 128, 128, 0, 2, 1, 3, 128, 128, 128, 128, 1, 3
halves: .byte   0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15
twice:  .byte   0, 2, 0, 2, 1, 3, 1, 3, 4, 6, 4, 6, 5, 7, 5, 7
groups: .byte   0, 4, 0, 4, 1, 5, 1, 5, 2, 6, 2, 6, 3, 7, 3, 7
nibble: .long   0x0f0f0f0f
four:   .long   4
magnitude: .long   0x7fffffff
maximum_8:   .float  127
smallest: .float 1e-30
unit:   .float  1
half_bits: .long 0x8fffe000        # of an F16 in the place of an F32's
half_scale: .float 5.192296858534828e33 # 2^112, the difference of their biases
high_half: .long 0xffff0000
query_scale: .float 7.205759403792794e16 # 2^56
norm_16: .float 2.17391304e-5   # 1 / 46000
maximum_16: .float 3.05185095e-5   # 1 / 32767
        .p2align 6
# order of numbers of 16 bits: those of two rows in turns
pairwise:
        .set    i, 0
        .rept   16
        .word   i, i + 16
        .set    i, i + 1
        .endr
