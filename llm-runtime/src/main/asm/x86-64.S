# Kernels for processors of x86-64, in machine code: what the Vector API cannot say. The functions are called as the System V ABI has it; build.sh makes
# the resource from this file. First those for 512-bit vectors (VNNI, AMX), then those for 256 bits (AVX2). Layouts are those of PanelLayout, here for 64 panel rows:
# a block of Q4_0 is 16 vectors of 16-bit lanes, two for each four columns, whose low halves of 32 bits are rows 0 to 15 (32 to 47 in the second vector)
# and high halves rows 16 to 31 (48 to 63), then the F16 scales of the rows in the same order.
        .intel_syntax noprefix
        .text

        .set BLOCK_BYTES, 1152
        .set NIBBLE_BYTES, 1024
        .set AHEAD, 3072        # how far ahead of its use a weight is fetched

# where the functions begin
        .long   multiply_q4_vnni, multiply_q4_amx, dot_q4_vnni, quantize_rows, quantize_row, split_rows, split_panel, multiply_split, split_panel_f16, pack_q4, round_rows, multiply_rounded, round_panel_f16, round_panel_bf16, multiply_q4_avx2, dot_q4_avx2, quantize_rows_avx2, round_rows_avx2, round_panel_f16_avx2, round_panel_bf16_avx2, multiply_rounded_avx2
        .long   keys_f16, values_f16, keys_q8, values_q8, keys_f16_avx2, values_f16_avx2, keys_q8_avx2, values_q8_avx2, dot_q8, dot_q8_avx2

# Zeroes vector registers, all of their bits; only those up to 15 have these names in every processor.
        .macro  ZERO registers:vararg
        .irp    i, \registers
        vpxor   xmm\i, xmm\i, xmm\i
        .endr
        .endm

# The F16 scales of a block at \at to F32, rows 0 to 15, 16 to 31, 32 to 47 and 48 to 63.
        .macro  SCALES at, c0, c1, c2, c3, t
        vmovdqu32 zmm\t, [\at + NIBBLE_BYTES]
        vpmovdw ymm\c0, zmm\t
        vpsrld  zmm\t, zmm\t, 16
        vpmovdw ymm\c1, zmm\t
        vmovdqu32 zmm\t, [\at + NIBBLE_BYTES + 64]
        vpmovdw ymm\c2, zmm\t
        vpsrld  zmm\t, zmm\t, 16
        vpmovdw ymm\c3, zmm\t
        vcvtph2ps zmm\c0, ymm\c0
        vcvtph2ps zmm\c1, ymm\c1
        vcvtph2ps zmm\c2, ymm\c2
        vcvtph2ps zmm\c3, ymm\c3
        .endm

# Four nibbles of 16 bits in zmm\v to four bytes of 32; zmm29 and zmm30 hold the masks.
        .macro  SPREAD v, t
        vpslld  zmm\t, zmm\v, 8
        vpternlogd zmm\t, zmm\v, zmm29, 0xa8
        vpslld  zmm\v, zmm\t, 4
        vpternlogd zmm\v, zmm\t, zmm30, 0xa8
        .endm

# Unpacks the block at rdi to bytes at r9: [4 quarters of the rows][8 groups of four columns][16 rows][4 columns]; with signed 1 less 8.
        .macro  UNPACK signed
        mov     eax, 0x00ff00ff
        vpbroadcastd zmm29, eax
        mov     eax, 0x0f0f0f0f
        vpbroadcastd zmm30, eax
        mov     eax, 0x0000ffff
        vpbroadcastd zmm28, eax
        .if \signed
        mov     eax, 0x08080808
        vpbroadcastd zmm31, eax
        .endif
        .set j, 0
        .rept   8
        vmovdqu32 zmm0, [rdi + 128 * j]
        vmovdqu32 zmm2, [rdi + 128 * j + 64]
        vpsrld  zmm1, zmm0, 16
        vpsrld  zmm3, zmm2, 16
        vpandd  zmm0, zmm0, zmm28
        vpandd  zmm2, zmm2, zmm28
        SPREAD  0, 4
        SPREAD  1, 5
        SPREAD  2, 6
        SPREAD  3, 7
        .if \signed
        vpsubb  zmm0, zmm0, zmm31
        vpsubb  zmm1, zmm1, zmm31
        vpsubb  zmm2, zmm2, zmm31
        vpsubb  zmm3, zmm3, zmm31
        .endif
        vmovdqu32 [r9 + 64 * j], zmm0
        vmovdqu32 [r9 + 64 * j + 512], zmm1
        vmovdqu32 [r9 + 64 * j + 1024], zmm2
        vmovdqu32 [r9 + 64 * j + 1536], zmm3
        .set j, j + 1
        .endr
        .endm

        .macro  FOUR a, b, c, d, mem:vararg
        vpdpbusd zmm\a, zmm24, dword ptr \mem\(){1to16}
        vpdpbusd zmm\b, zmm25, dword ptr \mem\(){1to16}
        vpdpbusd zmm\c, zmm26, dword ptr \mem\(){1to16}
        vpdpbusd zmm\d, zmm27, dword ptr \mem\(){1to16}
        .endm

        .macro  START a, b, c, d, at
        vpbroadcastd zmm\a, dword ptr [rbp + \at]
        vmovdqa32 zmm\b, zmm\a
        vmovdqa32 zmm\c, zmm\a
        vmovdqa32 zmm\d, zmm\a
        .endm

# Sums of a row in 32 bits, times the scales of the panel in zmm28 to 31 and that of the row at \scale, added to those at \to.
        .macro  FINISH a, b, c, d, scale, to
        vbroadcastss zmm24, dword ptr [\scale]
        vmulps  zmm25, zmm28, zmm24
        vmulps  zmm26, zmm29, zmm24
        vmulps  zmm27, zmm30, zmm24
        vmulps  zmm24, zmm31, zmm24
        vcvtdq2ps zmm\a, zmm\a
        vcvtdq2ps zmm\b, zmm\b
        vcvtdq2ps zmm\c, zmm\c
        vcvtdq2ps zmm\d, zmm\d
        vfmadd213ps zmm\a, zmm25, [\to]
        vfmadd213ps zmm\b, zmm26, [\to + 64]
        vfmadd213ps zmm\c, zmm27, [\to + 128]
        vfmadd213ps zmm\d, zmm24, [\to + 192]
        vmovups [\to], zmm\a
        vmovups [\to + 64], zmm\b
        vmovups [\to + 128], zmm\c
        vmovups [\to + 192], zmm\d
        .endm

        .macro  WEIGHTS k
        vmovdqu32 zmm24, [r9 + 64 * \k]
        vmovdqu32 zmm25, [r9 + 64 * \k + 512]
        vmovdqu32 zmm26, [r9 + 64 * \k + 1024]
        vmovdqu32 zmm27, [r9 + 64 * \k + 1536]
        .endm

        .set BLOCKS, 56         # arguments on the stack, once the registers are there too
        .set ROWS, 64
        .set PITCH, 72
        .set X_PITCH, 56        # the same of quantize_rows
        .set ROUND_PITCH, 64
        .set OUTPUT_BYTES, 56   # and of multiply_split

        .macro  ENTER
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        .endm

# Lines of the cache begin at multiples of 64.
        .macro  ALIGN
        add     r9, 63
        and     r9, -64
        .endm

        .macro  LEAVE
        vzeroupper
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
        .endm

# void multiply_q4_vnni(panel, s8 x[rows, 32 blocks], s32 starts[blocks, pitch / 4], f32 scales[blocks, pitch / 4], f32 sums[rows, 64], work, blocks, rows, pitch):
# adds to the sums; work is room for 16 KiB
        .p2align 6
multiply_q4_vnni:
        ENTER
        ALIGN
        mov     r15, [rsp + BLOCKS]
        lea     r14, [8 * r15]
        shl     r14, 2
        lea     r12, [r14 + 2 * r14]
        lea     r13, [r14 + 4 * r14]
1:      UNPACK  0
        SCALES  rdi, 28, 29, 30, 31, 24
        mov     r10, rsi
        mov     r11, r8
        mov     rbx, rcx
        mov     rbp, rdx
        mov     rax, [rsp + ROWS]
2:      cmp     rax, 6
        jb      3f
        START   0, 1, 2, 3, 0
        START   4, 5, 6, 7, 4
        START   8, 9, 10, 11, 8
        START   12, 13, 14, 15, 12
        START   16, 17, 18, 19, 16
        START   20, 21, 22, 23, 20
        .set    k, 0
        .rept   8
        WEIGHTS k
        FOUR    0, 1, 2, 3, [r10 + 4 * k]
        FOUR    4, 5, 6, 7, [r10 + r14 + 4 * k]
        FOUR    8, 9, 10, 11, [r10 + 2 * r14 + 4 * k]
        FOUR    12, 13, 14, 15, [r10 + r12 + 4 * k]
        FOUR    16, 17, 18, 19, [r10 + 4 * r14 + 4 * k]
        FOUR    20, 21, 22, 23, [r10 + r13 + 4 * k]
        .set    k, k + 1
        .endr
        FINISH  0, 1, 2, 3, rbx+4*0, r11+256*0
        FINISH  4, 5, 6, 7, rbx+4*1, r11+256*1
        FINISH  8, 9, 10, 11, rbx+4*2, r11+256*2
        FINISH  12, 13, 14, 15, rbx+4*3, r11+256*3
        FINISH  16, 17, 18, 19, rbx+4*4, r11+256*4
        FINISH  20, 21, 22, 23, rbx+4*5, r11+256*5
        lea     r10, [r10 + 2 * r12]
        add     r11, 6 * 256
        add     rbx, 24
        add     rbp, 24
        sub     rax, 6
        jmp     2b
3:      test    rax, rax
        jz      4f
        START   0, 1, 2, 3, 0
        .set    k, 0
        .rept   8
        WEIGHTS k
        FOUR    0, 1, 2, 3, [r10 + 4 * k]
        .set    k, k + 1
        .endr
        FINISH  0, 1, 2, 3, rbx+4*0, r11+256*0
        add     r10, r14
        add     r11, 256
        add     rbx, 4
        add     rbp, 4
        dec     rax
        jmp     3b
4:      add     rdi, BLOCK_BYTES
        add     rsi, 32
        add     rdx, [rsp + PITCH]
        add     rcx, [rsp + PITCH]
        dec     r15
        jnz     1b
        LEAVE

# The products of row \row of sixteen with a block, at r11, scaled and added to the sums at r13.
        .macro  ADD_ROW row
        vcvtdq2ps zmm0, [r11 + 64 * \row]
        vcvtdq2ps zmm1, [r11 + 64 * \row + 1024]
        vcvtdq2ps zmm2, [r11 + 64 * \row + 2048]
        vcvtdq2ps zmm3, [r11 + 64 * \row + 3072]
        vbroadcastss zmm4, dword ptr [rbx + 4 * \row]
        vmulps  zmm5, zmm16, zmm4
        vmulps  zmm6, zmm17, zmm4
        vmulps  zmm7, zmm18, zmm4
        vmulps  zmm8, zmm19, zmm4
        vfmadd213ps zmm0, zmm5, [r13 + 256 * \row]
        vfmadd213ps zmm1, zmm6, [r13 + 256 * \row + 64]
        vfmadd213ps zmm2, zmm7, [r13 + 256 * \row + 128]
        vfmadd213ps zmm3, zmm8, [r13 + 256 * \row + 192]
        vmovups [r13 + 256 * \row], zmm0
        vmovups [r13 + 256 * \row + 64], zmm1
        vmovups [r13 + 256 * \row + 128], zmm2
        vmovups [r13 + 256 * \row + 192], zmm3
        .endm

# Sixteen rows at r10 against the block in tmm4 to tmm7, to rbp; between the parts stands what the other units do meanwhile.
        .macro  TILES_0
        tileloadd tmm3, [r10 + r14]
        tilezero tmm0
        tdpbssd tmm0, tmm3, tmm4
        tilezero tmm1
        tdpbssd tmm1, tmm3, tmm5
        .endm

        .macro  TILES_1
        tilestored [rbp + rax], tmm0
        tilezero tmm2
        tdpbssd tmm2, tmm3, tmm6
        .endm

        .macro  TILES_2
        tilestored [rbp + rax + 1024], tmm1
        tilezero tmm0
        tdpbssd tmm0, tmm3, tmm7
        .endm

        .macro  TILES_3
        tilestored [rbp + rax + 2048], tmm2
        .endm

        .macro  TILES_4
        tilestored [rbp + rax + 3072], tmm0
        .endm

        .macro  ADD_ROWS first, end
        .set    row, \first
        .rept   \end - \first
        ADD_ROW row
        .set    row, row + 1
        .endr
        .endm

# void multiply_q4_amx: as multiply_q4_vnni, without looking at the starts; x has room for a multiple of sixteen rows
        .p2align 6
multiply_q4_amx:
        ENTER
        ALIGN
        # the shapes of the tiles: palette 1; tmm0 to 2 products of 16 rows, tmm3 16 rows of 32 numbers, tmm4 to 7 8 groups of 16 rows of 4 columns
        sub     rsp, 72
        vpxord  zmm0, zmm0, zmm0
        vmovdqu32 [rsp], zmm0
        mov     byte ptr [rsp], 1
        mov     word ptr [rsp + 16], 64
        mov     word ptr [rsp + 18], 64
        mov     word ptr [rsp + 20], 64
        mov     word ptr [rsp + 22], 32
        mov     word ptr [rsp + 24], 64
        mov     word ptr [rsp + 26], 64
        mov     word ptr [rsp + 28], 64
        mov     word ptr [rsp + 30], 64
        mov     dword ptr [rsp + 48], 0x10101010
        mov     dword ptr [rsp + 52], 0x08080808
        ldtilecfg [rsp]
        add     rsp, 72
        mov     r15, [rsp + BLOCKS]
        lea     r14, [8 * r15]
        shl     r14, 2
1:      UNPACK  1
        SCALES  rdi, 16, 17, 18, 19, 20
        mov     eax, 64
        tileloadd tmm4, [r9 + rax]
        tileloadd tmm5, [r9 + rax + 512]
        tileloadd tmm6, [r9 + rax + 1024]
        tileloadd tmm7, [r9 + rax + 1536]
        mov     r10, rsi
        lea     rbp, [r9 + 4096]
        lea     r11, [r9 + 8192]
        mov     r13, r8
        mov     rbx, rcx
        mov     r12, [rsp + ROWS]
        TILES_0
        TILES_1
        TILES_2
        TILES_3
        TILES_4
2:      xchg    rbp, r11
        cmp     r12, 16
        jbe     5f
        lea     r10, [r10 + 8 * r14]
        lea     r10, [r10 + 8 * r14]
        TILES_0
        ADD_ROWS 0, 4
        TILES_1
        ADD_ROWS 4, 8
        TILES_2
        ADD_ROWS 8, 12
        TILES_3
        ADD_ROWS 12, 16
        TILES_4
        add     r13, 16 * 256
        add     rbx, 64
        sub     r12, 16
        jmp     2b
5:      ADD_ROW 0
        add     r11, 64
        add     r13, 256
        add     rbx, 4
        dec     r12
        jnz     5b
        add     rdi, BLOCK_BYTES
        add     rsi, 32
        add     rcx, [rsp + PITCH]
        dec     r15
        jnz     1b
        tilerelease
        LEAVE

# void dot_q4_vnni(panel, s8 x[blocks, 8, 4, 4], s32 starts[blocks], f32 scales[blocks], f32 sums[64], blocks): a single row; sets the sums. Of each four columns x has
# numbers 0 and 2 and two zeros, the same in the other order, then 1 and 3 likewise: so a lane of 32 bits, which holds two rows, gives one.
        .p2align 6
dot_q4_vnni:
        mov     eax, 0x0f0f0f0f
        vpbroadcastd zmm31, eax
        vpxord  zmm16, zmm16, zmm16
        vmovdqa32 zmm17, zmm16
        vmovdqa32 zmm18, zmm16
        vmovdqa32 zmm19, zmm16
1:      vpbroadcastd zmm0, dword ptr [rdx]
        vmovdqa32 zmm1, zmm0
        vmovdqa32 zmm2, zmm0
        vmovdqa32 zmm3, zmm0
        ZERO    4, 5, 6, 7
        .set    j, 0
        .rept   8
        prefetcht0 [rdi + AHEAD + 128 * j]
        prefetcht0 [rdi + AHEAD + 128 * j + 64]
        vmovdqu32 zmm8, [rdi + 128 * j]
        vmovdqu32 zmm10, [rdi + 128 * j + 64]
        vpsrld  zmm9, zmm8, 4
        vpsrld  zmm11, zmm10, 4
        vpandd  zmm8, zmm8, zmm31
        vpandd  zmm9, zmm9, zmm31
        vpandd  zmm10, zmm10, zmm31
        vpandd  zmm11, zmm11, zmm31
        vpdpbusd zmm0, zmm8, dword ptr [rsi + 16 * j]{1to16}
        vpdpbusd zmm1, zmm8, dword ptr [rsi + 16 * j + 4]{1to16}
        vpdpbusd zmm2, zmm10, dword ptr [rsi + 16 * j]{1to16}
        vpdpbusd zmm3, zmm10, dword ptr [rsi + 16 * j + 4]{1to16}
        vpdpbusd zmm4, zmm9, dword ptr [rsi + 16 * j + 8]{1to16}
        vpdpbusd zmm5, zmm9, dword ptr [rsi + 16 * j + 12]{1to16}
        vpdpbusd zmm6, zmm11, dword ptr [rsi + 16 * j + 8]{1to16}
        vpdpbusd zmm7, zmm11, dword ptr [rsi + 16 * j + 12]{1to16}
        .set    j, j + 1
        .endr
        prefetcht0 [rdi + AHEAD + 1024]
        prefetcht0 [rdi + AHEAD + 1088]
        SCALES  rdi, 24, 25, 26, 27, 20
        vpaddd  zmm0, zmm0, zmm4
        vpaddd  zmm1, zmm1, zmm5
        vpaddd  zmm2, zmm2, zmm6
        vpaddd  zmm3, zmm3, zmm7
        vbroadcastss zmm20, dword ptr [rcx]
        vcvtdq2ps zmm0, zmm0
        vcvtdq2ps zmm1, zmm1
        vcvtdq2ps zmm2, zmm2
        vcvtdq2ps zmm3, zmm3
        vmulps  zmm24, zmm24, zmm20
        vmulps  zmm25, zmm25, zmm20
        vmulps  zmm26, zmm26, zmm20
        vmulps  zmm27, zmm27, zmm20
        vfmadd231ps zmm16, zmm0, zmm24
        vfmadd231ps zmm17, zmm1, zmm25
        vfmadd231ps zmm18, zmm2, zmm26
        vfmadd231ps zmm19, zmm3, zmm27
        add     rdi, BLOCK_BYTES
        add     rsi, 128
        add     rdx, 4
        add     rcx, 4
        dec     r9
        jnz     1b
        vmovups [r8], zmm16
        vmovups [r8 + 64], zmm17
        vmovups [r8 + 128], zmm18
        vmovups [r8 + 192], zmm19
        vzeroupper
        ret

# The largest of sixteen numbers of 32 bits in zmm\a, in every lane of xmm\a.
        .macro  REDUCE op, a, t
        vextracti64x4 ymm\t, zmm\a, 1
        \op  ymm\a, ymm\a, ymm\t
        vextracti128 xmm\t, ymm\a, 1
        \op  xmm\a, xmm\a, xmm\t
        vpshufd xmm\t, xmm\a, 0x4e
        \op  xmm\a, xmm\a, xmm\t
        vpshufd xmm\t, xmm\a, 0xb1
        \op  xmm\a, xmm\a, xmm\t
        .endm

# The 32 numbers at rax, rounded to bytes in ymm0; their start to [r10], their scale to [r11]. Numbers without signs are ordered as their bits are.
        .macro  ROUND
        vmovups zmm0, [rax]
        vmovups zmm1, [rax + 64]
        vpandd  zmm2, zmm0, zmm24
        vpandd  zmm3, zmm1, zmm24
        vpmaxsd zmm2, zmm2, zmm3
        REDUCE  vpmaxsd, 2, 3
        vdivss  xmm4, xmm2, xmm25
        vdivss  xmm3, xmm25, xmm2
        vcmpss  k1, xmm2, xmm27, 5
        vmovss  xmm3{k1}{z}, xmm3, xmm3
        vmovss  xmm4{k1}{z}, xmm4, xmm4
        vmovss  dword ptr [r11], xmm4
        vbroadcastss zmm3, xmm3
        vmulps  zmm0, zmm0, zmm3
        vmulps  zmm1, zmm1, zmm3
        vcvtps2dq zmm0, zmm0
        vcvtps2dq zmm1, zmm1
        vpaddd  zmm2, zmm0, zmm1
        REDUCE  vpaddd, 2, 3
        vpslld  xmm2, xmm2, 3
        vpsubd  xmm2, xmm28, xmm2
        vmovd   dword ptr [r10], xmm2
        vpmovdb xmm0, zmm0
        vpmovdb xmm1, zmm1
        vinserti128 ymm0, ymm0, xmm1, 1
        .endm

        .macro  WIDE_BLOCK
        ROUND
        vmovdqu [rsi], ymm0
        .endm

# Blocks of rows, each rounded by what \width names to \bytes bytes at rsi.
        .macro  QUANTIZE_ROWS width, bytes
1:      mov     rax, rdi
        mov     r10, rdx
        mov     r11, rcx
        mov     r15, r8
2:      \width\()_BLOCK
        add     rax, 128
        add     rsi, \bytes
        add     r10, [rsp + ROUND_PITCH]
        add     r11, [rsp + ROUND_PITCH]
        dec     r15
        jnz     2b
        add     rdi, [rsp + X_PITCH]
        add     rdx, 4
        add     rcx, 4
        dec     r9
        jnz     1b
        LEAVE
        .endm

        .macro  CONSTANTS
        vpbroadcastd zmm24, dword ptr [rip + sizes]
        vmovss  xmm25, dword ptr [rip + most]
        vmovss  xmm27, dword ptr [rip + smallest]
        vpxord  xmm28, xmm28, xmm28
        .endm

# void quantize_rows(f32 x[rows, 32 blocks], s8 to[rows, 32 blocks], s32 starts[blocks, pitch / 4], f32 scales[blocks, pitch / 4], blocks, rows, x pitch, pitch): see QuantizedRows
        .p2align 6
quantize_rows:
        ENTER
        CONSTANTS
        QUANTIZE_ROWS WIDE, 32

# void quantize_row(f32 x[32 blocks], s8 to[blocks, 8, 4, 4], s32 starts[blocks], f32 scales[blocks], blocks): as dot_q4_vnni reads them
        .p2align 6
quantize_row:
        CONSTANTS
        vpmovzxbd zmm20, [rip + fourfold]
        vpbroadcastd zmm21, dword ptr [rip + four]
        vpaddd  zmm21, zmm20, zmm21
        vbroadcasti32x4 zmm22, [rip + pairs]
        mov     rax, rdi
        mov     r10, rdx
        mov     r11, rcx
2:      ROUND
        vpermd  zmm1, zmm20, zmm0
        vpermd  zmm2, zmm21, zmm0
        vpshufb zmm1, zmm1, zmm22
        vpshufb zmm2, zmm2, zmm22
        vmovdqu32 [rsi], zmm1
        vmovdqu32 [rsi + 64], zmm2
        add     rax, 128
        add     rsi, 128
        add     r10, 4
        add     r11, 4
        dec     r8
        jnz     2b
        vzeroupper
        ret

# Numbers in zmm\a and zmm\b as the sum of two of BF16 each: the larger ones to zmm\h, what they leave to zmm\l.
        .macro  SPLIT a, b, h, l, t, u
        vcvtne2ps2bf16 zmm\h, zmm\b, zmm\a
        vextracti64x4 ymm\u, zmm\h, 1
        vpmovzxwd zmm\t, ymm\h
        vpmovzxwd zmm\u, ymm\u
        vpslld  zmm\t, zmm\t, 16
        vpslld  zmm\u, zmm\u, 16
        vsubps  zmm\t, zmm\a, zmm\t
        vsubps  zmm\u, zmm\b, zmm\u
        vcvtne2ps2bf16 zmm\l, zmm\u, zmm\t
        .endm

# void split_rows(f32 x[rows, columns], bf16 to[rows, 2, columns], rows, columns, x pitch): columns is a multiple of 32
        .p2align 6
split_rows:
        lea     r9, [8 * r8]            # how far ahead rows are fetched
1:      mov     rax, rdi
        mov     r10, rcx
        lea     r11, [rsi + 2 * rcx]
2:      prefetcht0 [rax + r9]
        prefetcht0 [rax + r9 + 64]
        vmovups zmm0, [rax]
        vmovups zmm1, [rax + 64]
        SPLIT   0, 1, 2, 3, 4, 5
        vmovdqu32 [rsi], zmm2
        vmovdqu32 [r11], zmm3
        add     rax, 128
        add     rsi, 64
        add     r11, 64
        sub     r10, 32
        jnz     2b
        mov     rsi, r11
        add     rdi, r8
        dec     rdx
        jnz     1b
        vzeroupper
        ret

# Numbers of sixteen rows for two columns in zmm0 and zmm1, taken apart and in pairs, to \at of both planes.
        .macro  PUT_PAIRS at:vararg
        SPLIT   0, 1, 2, 3, 4, 5
        vpermw  zmm2, zmm20, zmm2
        vpermw  zmm3, zmm20, zmm3
        vmovdqu32 [rsi + \at], zmm2
        vmovdqu32 [rax + \at], zmm3
        .endm

# void split_panel(f32 w[columns, 64], bf16 to[2, columns / 2, 64, 2], columns): columns is even
        .p2align 6
split_panel:
        vmovdqu32 zmm20, [rip + pairwise]
        mov     rax, rdx
        shl     rax, 7
        add     rax, rsi
1:      .set    q, 0
        .rept   4
        vmovups zmm0, [rdi + 64 * q]
        vmovups zmm1, [rdi + 64 * q + 256]
        PUT_PAIRS 64 * q
        .set    q, q + 1
        .endr
        add     rdi, 512
        add     rsi, 256
        add     rax, 256
        sub     rdx, 2
        jnz     1b
        vzeroupper
        ret

# void split_panel_f16(f16 w[columns, 64], bf16 to[2, columns / 2, 64, 2], columns, ahead): fetches what lies so many bytes ahead; of a packed panel, whose low halves of 32 bits are rows 0 to 15 (32 to 47) and
# high halves rows 16 to 31 (48 to 63)
        .p2align 6
split_panel_f16:
        vmovdqu32 zmm20, [rip + pairwise]
        mov     rax, rdx
        shl     rax, 7
        add     rax, rsi
1:      prefetcht1 [rdi + rcx]
        prefetcht1 [rdi + rcx + 64]
        prefetcht1 [rdi + rcx + 128]
        prefetcht1 [rdi + rcx + 192]
        .set q, 0
        .rept   2
        vmovdqu32 zmm6, [rdi + 64 * q]
        vmovdqu32 zmm7, [rdi + 64 * q + 128]
        vpmovdw ymm0, zmm6
        vpmovdw ymm1, zmm7
        vpsrld  zmm6, zmm6, 16
        vpsrld  zmm7, zmm7, 16
        vcvtph2ps zmm0, ymm0
        vcvtph2ps zmm1, ymm1
        PUT_PAIRS 128 * q
        vpmovdw ymm0, zmm6
        vpmovdw ymm1, zmm7
        vcvtph2ps zmm0, ymm0
        vcvtph2ps zmm1, ymm1
        PUT_PAIRS 128 * q + 64
        .set q, q + 1
        .endr
        add     rdi, 256
        add     rsi, 256
        add     rax, 256
        sub     rdx, 2
        jnz     1b
        vzeroupper
        ret

# Two times sixteen rows in tmm4 and tmm5 times two times sixteen outputs in tmm6 and tmm7.
        .macro  FOUR_TILES
        tdpbf16ps tmm0, tmm4, tmm6
        tdpbf16ps tmm1, tmm4, tmm7
        tdpbf16ps tmm2, tmm5, tmm6
        tdpbf16ps tmm3, tmm5, tmm7
        .endm

# void multiply_split(bf16 x[rows, 2, columns], bf16 w[2, columns / 2, 64, 2], f32 sums[rows, outputs], rows, columns, sums pitch, 4 outputs): adds the products
# of the first outputs of the panel; rows, columns and outputs are multiples of 32
        .p2align 6
multiply_split:
        ENTER
        sub     rsp, 72
        vpxord  zmm0, zmm0, zmm0
        vmovdqu32 [rsp], zmm0
        mov     byte ptr [rsp], 1
        mov     rax, 0x0040004000400040
        mov     [rsp + 16], rax
        mov     [rsp + 24], rax
        mov     rax, 0x1010101010101010
        mov     [rsp + 48], rax
        ldtilecfg [rsp]
        add     rsp, 72
        lea     r10, [4 * r8]           # from row to row of x
        mov     r11d, 256               # and of w
        mov     r12, r8
        shl     r12, 7                  # from the larger to the smaller parts of w
        mov     r13, r9
        shl     r13, 4                  # sixteen rows of sums
        mov     r14, r10
        shl     r14, 4                  # and of x
1:      xor     ebp, ebp                # first output, in bytes
2:      lea     rax, [rdx + rbp]
        tileloadd tmm0, [rax + r9]
        tileloadd tmm1, [rax + r9 + 64]
        add     rax, r13
        tileloadd tmm2, [rax + r9]
        tileloadd tmm3, [rax + r9 + 64]
        mov     rax, rdi
        lea     rbx, [rsi + rbp]
        mov     r15, r8
3:      push    rcx
        push    rbp
        lea     rcx, [rax + r14]
        lea     rbp, [rbx + r12]
        tileloadd tmm4, [rax + r10]
        tileloadd tmm6, [rbx + r11]
        tileloadd tmm7, [rbx + r11 + 64]
        tileloadd tmm5, [rcx + r10]
        FOUR_TILES
        tileloadd tmm6, [rbp + r11]
        tileloadd tmm7, [rbp + r11 + 64]
        FOUR_TILES
        lea     rbp, [rax + 2 * r8]
        tileloadd tmm4, [rbp + r10]
        lea     rbp, [rcx + 2 * r8]
        tileloadd tmm5, [rbp + r10]
        FOUR_TILES
        tileloadd tmm6, [rbx + r11]
        tileloadd tmm7, [rbx + r11 + 64]
        FOUR_TILES
        pop     rbp
        pop     rcx
        add     rax, 64
        add     rbx, 16 * 256
        sub     r15, 32
        jnz     3b
        lea     rax, [rdx + rbp]
        tilestored [rax + r9], tmm0
        tilestored [rax + r9 + 64], tmm1
        add     rax, r13
        tilestored [rax + r9], tmm2
        tilestored [rax + r9 + 64], tmm3
        add     rbp, 128
        cmp     rbp, [rsp + OUTPUT_BYTES]
        jb      2b
        lea     rdi, [rdi + 2 * r14]
        lea     rdx, [rdx + 2 * r13]
        sub     rcx, 32
        jnz     1b
        tilerelease
        LEAVE

# The nibbles of a block of four rows, at \row and four, eight and twelve rows on, in the order of their columns: 16 bytes a row.
        .macro  NIBBLES_OF row, z, t
        prefetcht0 [\row + 192]
        vmovdqu xmm\z, [\row + 2]
        vinserti32x4 zmm\z, zmm\z, [\row + r10 + 2], 1
        vinserti32x4 zmm\z, zmm\z, [\row + 2 * r10 + 2], 2
        vinserti32x4 zmm\z, zmm\z, [\row + r11 + 2], 3
        vpsrlw  zmm\t, zmm\z, 4
        vpandd  zmm\z, zmm\z, zmm31
        vpandd  zmm\t, zmm\t, zmm31
        vpmaddubsw zmm\z, zmm\z, zmm30
        vpmaddubsw zmm\t, zmm\t, zmm30
        vpackuswb zmm\z, zmm\z, zmm\t
        .endm

# Four times four 32-bit lanes of each quarter, transposed, to groups \j to \j + 3 of the panel's block.
        .macro  PUT_GROUPS a, b, c, d, j
        vpunpckldq zmm16, zmm\a, zmm\b
        vpunpckldq zmm17, zmm\c, zmm\d
        vpunpckhdq zmm18, zmm\a, zmm\b
        vpunpckhdq zmm19, zmm\c, zmm\d
        vpunpcklqdq zmm20, zmm16, zmm17
        vpunpckhqdq zmm21, zmm16, zmm17
        vpunpcklqdq zmm22, zmm18, zmm19
        vpunpckhqdq zmm23, zmm18, zmm19
        vmovdqu32 [rsi + 128 * (\j) + 64 * half], zmm20
        vmovdqu32 [rsi + 128 * (\j + 1) + 64 * half], zmm21
        vmovdqu32 [rsi + 128 * (\j + 2) + 64 * half], zmm22
        vmovdqu32 [rsi + 128 * (\j + 3) + 64 * half], zmm23
        .endm

# void pack_q4(u8 rows[64, 18 blocks], u8 panel[blocks, 1152], blocks): rows as files have them; see PanelLayout
        .p2align 6
pack_q4:
        imul    rcx, rdx, 18            # from row to row
        lea     r10, [4 * rcx]
        lea     r11, [r10 + 2 * r10]
        vpmovzxbd zmm28, [rip + lanes]
        vpbroadcastd zmm0, ecx
        vpmulld zmm28, zmm28, zmm0
        mov     eax, 0x0000ffff
        vpbroadcastd zmm29, eax
        mov     eax, 0x10011001
        vpbroadcastd zmm30, eax
        mov     eax, 0x0f0f0f0f
        vpbroadcastd zmm31, eax
1:      mov     rax, rdi
        .set    half, 0
        .rept   2
        lea     r8, [rax + 4 * r10]     # sixteen rows on
        kxnorw  k1, k1, k1
        kxnorw  k2, k2, k2
        vpgatherdd zmm0{k1}, [rax + zmm28]
        vpgatherdd zmm1{k2}, [r8 + zmm28]
        vpandd  zmm0, zmm0, zmm29
        vpslld  zmm1, zmm1, 16
        vpord   zmm0, zmm0, zmm1
        vmovdqu32 [rsi + NIBBLE_BYTES + 64 * half], zmm0
        mov     r9, rax
        NIBBLES_OF r9, 0, 16
        NIBBLES_OF r8, 4, 17
        add     r9, rcx
        add     r8, rcx
        NIBBLES_OF r9, 1, 16
        NIBBLES_OF r8, 5, 17
        add     r9, rcx
        add     r8, rcx
        NIBBLES_OF r9, 2, 16
        NIBBLES_OF r8, 6, 17
        add     r9, rcx
        add     r8, rcx
        NIBBLES_OF r9, 3, 16
        NIBBLES_OF r8, 7, 17
        vpunpcklwd zmm8, zmm0, zmm4
        vpunpcklwd zmm9, zmm1, zmm5
        vpunpcklwd zmm10, zmm2, zmm6
        vpunpcklwd zmm11, zmm3, zmm7
        PUT_GROUPS 8, 9, 10, 11, 0
        vpunpckhwd zmm8, zmm0, zmm4
        vpunpckhwd zmm9, zmm1, zmm5
        vpunpckhwd zmm10, zmm2, zmm6
        vpunpckhwd zmm11, zmm3, zmm7
        PUT_GROUPS 8, 9, 10, 11, 4
        lea     rax, [rax + 8 * r10]
        .set    half, half + 1
        .endr
        add     rdi, 18
        add     rsi, BLOCK_BYTES
        dec     rdx
        jnz     1b
        vzeroupper
        ret

        .set ROUNDED, 64        # columns with a common scale

# Numbers are rounded to 16 bits in blocks: the largest becomes at most 32,767 and the root of the sum of squares at most 46,000, so that no sum of products of a
# block leaves 32 bits (by Cauchy and Schwarz). Numbers that are none make their block's scale none.

        .macro  CONSTANTS_16
        vbroadcastss zmm24, dword ptr [rip + sizes]
        vbroadcastss zmm25, dword ptr [rip + unit]
        vbroadcastss zmm26, dword ptr [rip + norm_16]
        vbroadcastss zmm27, dword ptr [rip + most_16]
        vbroadcastss zmm28, dword ptr [rip + smallest]
        .endm

# void round_rows(f32 x[rows, columns], s16 to[rows, columns] f32 scales[blocks, rows], rows, columns, x pitch): columns is even
        .p2align 6
round_rows:
        push    rbx
        push    r12
        CONSTANTS_16
        mov     r9, rdx
        imul    r9, rcx
        lea     r9, [rsi + 2 * r9]      # scales of the row
        lea     r12, [4 * rdx]          # from a block's to the next's
1:      mov     rax, rdi
        mov     r10, rcx
        mov     r11, r9
2:      lea     rbx, [rax + 4 * r8]     # four rows on
        prefetcht0 [rbx]
        prefetcht0 [rbx + 64]
        prefetcht0 [rbx + 128]
        prefetcht0 [rbx + 192]
        mov     rbx, -1
        bzhi    rbx, rbx, r10
        kmovq   k1, rbx
        kshiftrq k2, k1, 16
        kshiftrq k3, k1, 32
        kshiftrq k4, k1, 48
        vmovups zmm0{k1}{z}, [rax]
        vmovups zmm1{k2}{z}, [rax + 64]
        vmovups zmm2{k3}{z}, [rax + 128]
        vmovups zmm3{k4}{z}, [rax + 192]
        vpandd  zmm4, zmm0, zmm24
        vpandd  zmm5, zmm1, zmm24
        vpandd  zmm6, zmm2, zmm24
        vpandd  zmm7, zmm3, zmm24
        vpmaxsd zmm4, zmm4, zmm5
        vpmaxsd zmm6, zmm6, zmm7
        vpmaxsd zmm4, zmm4, zmm6
        vmulps  zmm8, zmm0, zmm0
        vmulps  zmm9, zmm1, zmm1
        vfmadd231ps zmm8, zmm2, zmm2
        vfmadd231ps zmm9, zmm3, zmm3
        vaddps  zmm8, zmm8, zmm9
        REDUCE  vpmaxsd, 4, 5
        REDUCE  vaddps, 8, 9
        vmulss  xmm4, xmm4, xmm27
        vsqrtss xmm8, xmm8, xmm8
        vmulss  xmm8, xmm8, xmm26
        vmaxss  xmm4, xmm4, xmm8
        vcmpss  k5, xmm4, xmm28, 5
        vdivss  xmm8{k5}{z}, xmm25, xmm4
        vmovss  xmm4{k5}{z}, xmm4, xmm4
        vmovss  dword ptr [r11], xmm4
        vbroadcastss zmm8, xmm8
        vmulps  zmm0, zmm0, zmm8
        vmulps  zmm1, zmm1, zmm8
        vmulps  zmm2, zmm2, zmm8
        vmulps  zmm3, zmm3, zmm8
        vcvtps2dq zmm0, zmm0
        vcvtps2dq zmm1, zmm1
        vcvtps2dq zmm2, zmm2
        vcvtps2dq zmm3, zmm3
        vpmovsdw [rsi]{k1}, zmm0
        vpmovsdw [rsi + 32]{k2}, zmm1
        vpmovsdw [rsi + 64]{k3}, zmm2
        vpmovsdw [rsi + 96]{k4}, zmm3
        add     r11, r12
        sub     r10, ROUNDED
        jbe     3f
        add     rax, 4 * ROUNDED
        add     rsi, 2 * ROUNDED
        jmp     2b
3:      lea     rsi, [rsi + 2 * r10 + 2 * ROUNDED]
        add     r9, 4
        add     rdi, r8
        dec     rdx
        jnz     1b
        pop     r12
        pop     rbx
        vzeroupper
        ret

        .set IN_F16, 0
        .set IN_BF16, 1

# Numbers of two columns for quarter \q of the outputs, whose packed halves of 32 bits are those of two quarters.
        .macro  TWO_COLUMNS type, q, a, b
        vmovdqu32 zmm\a, [r9 + 64 * (\q >> 1)]
        vmovdqu32 zmm\b, [r9 + 64 * (\q >> 1) + 128]
        .if     \type == IN_F16
        .if     \q & 1
        vpsrld  zmm\a, zmm\a, 16
        vpsrld  zmm\b, zmm\b, 16
        .endif
        vpmovdw ymm\a, zmm\a
        vpmovdw ymm\b, zmm\b
        vcvtph2ps zmm\a, ymm\a
        vcvtph2ps zmm\b, ymm\b
        .elseif \q & 1
        vpandd  zmm\a, zmm\a, zmm29
        vpandd  zmm\b, zmm\b, zmm29
        .else
        vpslld  zmm\a, zmm\a, 16
        vpslld  zmm\b, zmm\b, 16
        .endif
        .endm

# Rounds one quarter of the outputs of a block.
        .macro  ROUND_QUARTER type, q
        mov     r9, rdi
        mov     r10, rax
        ZERO    4, 5, 6
3:
        .if     \q == 0
        prefetcht1 [r9 + rcx]
        prefetcht1 [r9 + rcx + 64]
        prefetcht1 [r9 + rcx + 128]
        prefetcht1 [r9 + rcx + 192]
        .endif
        TWO_COLUMNS \type, \q, 0, 1
        vpandd  zmm2, zmm0, zmm24
        vpandd  zmm3, zmm1, zmm24
        vpmaxsd zmm4, zmm4, zmm2
        vpmaxsd zmm4, zmm4, zmm3
        vfmadd231ps zmm5, zmm0, zmm0
        vfmadd231ps zmm6, zmm1, zmm1
        add     r9, r11
        sub     r10, 2
        jnz     3b
        vaddps  zmm5, zmm5, zmm6
        vsqrtps zmm5, zmm5
        vmulps  zmm5, zmm5, zmm26
        vmulps  zmm4, zmm4, zmm27
        vmaxps  zmm4, zmm4, zmm5
        vcmpps  k2, zmm4, zmm28, 5
        vdivps  zmm5{k2}{z}, zmm25, zmm4
        vmovaps zmm4{k2}{z}, zmm4
        vmovups [r8 + 64 * \q], zmm4
        mov     r9, rdi
        mov     r10, rax
        mov     rbx, rsi
4:      TWO_COLUMNS \type, \q, 0, 1
        vmulps  zmm0, zmm0, zmm5
        vmulps  zmm1, zmm1, zmm5
        vcvtps2dq zmm0, zmm0
        vcvtps2dq zmm1, zmm1
        vpslld  zmm1, zmm1, 16
        vmovdqu16 zmm0{k1}, zmm1
        vmovdqu32 [rbx + 64 * \q], zmm0
        add     r9, r11
        add     rbx, 256
        sub     r10, 2
        jnz     4b
        .endm

        .macro  ROUND_PANEL type
        push    rbx
        CONSTANTS_16
        mov     eax, 0xffff0000
        vpbroadcastd zmm29, eax
        mov     eax, 0xaaaaaaaa
        kmovd   k1, eax
        mov     r8, rdx
        shl     r8, 7
        add     r8, rsi                 # scales of the block
        mov     r11d, 256               # two columns
1:      mov     eax, ROUNDED
        cmp     rdx, rax
        cmovb   rax, rdx
        ROUND_QUARTER \type, 0
        ROUND_QUARTER \type, 1
        ROUND_QUARTER \type, 2
        ROUND_QUARTER \type, 3
        mov     rdi, r9
        mov     rsi, rbx
        add     r8, 256
        sub     rdx, rax
        jnz     1b
        pop     rbx
        vzeroupper
        ret
        .endm

# void round_panel_f16(f16 w[columns, 64], s16 to[columns / 2, 64, 2] f32 scales[blocks, 64], columns, ahead): of a packed panel; columns is even; fetches what lies so many bytes ahead
        .p2align 6
round_panel_f16:
        ROUND_PANEL IN_F16

# void round_panel_bf16(bf16 w[columns, 64], to, columns, ahead)
        .p2align 6
round_panel_bf16:
        ROUND_PANEL IN_BF16

        .macro  ROW_OF_PAIRS x, a, b, c, d, at:vararg
        vpbroadcastd zmm\x, dword ptr [\at]
        vpdpwssd zmm\a, zmm16, zmm\x
        vpdpwssd zmm\b, zmm17, zmm\x
        vpdpwssd zmm\c, zmm18, zmm\x
        vpdpwssd zmm\d, zmm19, zmm\x
        .endm

        .macro  WIDE_PAIRS k
        vmovdqu32 zmm16, [rax + 256 * \k]
        vmovdqu32 zmm17, [rax + 256 * \k + 64]
        vmovdqu32 zmm18, [rax + 256 * \k + 128]
        vmovdqu32 zmm19, [rax + 256 * \k + 192]
        ROW_OF_PAIRS 20, 0, 1, 2, 3, r13 + 4 * \k
        ROW_OF_PAIRS 21, 4, 5, 6, 7, r13 + r10 + 4 * \k
        ROW_OF_PAIRS 22, 8, 9, 10, 11, r13 + 2 * r10 + 4 * \k
        ROW_OF_PAIRS 23, 12, 13, 14, 15, r13 + rcx + 4 * \k
        .endm

        .macro  WIDE_SCALES
        vmovups zmm28, [r12]
        vmovups zmm29, [r12 + 64]
        vmovups zmm30, [r12 + 128]
        vmovups zmm31, [r12 + 192]
        .endm

        .macro  WIDE_CLEAR
        ZERO    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        .endm

        .macro  WIDE_ADD
        FINISH  0, 1, 2, 3, r11+4*0, r14
        add     r14, r9
        FINISH  4, 5, 6, 7, r11+4*1, r14
        add     r14, r9
        FINISH  8, 9, 10, 11, r11+4*2, r14
        add     r14, r9
        FINISH  12, 13, 14, 15, r11+4*3, r14
        add     r14, r9
        .endm

# Four rows at r13 with as many blocks of a panel at rsi; \width is WIDE or NARROW, which name what differs, and \shift the logarithm of the bytes of a column.
        .macro  MULTIPLY_ROUNDED width, shift
        ENTER
        push    rcx
        lea     r10, [2 * r8]           # from row to row of x
        mov     r11, rcx
        imul    r11, r10
        add     r11, rdi                # scales of x
        mov     r12, r8
        shl     r12, \shift
        add     r12, rsi                # and of w
        lea     rcx, [r10 + 2 * r10]
        mov     rbx, r8                 # columns left
1:      mov     ebp, ROUNDED
        cmp     rbx, rbp
        cmovb   rbp, rbx
        \width\()_SCALES
        mov     r13, rdi
        mov     r14, rdx
        mov     r15, [rsp]
2:      \width\()_CLEAR
        mov     rax, rsi
        mov     r8, rbp
3:      \width\()_PAIRS 0
        \width\()_PAIRS 1
        \width\()_PAIRS 2
        \width\()_PAIRS 3
        add     rax, 8 << \shift
        add     r13, 16
        sub     r8, 8
        jnz     3b
        \width\()_ADD
        sub     r13, rbp
        sub     r13, rbp
        lea     r13, [r13 + 4 * r10]
        add     r11, 16
        sub     r15, 4
        jnz     2b
        mov     rsi, rax                # the block that follows
        lea     rdi, [rdi + 2 * rbp]
        add     r12, 2 << \shift
        sub     rbx, rbp
        jnz     1b
        pop     rcx
        LEAVE
        .endm

# void multiply_rounded(x as round_rows makes it, w as round_panel does, f32 sums[rows, 64], rows, columns, sums pitch): adds the products; rows is a multiple of 4, columns of 16
        .p2align 6
multiply_rounded:
        MULTIPLY_ROUNDED WIDE, 7

# 256 bits. A panel has 32 rows: a block of Q4_0 is 16 vectors of 16-bit lanes, two for each four columns, whose low halves of 32 bits are rows 0 to 7 (16 to 23 in
# the second vector) and high halves rows 8 to 15 (24 to 31), then the F16 scales in the same order. A lane of 16 bits holds the nibbles of one row, so their
# products with four numbers are added up in it; modulo 2^16, since with the start the sum of a block fits. Numbers of four columns are stored as numbers 0 and 2
# twice, then 1 and 3 twice: a block takes 64 bytes.

        .set NARROW_BLOCK_BYTES, 576
        .set NARROW_NIBBLE_BYTES, 512

# The F16 scales of a block at \at to F32, rows 0 to 7, 8 to 15, 16 to 23 and 24 to 31; ymm15 holds the order of halves.
        .macro  NARROW_Q4_SCALES at, c0, c1, c2, c3
        vmovdqu ymm\c0, [\at + NARROW_NIBBLE_BYTES]
        vmovdqu ymm\c2, [\at + NARROW_NIBBLE_BYTES + 32]
        vpshufb ymm\c0, ymm\c0, ymm15
        vpshufb ymm\c2, ymm\c2, ymm15
        vpermq  ymm\c0, ymm\c0, 0xd8
        vpermq  ymm\c2, ymm\c2, 0xd8
        vextracti128 xmm\c1, ymm\c0, 1
        vextracti128 xmm\c3, ymm\c2, 1
        vcvtph2ps ymm\c0, xmm\c0
        vcvtph2ps ymm\c1, xmm\c1
        vcvtph2ps ymm\c2, xmm\c2
        vcvtph2ps ymm\c3, xmm\c3
        .endm

# The nibbles at \at to bytes: those of columns 0 and 2 to ymm\a and ymm\c, of 1 and 3 to ymm\b and ymm\d; ymm14 holds the mask.
        .macro  NARROW_NIBBLES a, b, c, d, at:vararg
        vmovdqu ymm\a, [\at]
        vmovdqu ymm\c, [\at + 32]
        vpsrlw  ymm\b, ymm\a, 4
        vpsrlw  ymm\d, ymm\c, 4
        vpand   ymm\a, ymm\a, ymm14
        vpand   ymm\c, ymm\c, ymm14
        vpand   ymm\b, ymm\b, ymm14
        vpand   ymm\d, ymm\d, ymm14
        .endm

# Sums of 16 bits in ymm\s and ymm\t to F32, rows 0 to 7, 8 to 15, 16 to 23 and 24 to 31.
        .macro  NARROW_FLOATS s, t, a, b, c, d
        vpslld  ymm\a, ymm\s, 16
        vpslld  ymm\c, ymm\t, 16
        vpsrad  ymm\a, ymm\a, 16
        vpsrad  ymm\b, ymm\s, 16
        vpsrad  ymm\c, ymm\c, 16
        vpsrad  ymm\d, ymm\t, 16
        vcvtdq2ps ymm\a, ymm\a
        vcvtdq2ps ymm\b, ymm\b
        vcvtdq2ps ymm\c, ymm\c
        vcvtdq2ps ymm\d, ymm\d
        .endm

# void dot_q4_avx2(panel, s8 x[blocks, 8, 8], s16 starts[blocks, 2], f32 scales[blocks], f32 sums[32], blocks): a single row; sets the sums
        .p2align 6
dot_q4_avx2:
        vpbroadcastb ymm14, [rip + nibble]
        vbroadcasti128 ymm15, [rip + halves]
        ZERO    0, 1, 2, 3
1:      vpbroadcastd ymm4, dword ptr [rdx]
        vmovdqa ymm5, ymm4
        .set    j, 0
        .rept   8
        prefetcht0 [rdi + AHEAD + 64 * j]
        NARROW_NIBBLES 6, 7, 8, 9, rdi + 64 * j
        vpbroadcastd ymm10, dword ptr [rsi + 8 * j]
        vpbroadcastd ymm11, dword ptr [rsi + 8 * j + 4]
        vpmaddubsw ymm6, ymm6, ymm10
        vpmaddubsw ymm8, ymm8, ymm10
        vpmaddubsw ymm7, ymm7, ymm11
        vpmaddubsw ymm9, ymm9, ymm11
        vpaddw  ymm6, ymm6, ymm7
        vpaddw  ymm8, ymm8, ymm9
        vpaddw  ymm4, ymm4, ymm6
        vpaddw  ymm5, ymm5, ymm8
        .set    j, j + 1
        .endr
        prefetcht0 [rdi + AHEAD + 512]
        NARROW_FLOATS 4, 5, 6, 7, 8, 9
        NARROW_Q4_SCALES rdi, 10, 11, 12, 13
        vbroadcastss ymm4, dword ptr [rcx]
        vmulps  ymm10, ymm10, ymm4
        vmulps  ymm11, ymm11, ymm4
        vmulps  ymm12, ymm12, ymm4
        vmulps  ymm13, ymm13, ymm4
        vfmadd231ps ymm0, ymm6, ymm10
        vfmadd231ps ymm1, ymm7, ymm11
        vfmadd231ps ymm2, ymm8, ymm12
        vfmadd231ps ymm3, ymm9, ymm13
        add     rdi, NARROW_BLOCK_BYTES
        add     rsi, 64
        add     rdx, 4
        add     rcx, 4
        dec     r9
        jnz     1b
        vmovups [r8], ymm0
        vmovups [r8 + 32], ymm1
        vmovups [r8 + 64], ymm2
        vmovups [r8 + 96], ymm3
        vzeroupper
        ret

# Four columns of a row, numbers at \x, times the weights in ymm8 to ymm11.
        .macro  NARROW_ROW s, t, x:vararg
        vpbroadcastd ymm12, dword ptr [\x]
        vpbroadcastd ymm13, dword ptr [\x + 4]
        vpmaddubsw ymm14, ymm8, ymm12
        vpmaddubsw ymm15, ymm10, ymm12
        vpaddw  ymm\s, ymm\s, ymm14
        vpaddw  ymm\t, ymm\t, ymm15
        vpmaddubsw ymm14, ymm9, ymm13
        vpmaddubsw ymm15, ymm11, ymm13
        vpaddw  ymm\s, ymm\s, ymm14
        vpaddw  ymm\t, ymm\t, ymm15
        .endm

        .macro  NARROW_START s, t, at
        vpbroadcastd ymm\s, dword ptr [rbp + \at]
        vmovdqa ymm\t, ymm\s
        .endm

        .macro  NARROW_WEIGHTS k
        vmovdqa ymm8, [r9 + 128 * \k]
        vmovdqa ymm9, [r9 + 128 * \k + 32]
        vmovdqa ymm10, [r9 + 128 * \k + 64]
        vmovdqa ymm11, [r9 + 128 * \k + 96]
        .endm

# Sums of 16 bits, times the scales of the panel at r9 + 1024 and that of the row at \scale, added to those at \to.
        .macro  NARROW_FINISH s, t, scale, to
        vbroadcastss ymm12, dword ptr [\scale]
        NARROW_FLOATS \s, \t, 8, 9, 10, 11
        vmulps  ymm13, ymm12, [r9 + 1024]
        vmulps  ymm14, ymm12, [r9 + 1056]
        vmulps  ymm15, ymm12, [r9 + 1088]
        vmulps  ymm12, ymm12, [r9 + 1120]
        vfmadd213ps ymm8, ymm13, [\to]
        vfmadd213ps ymm9, ymm14, [\to + 32]
        vfmadd213ps ymm10, ymm15, [\to + 64]
        vfmadd213ps ymm11, ymm12, [\to + 96]
        vmovups [\to], ymm8
        vmovups [\to + 32], ymm9
        vmovups [\to + 64], ymm10
        vmovups [\to + 96], ymm11
        .endm

# void multiply_q4_avx2(panel, s8 x[rows, blocks, 8, 8], s16 starts[blocks, pitch / 4, 2], f32 scales[blocks, pitch / 4], f32 sums[rows, 32], work, blocks, rows, pitch):
# adds to the sums; work is room for 2 KiB
        .p2align 6
multiply_q4_avx2:
        ENTER
        ALIGN
        mov     r15, [rsp + BLOCKS]
        mov     r14, r15
        shl     r14, 6                  # from row to row of x
        lea     r12, [r14 + 2 * r14]
1:      vpbroadcastb ymm14, [rip + nibble]
        vbroadcasti128 ymm15, [rip + halves]
        .set    j, 0
        .rept   8
        NARROW_NIBBLES 0, 1, 2, 3, rdi + 64 * j
        vmovdqa [r9 + 128 * j], ymm0
        vmovdqa [r9 + 128 * j + 32], ymm1
        vmovdqa [r9 + 128 * j + 64], ymm2
        vmovdqa [r9 + 128 * j + 96], ymm3
        .set    j, j + 1
        .endr
        NARROW_Q4_SCALES rdi, 0, 1, 2, 3
        vmovaps [r9 + 1024], ymm0
        vmovaps [r9 + 1056], ymm1
        vmovaps [r9 + 1088], ymm2
        vmovaps [r9 + 1120], ymm3
        mov     r10, rsi
        mov     r11, r8
        mov     rbx, rcx
        mov     rbp, rdx
        mov     rax, [rsp + ROWS]
2:      cmp     rax, 4
        jb      3f
        NARROW_START 0, 1, 0
        NARROW_START 2, 3, 4
        NARROW_START 4, 5, 8
        NARROW_START 6, 7, 12
        .set    k, 0
        .rept   8
        NARROW_WEIGHTS k
        NARROW_ROW 0, 1, r10 + 8 * k
        NARROW_ROW 2, 3, r10 + r14 + 8 * k
        NARROW_ROW 4, 5, r10 + 2 * r14 + 8 * k
        NARROW_ROW 6, 7, r10 + r12 + 8 * k
        .set    k, k + 1
        .endr
        NARROW_FINISH 0, 1, rbx+4*0, r11+128*0
        NARROW_FINISH 2, 3, rbx+4*1, r11+128*1
        NARROW_FINISH 4, 5, rbx+4*2, r11+128*2
        NARROW_FINISH 6, 7, rbx+4*3, r11+128*3
        lea     r10, [r10 + 4 * r14]
        add     r11, 4 * 128
        add     rbx, 16
        add     rbp, 16
        sub     rax, 4
        jmp     2b
3:      test    rax, rax
        jz      4f
        NARROW_START 0, 1, 0
        .set    k, 0
        .rept   8
        NARROW_WEIGHTS k
        NARROW_ROW 0, 1, r10 + 8 * k
        .set    k, k + 1
        .endr
        NARROW_FINISH 0, 1, rbx+4*0, r11+128*0
        add     r10, r14
        add     r11, 128
        add     rbx, 4
        add     rbp, 4
        dec     rax
        jmp     3b
4:      add     rdi, NARROW_BLOCK_BYTES
        add     rsi, 64
        add     rdx, [rsp + PITCH]
        add     rcx, [rsp + PITCH]
        dec     r15
        jnz     1b
        LEAVE

# The largest or the sum of eight numbers of 32 bits in ymm\a, in every lane of xmm\a.
        .macro  NARROW_REDUCE op, a, t
        vextracti128 xmm\t, ymm\a, 1
        \op  xmm\a, xmm\a, xmm\t
        vpshufd xmm\t, xmm\a, 0x4e
        \op  xmm\a, xmm\a, xmm\t
        vpshufd xmm\t, xmm\a, 0xb1
        \op  xmm\a, xmm\a, xmm\t
        .endm

# The 32 numbers at rax, rounded to bytes at rsi; their start to [r10], their scale to [r11].
        .macro  NARROW_BLOCK
        vmovups ymm0, [rax]
        vmovups ymm1, [rax + 32]
        vmovups ymm2, [rax + 64]
        vmovups ymm3, [rax + 96]
        vpand   ymm4, ymm0, ymm12
        vpand   ymm5, ymm1, ymm12
        vpand   ymm6, ymm2, ymm12
        vpand   ymm7, ymm3, ymm12
        vpmaxsd ymm4, ymm4, ymm5
        vpmaxsd ymm6, ymm6, ymm7
        vpmaxsd ymm4, ymm4, ymm6
        NARROW_REDUCE vpmaxsd, 4, 5
        vmovss  xmm6, dword ptr [rip + most]
        vdivss  xmm5, xmm4, xmm6
        vdivss  xmm6, xmm6, xmm4
        vcmpss  xmm7, xmm4, dword ptr [rip + smallest], 5
        vandps  xmm5, xmm5, xmm7
        vandps  xmm6, xmm6, xmm7
        vmovss  dword ptr [r11], xmm5
        vbroadcastss ymm6, xmm6
        vmulps  ymm0, ymm0, ymm6
        vmulps  ymm1, ymm1, ymm6
        vmulps  ymm2, ymm2, ymm6
        vmulps  ymm3, ymm3, ymm6
        vcvtps2dq ymm0, ymm0
        vcvtps2dq ymm1, ymm1
        vcvtps2dq ymm2, ymm2
        vcvtps2dq ymm3, ymm3
        vpaddd  ymm4, ymm0, ymm1
        vpaddd  ymm5, ymm2, ymm3
        vpaddd  ymm4, ymm4, ymm5
        NARROW_REDUCE vpaddd, 4, 5
        vpackssdw ymm0, ymm0, ymm1
        vpackssdw ymm2, ymm2, ymm3
        vpacksswb ymm0, ymm0, ymm2
        vmovd   ebx, xmm4
        neg     ebx
        shl     ebx, 3
        movzx   ebx, bx
        imul    ebx, ebx, 0x10001
        mov     dword ptr [r10], ebx
        vpermd  ymm1, ymm13, ymm0
        vpermd  ymm2, ymm14, ymm0
        vpshufb ymm1, ymm1, ymm15
        vpshufb ymm2, ymm2, ymm15
        vmovdqu [rsi], ymm1
        vmovdqu [rsi + 32], ymm2
        .endm

# void quantize_rows_avx2(f32 x[rows, 32 blocks], s8 to[rows, blocks, 8, 8], s16 starts[blocks, pitch / 4, 2], f32 scales[blocks, pitch / 4], blocks, rows, x pitch, pitch):
# see QuantizedRows; of a NaN, or of numbers too small for a scale, as quantize_rows
        .p2align 6
quantize_rows_avx2:
        ENTER
        vpbroadcastd ymm12, dword ptr [rip + sizes]
        vpmovzxbd ymm13, [rip + groups]
        vpmovzxbd ymm14, [rip + groups + 8]
        vbroadcasti128 ymm15, [rip + twice]
        QUANTIZE_ROWS NARROW, 64

# Numbers of 16 bits: panels have 16 rows. Those of F16 and BF16 hold row 0 to 7 in the low halves of 32 bits and 8 to 15 in the high ones, 32 bytes a column.

        .macro  NARROW_CONSTANTS_16
        vbroadcastss ymm12, dword ptr [rip + sizes]
        vbroadcastss ymm13, dword ptr [rip + unit]
        vbroadcastss ymm14, dword ptr [rip + norm_16]
        vbroadcastss ymm15, dword ptr [rip + most_16]
        .endm

# void round_rows_avx2: as round_rows; columns is a multiple of 16
        .p2align 6
round_rows_avx2:
        push    rbx
        push    r12
        NARROW_CONSTANTS_16
        mov     r9, rdx
        imul    r9, rcx
        lea     r9, [rsi + 2 * r9]      # scales of the row
        lea     r12, [4 * rdx]          # from a block's to the next's
1:      mov     rax, rdi
        mov     r10, rcx
        mov     r11, r9
2:      mov     ebx, ROUNDED
        cmp     r10, rbx
        cmovb   rbx, r10                # columns of the block
        sub     r10, rbx
        ZERO    4, 8, 9
        shl     rbx, 2
        add     rax, rbx
        neg     rbx
        push    rbx
3:      prefetcht0 [rax + rbx + 1024]
        vmovups ymm0, [rax + rbx]
        vmovups ymm1, [rax + rbx + 32]
        vpand   ymm2, ymm0, ymm12
        vpand   ymm3, ymm1, ymm12
        vpmaxsd ymm4, ymm4, ymm2
        vpmaxsd ymm4, ymm4, ymm3
        vfmadd231ps ymm8, ymm0, ymm0
        vfmadd231ps ymm9, ymm1, ymm1
        add     rbx, 64
        jnz     3b
        pop     rbx
        vaddps  ymm8, ymm8, ymm9
        NARROW_REDUCE vpmaxsd, 4, 5
        NARROW_REDUCE vaddps, 8, 9
        vmulss  xmm4, xmm4, xmm15
        vsqrtss xmm8, xmm8, xmm8
        vmulss  xmm8, xmm8, xmm14
        vmaxss  xmm4, xmm4, xmm8
        vcmpss  xmm9, xmm4, dword ptr [rip + smallest], 5
        vdivss  xmm8, xmm13, xmm4
        vandps  xmm8, xmm8, xmm9
        vandps  xmm4, xmm4, xmm9
        vmovss  dword ptr [r11], xmm4
        vbroadcastss ymm8, xmm8
4:      vmulps  ymm0, ymm8, [rax + rbx]
        vmulps  ymm1, ymm8, [rax + rbx + 32]
        vcvtps2dq ymm0, ymm0
        vcvtps2dq ymm1, ymm1
        vpackssdw ymm0, ymm0, ymm1
        vpermq  ymm0, ymm0, 0xd8
        vmovdqu [rsi], ymm0
        add     rsi, 32
        add     rbx, 64
        jnz     4b
        add     r11, r12
        test    r10, r10
        jnz     2b
        add     r9, 4
        add     rdi, r8
        dec     rdx
        jnz     1b
        pop     r12
        pop     rbx
        vzeroupper
        ret

# Halves of a column at \at to F32: rows 0 to 7 and 8 to 15.
        .macro  NARROW_COLUMN type, a, b, at:vararg
        vmovdqu ymm\b, [\at]
        vpslld  ymm\a, ymm\b, 16
        .if     \type == IN_F16
        vpsrad  ymm\a, ymm\a, 3
        vpsrad  ymm\b, ymm\b, 3
        vpand   ymm\a, ymm\a, ymm10
        vpand   ymm\b, ymm\b, ymm10
        vmulps  ymm\a, ymm\a, ymm11
        vmulps  ymm\b, ymm\b, ymm11
        .else
        vpand   ymm\b, ymm\b, ymm10
        .endif
        .endm

        .macro  NARROW_LARGEST a, m, q
        vpand   ymm2, ymm\a, ymm12
        vpmaxsd ymm\m, ymm\m, ymm2
        vfmadd231ps ymm\q, ymm\a, ymm\a
        .endm

# The root of sums of squares in ymm\q and the largest numbers in ymm\m to scales, which go to \to, and their inverses in ymm\q.
        .macro  NARROW_SCALE m, q, to
        vsqrtps ymm\q, ymm\q
        vmulps  ymm\q, ymm\q, ymm14
        vmulps  ymm\m, ymm\m, ymm15
        vmaxps  ymm\m, ymm\m, ymm\q
        vbroadcastss ymm2, dword ptr [rip + smallest]
        vcmpps  ymm2, ymm\m, ymm2, 5
        vdivps  ymm\q, ymm13, ymm\m
        vandps  ymm\q, ymm\q, ymm2
        vandps  ymm\m, ymm\m, ymm2
        vmovups [\to], ymm\m
        .endm

        .macro  NARROW_ROUND_PANEL type
        push    rbx
        NARROW_CONSTANTS_16
        .if     \type == IN_F16
        vbroadcastss ymm10, dword ptr [rip + half_bits]
        vbroadcastss ymm11, dword ptr [rip + half_scale]
        .else
        vbroadcastss ymm10, dword ptr [rip + high_half]
        .endif
        mov     r8, rdx
        shl     r8, 5
        add     r8, rsi                 # scales of the block
1:      mov     eax, ROUNDED
        cmp     rdx, rax
        cmovb   rax, rdx
        mov     r9, rdi
        mov     r10, rax
        ZERO    4, 5, 6, 7
2:      prefetcht1 [r9 + rcx]
        NARROW_COLUMN \type, 0, 1, r9
        NARROW_LARGEST 0, 4, 6
        NARROW_LARGEST 1, 5, 7
        NARROW_COLUMN \type, 0, 1, r9 + 32
        NARROW_LARGEST 0, 4, 6
        NARROW_LARGEST 1, 5, 7
        add     r9, 64
        sub     r10, 2
        jnz     2b
        NARROW_SCALE 4, 6, r8
        NARROW_SCALE 5, 7, r8 + 32
        add     r8, 64
        sub     rdx, rax
3:      NARROW_COLUMN \type, 0, 1, rdi
        NARROW_COLUMN \type, 2, 3, rdi + 32
        vmulps  ymm0, ymm0, ymm6
        vmulps  ymm1, ymm1, ymm7
        vmulps  ymm2, ymm2, ymm6
        vmulps  ymm3, ymm3, ymm7
        vcvtps2dq ymm0, ymm0
        vcvtps2dq ymm1, ymm1
        vcvtps2dq ymm2, ymm2
        vcvtps2dq ymm3, ymm3
        vpslld  ymm2, ymm2, 16
        vpslld  ymm3, ymm3, 16
        vpblendw ymm0, ymm0, ymm2, 0xaa
        vpblendw ymm1, ymm1, ymm3, 0xaa
        vmovdqu [rsi], ymm0
        vmovdqu [rsi + 32], ymm1
        add     rdi, 64
        add     rsi, 64
        sub     rax, 2
        jnz     3b
        test    rdx, rdx
        jnz     1b
        pop     rbx
        vzeroupper
        ret
        .endm

# void round_panel_f16_avx2(f16 w[columns, 16], s16 to[columns / 2, 16, 2] f32 scales[blocks, 16], columns, ahead): columns is even
        .p2align 6
round_panel_f16_avx2:
        NARROW_ROUND_PANEL IN_F16

# void round_panel_bf16_avx2(bf16 w[columns, 16], to, columns, ahead)
        .p2align 6
round_panel_bf16_avx2:
        NARROW_ROUND_PANEL IN_BF16

        .macro  NARROW_PAIR a, b, x:vararg
        vpbroadcastd ymm10, dword ptr [\x]
        vpmaddwd ymm11, ymm8, ymm10
        vpmaddwd ymm12, ymm9, ymm10
        vpaddd  ymm\a, ymm\a, ymm11
        vpaddd  ymm\b, ymm\b, ymm12
        .endm

        .macro  NARROW_PAIRS k
        vmovdqu ymm8, [rax + 64 * \k]
        vmovdqu ymm9, [rax + 64 * \k + 32]
        NARROW_PAIR 0, 1, r13 + 4 * \k
        NARROW_PAIR 2, 3, r13 + r10 + 4 * \k
        NARROW_PAIR 4, 5, r13 + 2 * r10 + 4 * \k
        NARROW_PAIR 6, 7, r13 + rcx + 4 * \k
        .endm

        .macro  NARROW_SCALES
        vmovups ymm14, [r12]
        vmovups ymm15, [r12 + 32]
        .endm

        .macro  NARROW_CLEAR
        ZERO    0, 1, 2, 3, 4, 5, 6, 7
        .endm

# Sums of a row, times the scales of the panel and that of the row at \scale, added to those at r14.
        .macro  NARROW_ADD_ROW a, b, scale
        vbroadcastss ymm8, dword ptr [\scale]
        vmulps  ymm9, ymm14, ymm8
        vmulps  ymm10, ymm15, ymm8
        vcvtdq2ps ymm\a, ymm\a
        vcvtdq2ps ymm\b, ymm\b
        vfmadd213ps ymm\a, ymm9, [r14]
        vfmadd213ps ymm\b, ymm10, [r14 + 32]
        vmovups [r14], ymm\a
        vmovups [r14 + 32], ymm\b
        add     r14, r9
        .endm

        .macro  NARROW_ADD
        NARROW_ADD_ROW 0, 1, r11
        NARROW_ADD_ROW 2, 3, r11 + 4
        NARROW_ADD_ROW 4, 5, r11 + 8
        NARROW_ADD_ROW 6, 7, r11 + 12
        .endm

# void multiply_rounded_avx2(x as round_rows makes it, w as round_panel_avx2 does, f32 sums[rows, 16], rows, columns, sums pitch): as multiply_rounded
        .p2align 6
multiply_rounded_avx2:
        MULTIPLY_ROUNDED NARROW, 5

# Cached keys and values of one head of 64 columns, see HeadLayout, for a single query. \v is zmm or ymm, \d what the names of some instructions end with for it.

        .set CACHE_AHEAD, 2048

# Words of two F16 in \high to F32, less the difference of the biases: the low halves to \low.
        .macro  HALVES v, d, low, high
        vpslld  \v\low, \v\high, 16
        vpsrad  \v\low, \v\low, 3
        vpsrad  \v\high, \v\high, 3
        vpand\d \v\low, \v\low, \v\()13
        vpand\d \v\high, \v\high, \v\()13
        .endm

        .macro  FETCH n, at:vararg
        prefetcht0 [\at + CACHE_AHEAD]
        .if     \n > 64
        prefetcht0 [\at + CACHE_AHEAD + 64]
        .endif
        .endm

        .macro  KEYS_F16 v, d, n
        vbroadcastss \v\()13, dword ptr [rip + half_bits]
        vbroadcastss \v\()12, dword ptr [rip + query_scale]
1:      ZERO    0, 1, 2, 3
        .set    j, 0
        .rept   16
        FETCH   2*\n, rsi + 2 * \n * j
        vmovups \v\()4, [rsi + 2 * \n * j]
        vmovups \v\()6, [rsi + 2 * \n * j + \n]
        HALVES  \v, \d, 5, 4
        HALVES  \v, \d, 7, 6
        vbroadcastss \v\()8, dword ptr [rdi + 16 * j]
        vbroadcastss \v\()9, dword ptr [rdi + 16 * j + 4]
        vbroadcastss \v\()10, dword ptr [rdi + 16 * j + 8]
        vbroadcastss \v\()11, dword ptr [rdi + 16 * j + 12]
        vfmadd231ps \v\()0, \v\()5, \v\()8
        vfmadd231ps \v\()1, \v\()4, \v\()9
        vfmadd231ps \v\()2, \v\()7, \v\()10
        vfmadd231ps \v\()3, \v\()6, \v\()11
        .set    j, j + 1
        .endr
        vaddps  \v\()0, \v\()0, \v\()1
        vaddps  \v\()2, \v\()2, \v\()3
        vaddps  \v\()0, \v\()0, \v\()2
        vmulps  \v\()0, \v\()0, \v\()12
        vmovups [rdx], \v\()0
        add     rsi, 32 * \n
        add     rdx, \n
        dec     rcx
        jnz     1b
        vzeroupper
        ret
        .endm

        .macro  VALUES_F16_WORDS v, d, a, b, at:vararg
        vmovups \v\()8, [\at]
        HALVES  \v, \d, 9, 8
        vfmadd231ps \v\a, \v\()9, \v\()12
        vfmadd231ps \v\b, \v\()8, \v\()12
        .endm

        .macro  VALUES_F16 v, d, n
        vbroadcastss \v\()13, dword ptr [rip + half_bits]
        vmovss  xmm11, dword ptr [rip + half_scale]
        LOAD_SUMS \v, \n, rdx
1:      FETCH   128, rsi
        vmulss  xmm12, xmm11, dword ptr [rdi]
        vbroadcastss \v\()12, xmm12
        VALUES_F16_WORDS \v, \d, 0, 1, rsi
        VALUES_F16_WORDS \v, \d, 2, 3, rsi + \n
        .if     \n == 32
        VALUES_F16_WORDS \v, \d, 4, 5, rsi + 64
        VALUES_F16_WORDS \v, \d, 6, 7, rsi + 96
        .endif
        add     rsi, 128
        add     rdi, 4
        dec     rcx
        jnz     1b
        STORE_SUMS \v, \n, rdx
        vzeroupper
        ret
        .endm

        .macro  LOAD_SUMS v, n, at
        .irp    i, 0, 1, 2, 3
        vmovups \v\i, [\at + \n * \i]
        .endr
        .if     \n == 32
        .irp    i, 4, 5, 6, 7
        vmovups \v\i, [\at + \n * \i]
        .endr
        .endif
        .endm

        .macro  STORE_SUMS v, n, at
        .irp    i, 0, 1, 2, 3
        vmovups [\at + \n * \i], \v\i
        .endr
        .if     \n == 32
        .irp    i, 4, 5, 6, 7
        vmovups [\at + \n * \i], \v\i
        .endr
        .endif
        .endm

# Words of four numbers in 8 bits at \at, the first in the highest byte, to F32 in \v8 to \v11.
        .macro  FOUR_BYTES v, at:vararg
        vmovups \v\()12, [\at]
        vpslld  \v\()9, \v\()12, 8
        vpslld  \v\()10, \v\()12, 16
        vpslld  \v\()11, \v\()12, 24
        vpsrad  \v\()8, \v\()12, 24
        vpsrad  \v\()9, \v\()9, 24
        vpsrad  \v\()10, \v\()10, 24
        vpsrad  \v\()11, \v\()11, 24
        vcvtdq2ps \v\()8, \v\()8
        vcvtdq2ps \v\()9, \v\()9
        vcvtdq2ps \v\()10, \v\()10
        vcvtdq2ps \v\()11, \v\()11
        .endm

# The sums of 32 columns, from word \first on.
        .macro  KEYS_Q8_COLUMNS v, n, first
        ZERO    0, 1, 2, 3
        .set    j, \first
        .rept   8
        .if     \n == 64 || j % 2 == 0
        prefetcht0 [rsi + CACHE_AHEAD + \n * j]
        .endif
        FOUR_BYTES \v, rsi + \n * j
        vbroadcastss \v\()4, dword ptr [rdi + 16 * j]
        vbroadcastss \v\()5, dword ptr [rdi + 16 * j + 4]
        vbroadcastss \v\()6, dword ptr [rdi + 16 * j + 8]
        vbroadcastss \v\()7, dword ptr [rdi + 16 * j + 12]
        vfmadd231ps \v\()0, \v\()8, \v\()4
        vfmadd231ps \v\()1, \v\()9, \v\()5
        vfmadd231ps \v\()2, \v\()10, \v\()6
        vfmadd231ps \v\()3, \v\()11, \v\()7
        .set    j, j + 1
        .endr
        vaddps  \v\()0, \v\()0, \v\()1
        vaddps  \v\()2, \v\()2, \v\()3
        vaddps  \v\()0, \v\()0, \v\()2
        .endm

        .macro  KEYS_Q8 v, half, n
1:      KEYS_Q8_COLUMNS \v, \n, 0
        vcvtph2ps \v\()13, [rdx]
        vmulps  \v\()13, \v\()13, \v\()0
        KEYS_Q8_COLUMNS \v, \n, 8
        vcvtph2ps \v\()4, [rcx]
        vmulps  \v\()0, \v\()0, \v\()4
        vaddps  \v\()0, \v\()0, \v\()13
        vmovups [r8], \v\()0
        add     rsi, 16 * \n
        add     rdx, \half
        add     rcx, \half
        add     r8, \n
        dec     r9
        jnz     1b
        vzeroupper
        ret
        .endm

        .macro  VALUES_Q8_WORDS v, a, b, c, d, p, q, at:vararg
        FOUR_BYTES \v, \at
        vfmadd231ps \v\a, \v\()8, \v\p
        vfmadd231ps \v\b, \v\()9, \v\p
        vfmadd231ps \v\c, \v\()10, \v\q
        vfmadd231ps \v\d, \v\()11, \v\q
        .endm

        .macro  VALUES_Q8 v, n
        LOAD_SUMS \v, \n, rcx
1:      prefetcht0 [rdx + CACHE_AHEAD]
        vbroadcastss \v\()14, dword ptr [rdi]
        vbroadcastss \v\()15, dword ptr [rsi]
        .if     \n == 64
        VALUES_Q8_WORDS \v, 0, 1, 2, 3, 14, 15, rdx
        .else
        VALUES_Q8_WORDS \v, 0, 1, 2, 3, 14, 14, rdx
        VALUES_Q8_WORDS \v, 4, 5, 6, 7, 15, 15, rdx + 32
        .endif
        add     rdx, 64
        add     rdi, 4
        add     rsi, 4
        dec     r8
        jnz     1b
        STORE_SUMS \v, \n, rcx
        vzeroupper
        ret
        .endm

# void keys_f16(f32 query[64], u32 keys[blocks, 32, lanes], f32 to[blocks, lanes], blocks): the query is scaled by 2^56, as sums are here, which together make up for
# the biases
        .p2align 6
keys_f16:
        KEYS_F16 zmm, d, 64

        .p2align 6
keys_f16_avx2:
        KEYS_F16 ymm, , 32

# void values_f16(f32 shares[count], u32 values[count, 32], f32 to[64], count): adds
        .p2align 6
values_f16:
        VALUES_F16 zmm, d, 64

        .p2align 6
values_f16_avx2:
        VALUES_F16 ymm, , 32

# void keys_q8(f32 query[64], u32 keys[blocks, 16, lanes], f16 scales[blocks, lanes], f16 scales of the last 32 columns, f32 to[blocks, lanes], blocks)
        .p2align 6
keys_q8:
        KEYS_Q8 zmm, 32, 64

        .p2align 6
keys_q8_avx2:
        KEYS_Q8 ymm, 16, 32

# void values_q8(f32 shares[count] times the scale, f32 shares times that of the last 32 columns, u32 values[count, 16], f32 to[64], count): adds
        .p2align 6
values_q8:
        VALUES_Q8 zmm, 64

        .p2align 6
values_q8_avx2:
        VALUES_Q8 ymm, 32

# A single row of F32 with a panel in Q8_0, see PanelLayout: for each 32 columns 8 times its rows in words of four columns, then their F16 scales in pairs.

# Words at \at times four numbers, added to \s and \t in turns.
        .macro  DOT_Q8_WORDS v, s, t, w, x, y, z, at:vararg
        FOUR_BYTES \v, \at
        vfmadd231ps \v\s, \v\()8, \v\w
        vfmadd231ps \v\t, \v\()9, \v\x
        vfmadd231ps \v\s, \v\()10, \v\y
        vfmadd231ps \v\t, \v\()11, \v\z
        .endm

# The sums of two vectors of rows, times their scales at \at, added to \a and \b.
        .macro  DOT_Q8_ADD v, d, a, b, s, t, at:vararg
        vmovups \v\()8, [\at]
        HALVES  \v, \d, 9, 8
        vbroadcastss \v\()10, dword ptr [rip + half_scale]
        vmulps  \v\()9, \v\()9, \v\()10
        vmulps  \v\()8, \v\()8, \v\()10
        vmulps  \v\s, \v\s, \v\()9
        vmulps  \v\t, \v\t, \v\()8
        vaddps  \v\a, \v\a, \v\s
        vaddps  \v\b, \v\b, \v\t
        .endm

        .macro  DOT_Q8_NUMBERS v, w, x, y, z, at:vararg
        vbroadcastss \v\w, dword ptr [\at]
        vbroadcastss \v\x, dword ptr [\at + 4]
        vbroadcastss \v\y, dword ptr [\at + 8]
        vbroadcastss \v\z, dword ptr [\at + 12]
        .endm

# void dot_q8(panel, f32 x[32 blocks], f32 sums[64], blocks): sets the sums
        .p2align 6
dot_q8:
        vbroadcastss zmm13, dword ptr [rip + half_bits]
        ZERO 0, 1, 2, 3
1:      ZERO 4, 5, 6, 7
        .set    j, 0
        .rept   8
        prefetcht0 [rdi + AHEAD + 256 * j]
        prefetcht0 [rdi + AHEAD + 256 * j + 64]
        prefetcht0 [rdi + AHEAD + 256 * j + 128]
        prefetcht0 [rdi + AHEAD + 256 * j + 192]
        DOT_Q8_NUMBERS zmm, 16, 17, 18, 19, rsi + 16 * j
        DOT_Q8_WORDS zmm, 4, 4, 16, 17, 18, 19, rdi + 256 * j
        DOT_Q8_WORDS zmm, 5, 5, 16, 17, 18, 19, rdi + 256 * j + 64
        DOT_Q8_WORDS zmm, 6, 6, 16, 17, 18, 19, rdi + 256 * j + 128
        DOT_Q8_WORDS zmm, 7, 7, 16, 17, 18, 19, rdi + 256 * j + 192
        .set    j, j + 1
        .endr
        prefetcht0 [rdi + AHEAD + 2048]
        prefetcht0 [rdi + AHEAD + 2112]
        DOT_Q8_ADD zmm, d, 0, 1, 4, 5, rdi + 2048
        DOT_Q8_ADD zmm, d, 2, 3, 6, 7, rdi + 2112
        add     rdi, 2176
        add     rsi, 128
        dec     rcx
        jnz     1b
        vmovups [rdx], zmm0
        vmovups [rdx + 64], zmm1
        vmovups [rdx + 128], zmm2
        vmovups [rdx + 192], zmm3
        vzeroupper
        ret

# void dot_q8_avx2(panel, f32 x[32 blocks], f32 sums[16], blocks)
        .p2align 6
dot_q8_avx2:
        vbroadcastss ymm13, dword ptr [rip + half_bits]
        ZERO 0, 1
1:      ZERO 4, 5, 6, 7
        .set    j, 0
        .rept   8
        prefetcht0 [rdi + AHEAD + 64 * j]
        DOT_Q8_NUMBERS ymm, 2, 3, 14, 15, rsi + 16 * j
        DOT_Q8_WORDS ymm, 4, 6, 2, 3, 14, 15, rdi + 64 * j
        DOT_Q8_WORDS ymm, 5, 7, 2, 3, 14, 15, rdi + 64 * j + 32
        .set    j, j + 1
        .endr
        prefetcht0 [rdi + AHEAD + 512]
        vaddps  ymm4, ymm4, ymm6
        vaddps  ymm5, ymm5, ymm7
        DOT_Q8_ADD ymm, , 0, 1, 4, 5, rdi + 512
        add     rdi, 544
        add     rsi, 128
        dec     rcx
        jnz     1b
        vmovups [rdx], ymm0
        vmovups [rdx + 32], ymm1
        vzeroupper
        ret

        .p2align 4
lanes:  .byte   0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
fourfold: .byte 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3
pairs:  .byte   0, 2, 128, 128, 128, 128, 0, 2, 1, 3, 128, 128, 128, 128, 1, 3
halves: .byte   0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15
twice:  .byte   0, 2, 0, 2, 1, 3, 1, 3, 4, 6, 4, 6, 5, 7, 5, 7
groups: .byte   0, 4, 0, 4, 1, 5, 1, 5, 2, 6, 2, 6, 3, 7, 3, 7
nibble: .long   0x0f0f0f0f
four:   .long   4
sizes:  .long   0x7fffffff
most:   .float  127
smallest: .float 1e-30
unit:   .float  1
half_bits: .long 0x8fffe000        # of an F16 in the place of an F32's
half_scale: .float 5.192296858534828e33 # 2^112, the difference of their biases
high_half: .long 0xffff0000
query_scale: .float 7.205759403792794e16 # 2^56
norm_16: .float 2.17391304e-5   # 1 / 46000
most_16: .float 3.05185095e-5   # 1 / 32767
        .p2align 6
# numbers of 16 bits of two rows in turns
pairwise:
        .set    i, 0
        .rept   16
        .word   i, i + 16
        .set    i, i + 1
        .endr
