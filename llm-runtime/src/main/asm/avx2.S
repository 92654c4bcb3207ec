# Functions in 256-bit vectors with AVX2, FMA and F16C. In Q4_0 a panel has 32 rows: a block is 16 vectors of 16-bit
# lanes, two for each four columns, whose low halves of 32 bits are rows 0 to 7 (16 to 23 in the second vector) and
# high halves rows 8 to 15 (24 to 31), then the F16 scales in the same order. A lane of 16 bits holds the nibbles of
# one row, so their products with four numbers are added up in it; modulo 2^16, since with the start the sum of a
# block fits.
#
# All other panels have 16 rows. Those of F16 and BF16 hold row 0 to 7 in the low halves of 32 bits and 8 to 15 in the
# high ones, 32 bytes a column.

        .set NARROW_BLOCK_BYTES, 576
        .set NARROW_NIBBLE_BYTES, 512

# The F16 scales of a block at \at to F32, rows 0 to 7, 8 to 15, 16 to 23 and 24 to 31; ymm15 holds the order of
# halves.
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

# The nibbles at \at to bytes: those of columns 0 and 2 to ymm\a and ymm\c, of 1 and 3 to ymm\b and ymm\d; ymm14 holds
# the mask.
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

# void dot_q4_avx2(panel, x, starts, scales, sums, blocks)
# A single row of bytes with a panel in Q4_0; sets the sums.
#   rdi  panel   [blocks, NARROW_BLOCK_BYTES]
#   rsi  x       s8 [blocks, 8, 8], numbers 0 and 2 of four columns twice, then 1 and 3 twice
#   rdx  starts  s16 [blocks, 2]
#   rcx  scales  f32 [blocks]
#   r8   sums    f32 [32], set
#   r9   blocks
# Registers: ymm0-3 sums so far, ymm4 and ymm5 sums of the block in 16 bits, ymm6-9 nibbles, ymm10 and ymm11 numbers
# of x, ymm10-13 scales, ymm14 mask of nibbles, ymm15 order of halves.
        .p2align 6
dot_q4_avx2:
        NUMBERS r9
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

# void multiply_q4_avx2(panel, x, starts, scales, sums, work, blocks, rows, pitch)
# Rows of bytes with a panel in Q4_0: four rows at a time, then one by one; adds to the sums.
#   rdi       panel   [blocks, NARROW_BLOCK_BYTES]
#   rsi       x       s8 [rows, blocks, 8, 8], numbers 0 and 2 of four columns twice, then 1 and 3 twice
#   rdx       starts  s16 [blocks, pitch / 4, 2]
#   rcx       scales  f32 [blocks, pitch / 4]
#   r8        sums    f32 [rows, 32], added to
#   r9        work    2 KiB + 64: the block in bytes at 0, its scales at 1 KiB
#   [BLOCKS]  blocks, [ROWS] rows, [PITCH] bytes from a block's starts and scales to those of the next
# Registers: ymm0-7 sums of four rows in 16 bits, ymm8-11 weights, ymm12-15 products; r10 x of the row, r11 its sums,
# rbx its scale, rbp its start, rax rows left, r15 blocks left, r14 bytes of a row of x, r12 3 times that.
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

# The maximum, or the sum, of eight numbers of 32 bits in ymm\a, in every lane of xmm\a.
        .macro  NARROW_REDUCE op, a, t
        vextracti128 xmm\t, ymm\a, 1
        \op  xmm\a, xmm\a, xmm\t
        vpshufd xmm\t, xmm\a, 0x4e
        \op  xmm\a, xmm\a, xmm\t
        vpshufd xmm\t, xmm\a, 0xb1
        \op  xmm\a, xmm\a, xmm\t
        .endm

# The 32 numbers at rax, rounded to bytes at rsi; their start to [r10], their scale to [r11]. ymm12 holds the mask of
# magnitudes, ymm13 to ymm15 the order of bytes; uses ymm0-7 and rbx.
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
        vmovss  xmm6, dword ptr [rip + maximum_8]
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

# void quantize_rows_avx2(x, to, starts, scales, blocks, rows, x pitch, pitch)
# Rounds rows to bytes, in blocks of 32 columns: see QuantizedRows. NaN, and numbers too small for a scale, give what
# quantize_rows gives.
#   rdi        x       f32 [rows, 32 blocks], rows at x pitch bytes
#   rsi        to      s8 [rows, blocks, 8, 8]
#   rdx        starts  s16 [blocks, pitch / 4, 2]
#   rcx        scales  f32 [blocks, pitch / 4]
#   r8         blocks
#   r9         rows
#   [X_PITCH]  bytes from row to row of x, [ROUND_PITCH] bytes from a block's starts and scales to those of the next
# Registers: those of NARROW_BLOCK; r15 blocks left.
        .p2align 6
quantize_rows_avx2:
        NUMBERS r8, r9
        ENTER
        vpbroadcastd ymm12, dword ptr [rip + magnitude]
        vpmovzxbd ymm13, [rip + groups]
        vpmovzxbd ymm14, [rip + groups + 8]
        vbroadcasti128 ymm15, [rip + twice]
        QUANTIZE_ROWS NARROW, 64

        .macro  NARROW_CONSTANTS_16
        vbroadcastss ymm12, dword ptr [rip + magnitude]
        vbroadcastss ymm13, dword ptr [rip + unit]
        vbroadcastss ymm14, dword ptr [rip + norm_16]
        vbroadcastss ymm15, dword ptr [rip + maximum_16]
        .endm

# void round_rows_avx2(x, to, rows, columns, x pitch)
# As round_rows; columns is a multiple of 16.
#   rdi  x        f32 [rows, columns], rows at x pitch bytes
#   rsi  to       s16 [rows, columns], then f32 scales [blocks, rows]
#   rdx  rows
#   rcx  columns
#   r8   bytes from row to row of x
# Registers: ymm0-3 numbers on their way, ymm4 maxima, ymm8 and ymm9 sums of squares, ymm12-15 of NARROW_CONSTANTS_16;
# rax the end of the block, rbx minus the bytes left of it, r9 scales of the row, r10 columns left, r11 scale of the
# block.
        .p2align 6
round_rows_avx2:
        NUMBERS rdx, rcx, r8
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

        .macro  NARROW_MAXIMUM a, m, q
        vpand   ymm2, ymm\a, ymm12
        vpmaxsd ymm\m, ymm\m, ymm2
        vfmadd231ps ymm\q, ymm\a, ymm\a
        .endm

# Roots of sums of squares in ymm\q and maxima in ymm\m to scales, which go to \to, and their inverses in ymm\q.
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

# Blocks of a panel: once for maxima and squares, then to round them.
#   rdi w of the block, rsi the rounded block, r8 its scales, rdx columns left, rax columns left of the block, rcx
#   ahead ymm0-3 two columns, ymm4 and ymm5 maxima, ymm6 and ymm7 sums of squares, then inverse scales; ymm10 mask of
#   halves, ymm11 scale of F16, ymm12-15 of NARROW_CONSTANTS_16; r9 w, r10 columns left, in the first pass
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
        NARROW_MAXIMUM 0, 4, 6
        NARROW_MAXIMUM 1, 5, 7
        NARROW_COLUMN \type, 0, 1, r9 + 32
        NARROW_MAXIMUM 0, 4, 6
        NARROW_MAXIMUM 1, 5, 7
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

# void round_panel_f16_avx2(w, to, columns, ahead)
# Rounds a packed panel in F16 to 16 bits, in blocks of ROUNDED columns.
#   rdi  w        f16 [columns, 16]
#   rsi  to       s16 [columns / 2, 16, 2], then f32 scales [blocks, 16]
#   rdx  columns, even
#   rcx  how many bytes ahead memory is fetched
# Registers: see NARROW_ROUND_PANEL.
        .p2align 6
round_panel_f16_avx2:
        NUMBERS rdx, rcx
        NARROW_ROUND_PANEL IN_F16

# void round_panel_bf16_avx2(w, to, columns, ahead)
# As round_panel_f16_avx2, of a panel in BF16.
        .p2align 6
round_panel_bf16_avx2:
        NUMBERS rdx, rcx
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

# void multiply_rounded_avx2(x, w, sums, rows, columns, sums pitch)
# Rows with a panel, both rounded to 16 bits; adds to the sums.
#   rdi  x        as round_rows_avx2 makes it
#   rsi  w        as round_panel_f16_avx2 makes it
#   rdx  sums     f32 [rows, 16] at sums pitch bytes
#   rcx  rows, a multiple of 4
#   r8   columns, a multiple of 16
#   r9   bytes from row to row of the sums
# Registers: ymm0-7 sums of four rows, ymm8 and ymm9 weights, ymm10-12 numbers of x and products, ymm14 and ymm15
# scales of the panel; the others as in MULTIPLY_ROUNDED.
        .p2align 6
multiply_rounded_avx2:
        NUMBERS rcx, r8, r9
        MULTIPLY_ROUNDED NARROW, 5

# void keys_f16_avx2(query, keys, to, blocks)
# Attention scores of a query with cached keys in F16.
#   rdi  query   f32 [64], scaled by 2^56, as sums are here: together they make up for the difference of the biases
#   rsi  keys    u32 [blocks, 32, 8]
#   rdx  to      f32 [blocks, 8], set
#   rcx  blocks
# Registers: ymm0-3 sums, ymm4-7 keys, ymm8-11 numbers of the query, ymm12 scale, ymm13 mask.
        .p2align 6
keys_f16_avx2:
        NUMBERS rcx
        KEYS_F16 ymm, , 32

# void values_f16_avx2(probabilities, values, to, count)
# Adds the cached values in F16 of some positions, each times its probability.
#   rdi  probabilities  f32 [count]
#   rsi  values         u32 [count, 32]
#   rdx  to             f32 [64], added to
#   rcx  count
# Registers: ymm0-7 sums, ymm8 and ymm9 values, ymm12 the probability scaled, ymm13 mask.
        .p2align 6
values_f16_avx2:
        NUMBERS rcx
        VALUES_F16 ymm, , 32

# void keys_q8_avx2(query, keys, scales, more scales, to, blocks)
# Attention scores of a query with cached keys in Q8_0.
#   rdi  query        f32 [64]
#   rsi  keys         u32 [blocks, 16, 8]
#   rdx  scales       f16 [blocks, 8], of the first 32 columns
#   rcx  more scales  f16 [blocks, 8], of the last 32
#   r8   to           f32 [blocks, 8], set
#   r9   blocks
# Registers: ymm0-3 sums of 32 columns, ymm4-7 numbers of the query, ymm8-12 keys, ymm13 scores of the first 32.
        .p2align 6
keys_q8_avx2:
        NUMBERS r9
        KEYS_Q8 ymm, 16, 32

# void values_q8_avx2(probabilities, more probabilities, values, to, count)
# Adds the cached values in Q8_0 of some positions, each times its probability.
#   rdi  probabilities       f32 [count], times the scale of the first 32 columns
#   rsi  more probabilities  f32 [count], times that of the last 32
#   rdx  values              u32 [count, 16]
#   rcx  to                  f32 [64], added to
#   r8   count
# Registers: ymm0-7 sums, ymm8-12 values, ymm14 and ymm15 the two probabilities.
        .p2align 6
values_q8_avx2:
        NUMBERS r8
        VALUES_Q8 ymm, 32

# void dot_q8_avx2(panel, x, sums, blocks)
# A single row of F32 with a panel in Q8_0; sets the sums.
#   rdi  panel   [blocks, 544]
#   rsi  x       f32 [32 blocks]
#   rdx  sums    f32 [16], set
#   rcx  blocks
# Registers: ymm0 and ymm1 sums so far, ymm4-7 sums of the block, ymm8-12 weights, ymm13 mask, ymm2, ymm3, ymm14 and
# ymm15 numbers of x.
        .p2align 6
dot_q8_avx2:
        NUMBERS rcx
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
