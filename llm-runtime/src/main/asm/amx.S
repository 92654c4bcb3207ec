# Functions with the tiles of AMX, for panels laid out as vnni.S says, whose macros they use too. A tile has 16 rows
# of 64 bytes.

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

# Sixteen rows at r10 times the block in tmm4 to tmm7, to rbp; between the parts stands what the other units do
# meanwhile.
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

# void multiply_q4_amx(panel, x, starts, scales, sums, work, blocks, rows, pitch)
# As multiply_q4_vnni, sixteen rows at a time: the tiles multiply the next rows while those before are scaled and
# added.
#   rdi       panel   [blocks, BLOCK_BYTES]
#   rsi       x       s8 [rows up to a multiple of 16, 32 blocks]
#   rdx       starts, which are not read: nibbles are made numbers with a sign
#   rcx       scales  f32 [blocks, pitch / 4]
#   r8        sums    f32 [rows, 64], added to
#   r9        work    12 KiB + 64: the block in bytes at 0, products of sixteen rows at 4 KiB and at 8 KiB in turns
#   [BLOCKS]  blocks, [ROWS] rows, [PITCH] bytes from a block's scales to those of the next
# Registers: tmm0-2 products, tmm3 rows, tmm4-7 weights; zmm0-8 a row on its way, zmm16-19 scales of the panel; r10 x,
# rbp products to come, r11 those to be added, r13 their sums, rbx their scales, r12 rows left, r15 blocks left.
        .p2align 6
multiply_q4_amx:
        ENTER
        ALIGN
        # the shapes of the tiles, palette 1: tmm0 to 2 are products of 16 rows, tmm3 is 16 rows of 32 numbers, tmm4
        # to 7 are 8 groups of 16 rows of 4 columns
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

# void split_rows(x, to, rows, columns, x pitch)
# The bf16 split of rows: each number becomes the sum of two of BF16.
#   rdi  x        f32 [rows, columns], rows at x pitch bytes
#   rsi  to       bf16 [rows, 2, columns], the larger parts of a row before the smaller
#   rdx  rows
#   rcx  columns, a multiple of 32
#   r8   bytes from row to row of x
# Registers: zmm0-5 of SPLIT; rax x, r9 how far ahead rows are fetched, r10 columns left, r11 the smaller parts.
        .p2align 6
split_rows:
        NUMBERS rdx, rcx, r8
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

# The bf16 split of sixteen rows and two columns, in zmm0 and zmm1, in pairs to \at of both halves of the result.
        .macro  PUT_PAIRS at:vararg
        SPLIT   0, 1, 2, 3, 4, 5
        vpermw  zmm2, zmm20, zmm2
        vpermw  zmm3, zmm20, zmm3
        vmovdqu32 [rsi + \at], zmm2
        vmovdqu32 [rax + \at], zmm3
        .endm

# void split_panel(w, to, columns)
# The bf16 split of a panel in F32.
#   rdi  w        f32 [columns, 64]
#   rsi  to       bf16 [2, columns / 2, 64, 2], all larger parts before the smaller
#   rdx  columns, even
# Registers: zmm0-5 of SPLIT, zmm20 the order of pairs; rax the smaller parts.
        .p2align 6
split_panel:
        NUMBERS rdx
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

# void split_panel_f16(w, to, columns, ahead)
# The bf16 split of a packed panel in F16, whose low halves of 32 bits are rows 0 to 15 (32 to 47 in the second
# vector) and high halves rows 16 to 31 (48 to 63).
#   rdi  w        f16 [columns, 64]
#   rsi  to       bf16 [2, columns / 2, 64, 2], all larger parts before the smaller
#   rdx  columns, even
#   rcx  how many bytes ahead memory is fetched
# Registers: zmm0-5 of SPLIT, zmm6 and zmm7 two columns, zmm20 the order of pairs; rax the smaller parts.
        .p2align 6
split_panel_f16:
        NUMBERS rdx, rcx
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

# void multiply_split(x, w, sums, rows, columns, sums pitch, 4 outputs)
# Rows with the first outputs of a panel, both of the bf16 split: all four products of parts, added up in F32.
#   rdi             x        bf16 [rows, 2, columns]
#   rsi             w        bf16 [2, columns / 2, 64, 2]
#   rdx             sums     f32 [rows, outputs] at sums pitch bytes, added to
#   rcx             rows, a multiple of 32
#   r8              columns, a multiple of 32
#   r9              bytes from row to row of the sums
#   [OUTPUT_BYTES]  4 outputs; outputs are a multiple of 32
# Registers: tmm0-3 sums of 32 rows and 32 outputs, tmm4 and tmm5 rows, tmm6 and tmm7 weights; rax x, rbx w, rbp the
# first output in bytes, r15 columns left; the constants r10 to r14 are explained where they are set.
        .p2align 6
multiply_split:
        NUMBERS rcx, r8, r9
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
