# Functions in 512-bit vectors with VNNI. Panels have 64 rows: a block of Q4_0 is 16 vectors of 16-bit lanes, two for
# each four columns, whose low halves of 32 bits are rows 0 to 15 (32 to 47 in the second vector) and high halves rows
# 16 to 31 (48 to 63), then the F16 scales of the rows in the same order.

        .set BLOCK_BYTES, 1152
        .set NIBBLE_BYTES, 1024

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

# Unpacks the block at rdi to bytes at r9: [4 quarters of the rows][8 groups of four columns][16 rows][4 columns];
# with \signed 1 less 8.
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

# Four columns of a row, four bytes at \mem, times the weights in zmm24 to zmm27.
        .macro  FOUR a, b, c, d, mem:vararg
        vpdpbusd zmm\a, zmm24, dword ptr \mem\(){1to16}
        vpdpbusd zmm\b, zmm25, dword ptr \mem\(){1to16}
        vpdpbusd zmm\c, zmm26, dword ptr \mem\(){1to16}
        vpdpbusd zmm\d, zmm27, dword ptr \mem\(){1to16}
        .endm

# Where the sums of a row begin.
        .macro  START a, b, c, d, at
        vpbroadcastd zmm\a, dword ptr [rbp + \at]
        vmovdqa32 zmm\b, zmm\a
        vmovdqa32 zmm\c, zmm\a
        vmovdqa32 zmm\d, zmm\a
        .endm

# Sums of a row in 32 bits, times the scales of the panel in zmm28 to 31 and that of the row at \scale, added to those
# at \to.
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

# Four columns of the panel, group \k of the unpacked block.
        .macro  WEIGHTS k
        vmovdqu32 zmm24, [r9 + 64 * \k]
        vmovdqu32 zmm25, [r9 + 64 * \k + 512]
        vmovdqu32 zmm26, [r9 + 64 * \k + 1024]
        vmovdqu32 zmm27, [r9 + 64 * \k + 1536]
        .endm

# void multiply_q4_vnni(panel, x, starts, scales, sums, work, blocks, rows, pitch)
# Rows of bytes with a panel in Q4_0: sums[t, r] += sum over k of x[t, k] * w[r, k]. Six rows at a time, then one by
# one.
#   rdi       panel   [blocks, BLOCK_BYTES]
#   rsi       x       s8 [rows, 32 blocks]
#   rdx       starts  s32 [blocks, pitch / 4], -8 times the sum of a block of x, since a nibble is its weight plus 8
#   rcx       scales  f32 [blocks, pitch / 4]
#   r8        sums    f32 [rows, 64], added to
#   r9        work    2 KiB + 64, the block in bytes
#   [BLOCKS]  blocks, [ROWS] rows, [PITCH] bytes from a block's starts and scales to those of the next
# Registers: zmm0-23 sums of six rows, zmm24-27 weights, zmm28-31 scales of the panel; r10 x of the row, r11 its sums,
# rbx its scale, rbp its start, rax rows left, r15 blocks left, r14 bytes of a row of x, r12 and r13 3 and 5 times
# that.
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

# void dot_q4_vnni(panel, x, starts, scales, sums, blocks)
# A single row of bytes with a panel in Q4_0; sets the sums. A lane of 32 bits holds two rows, each with four columns
# in 16 bits: so x has of each four columns numbers 0 and 2 and two zeros, the same in the other order, then 1 and 3
# likewise.
#   rdi  panel   [blocks, BLOCK_BYTES]
#   rsi  x       s8 [blocks, 8, 4, 4]
#   rdx  starts  s32 [blocks]
#   rcx  scales  f32 [blocks]
#   r8   sums    f32 [64], set
#   r9   blocks
# Registers: zmm0-7 sums of the block, zmm8-11 nibbles, zmm16-19 sums so far, zmm20 scale of x, zmm24-27 scales of the
# panel, zmm31 mask of nibbles.
        .p2align 6
dot_q4_vnni:
        NUMBERS r9
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

# The maximum, or the sum, of sixteen numbers of 32 bits in zmm\a, in every lane of xmm\a.
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

# The 32 numbers at rax, rounded to bytes in ymm0; their start to [r10], their scale to [r11]. Magnitudes are ordered
# as their bits are. Needs CONSTANTS; uses zmm0-4 and k1.
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

# What ROUND needs: the mask of magnitudes, the maximum of a byte, the smallest maximum, and zero.
        .macro  CONSTANTS
        vpbroadcastd zmm24, dword ptr [rip + magnitude]
        vmovss  xmm25, dword ptr [rip + maximum_8]
        vmovss  xmm27, dword ptr [rip + smallest]
        vpxord  xmm28, xmm28, xmm28
        .endm

# void quantize_rows(x, to, starts, scales, blocks, rows, x pitch, pitch)
# Rounds rows to bytes, in blocks of 32 columns: see QuantizedRows.
#   rdi        x       f32 [rows, 32 blocks], rows at x pitch bytes
#   rsi        to      s8 [rows, 32 blocks]
#   rdx        starts  s32 [blocks, pitch / 4]
#   rcx        scales  f32 [blocks, pitch / 4]
#   r8         blocks
#   r9         rows
#   [X_PITCH]  bytes from row to row of x, [ROUND_PITCH] bytes from a block's starts and scales to those of the next
# Registers: those of ROUND; r15 blocks left.
        .p2align 6
quantize_rows:
        NUMBERS r8, r9
        ENTER
        CONSTANTS
        QUANTIZE_ROWS WIDE, 32

# void quantize_row(x, to, starts, scales, blocks)
# Rounds a row to bytes as dot_q4_vnni reads them.
#   rdi  x       f32 [32 blocks]
#   rsi  to      s8 [blocks, 8, 4, 4]
#   rdx  starts  s32 [blocks]
#   rcx  scales  f32 [blocks]
#   r8   blocks
# Registers: those of ROUND; zmm20 and zmm21 the lanes each group of four columns is in, zmm22 the order of its bytes.
        .p2align 6
quantize_row:
        NUMBERS r8
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

# The nibbles of a block of four rows, at \row and four, eight and twelve rows on, in the order of their columns: 16
# bytes a row.
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

# void pack_q4(rows, panel, blocks)
# Interleaves the rows of a panel in Q4_0: see PanelLayout.
#   rdi  rows    [64, blocks, 18], as files have them: an F16 scale, then 16 bytes of nibbles
#   rsi  panel   [blocks, BLOCK_BYTES]
#   rdx  blocks
# Registers: zmm0-7 sixteen rows each, in the order of their columns, zmm8-11 and zmm16-23 on their way; zmm28 where
# the scales of sixteen rows are, zmm29-31 masks; rcx bytes of a row, r10 and r11 4 and 12 times that, rax, r8 and r9
# rows.
        .p2align 6
pack_q4:
        NUMBERS rdx
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

# The mask of magnitudes, 1, the two norms, and the smallest norm.
        .macro  CONSTANTS_16
        vbroadcastss zmm24, dword ptr [rip + magnitude]
        vbroadcastss zmm25, dword ptr [rip + unit]
        vbroadcastss zmm26, dword ptr [rip + norm_16]
        vbroadcastss zmm27, dword ptr [rip + maximum_16]
        vbroadcastss zmm28, dword ptr [rip + smallest]
        .endm

# void round_rows(x, to, rows, columns, x pitch)
# Rounds rows to 16 bits, in blocks of ROUNDED columns.
#   rdi  x        f32 [rows, columns], rows at x pitch bytes
#   rsi  to       s16 [rows, columns], then f32 scales [blocks, rows]
#   rdx  rows
#   rcx  columns, even
#   r8   bytes from row to row of x
# Registers: zmm0-3 a block, zmm4-9 its magnitudes and squares, zmm24-28 of CONSTANTS_16, k1-k4 which columns there
# are; rax x, r9 scales of the row, r10 columns left, r11 scale of the block, r12 bytes from a block's scale to that
# of the next.
        .p2align 6
round_rows:
        NUMBERS rdx, rcx, r8
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

# Blocks of a panel, quarter after quarter of its outputs.
#   rdi w of the block, rsi the rounded block, r8 its scales, rdx columns left, rax columns of the block, rcx ahead
#   zmm0-3 two columns, zmm4 maxima, zmm5 and zmm6 sums of squares, zmm5 inverse scales, zmm24-28 of CONSTANTS_16
#   zmm29 mask of high halves, k1 the high words of 32 bits; r9 w, rbx the rounded quarter, r10 columns left of it
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

# void round_panel_f16(w, to, columns, ahead)
# Rounds a packed panel in F16 to 16 bits, in blocks of ROUNDED columns.
#   rdi  w        f16 [columns, 64]
#   rsi  to       s16 [columns / 2, 64, 2], then f32 scales [blocks, 64]
#   rdx  columns, even
#   rcx  how many bytes ahead memory is fetched
# Registers: see ROUND_PANEL.
        .p2align 6
round_panel_f16:
        NUMBERS rdx, rcx
        ROUND_PANEL IN_F16

# void round_panel_bf16(w, to, columns, ahead)
# As round_panel_f16, of a panel in BF16.
        .p2align 6
round_panel_bf16:
        NUMBERS rdx, rcx
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

# void multiply_rounded(x, w, sums, rows, columns, sums pitch)
# Rows with a panel, both rounded to 16 bits; adds to the sums.
#   rdi  x        as round_rows makes it
#   rsi  w        as round_panel_f16 makes it
#   rdx  sums     f32 [rows, 64] at sums pitch bytes
#   rcx  rows, a multiple of 4
#   r8   columns, a multiple of 16
#   r9   bytes from row to row of the sums
# Registers: zmm0-15 sums of four rows, zmm16-19 weights, zmm20-23 numbers of x, zmm24-27 of FINISH, zmm28-31 scales
# of the panel; the others as in MULTIPLY_ROUNDED.
        .p2align 6
multiply_rounded:
        NUMBERS rcx, r8, r9
        MULTIPLY_ROUNDED WIDE, 7

# void keys_f16(query, keys, to, blocks)
# Attention scores of a query with cached keys in F16.
#   rdi  query   f32 [64], scaled by 2^56, as sums are here: together they make up for the difference of the biases
#   rsi  keys    u32 [blocks, 32, 16]
#   rdx  to      f32 [blocks, 16], set
#   rcx  blocks
# Registers: zmm0-3 sums, zmm4-7 keys, zmm8-11 numbers of the query, zmm12 scale, zmm13 mask.
        .p2align 6
keys_f16:
        NUMBERS rcx
        KEYS_F16 zmm, d, 64

# void values_f16(probabilities, values, to, count)
# Adds the cached values in F16 of some positions, each times its probability.
#   rdi  probabilities  f32 [count]
#   rsi  values         u32 [count, 32]
#   rdx  to             f32 [64], added to
#   rcx  count
# Registers: zmm0-3 sums, zmm8 and zmm9 values, zmm12 the probability scaled, zmm13 mask.
        .p2align 6
values_f16:
        NUMBERS rcx
        VALUES_F16 zmm, d, 64

# void keys_q8(query, keys, scales, more scales, to, blocks)
# Attention scores of a query with cached keys in Q8_0.
#   rdi  query        f32 [64]
#   rsi  keys         u32 [blocks, 16, 16]
#   rdx  scales       f16 [blocks, 16], of the first 32 columns
#   rcx  more scales  f16 [blocks, 16], of the last 32
#   r8   to           f32 [blocks, 16], set
#   r9   blocks
# Registers: zmm0-3 sums of 32 columns, zmm4-7 numbers of the query, zmm8-12 keys, zmm13 scores of the first 32.
        .p2align 6
keys_q8:
        NUMBERS r9
        KEYS_Q8 zmm, 32, 64

# void values_q8(probabilities, more probabilities, values, to, count)
# Adds the cached values in Q8_0 of some positions, each times its probability.
#   rdi  probabilities       f32 [count], times the scale of the first 32 columns
#   rsi  more probabilities  f32 [count], times that of the last 32
#   rdx  values              u32 [count, 16]
#   rcx  to                  f32 [64], added to
#   r8   count
# Registers: zmm0-3 sums, zmm8-12 values, zmm14 and zmm15 the two probabilities.
        .p2align 6
values_q8:
        NUMBERS r8
        VALUES_Q8 zmm, 64

# void dot_q8(panel, x, sums, blocks)
# A single row of F32 with a panel in Q8_0; sets the sums.
#   rdi  panel   [blocks, 2176]
#   rsi  x       f32 [32 blocks]
#   rdx  sums    f32 [64], set
#   rcx  blocks
# Registers: zmm0-3 sums so far, zmm4-7 sums of the block, zmm8-12 weights, zmm13 mask, zmm16-19 numbers of x.
        .p2align 6
dot_q8:
        NUMBERS rcx
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
