# What functions of several instruction sets share. Macros take \v, the vectors' registers zmm or ymm, and \n, their
# bytes; \d is what the names of some instructions end with for zmm.

        .set AHEAD, 3072        # how far ahead of its use a weight is fetched
        .set CACHE_AHEAD, 2048  # and a cached key or value
        .set ROUNDED, 64        # columns of numbers of 16 bits that have a common scale
        .set IN_F16, 0          # what a panel is packed in
        .set IN_BF16, 1

# Zeroes vector registers, all of their bits; only those up to 15 have these names in every processor.
        .macro  ZERO registers:vararg
        .irp    i, \registers
        vpxor   xmm\i, xmm\i, xmm\i
        .endr
        .endm

        .set BLOCKS, 56         # numbers on the stack, once ENTER has put registers there
        .set ROWS, 64
        .set PITCH, 72
        .set X_PITCH, 72        # those of quantize_rows
        .set ROUND_PITCH, 80
        .set OUTPUT_BYTES, 80   # and of multiply_split

# The first numbers of a function from the stack to registers, at its very beginning.
        .macro  NUMBERS registers:vararg
        .set    number, 0
        .irp    r, \registers
        mov     \r, [rsp + 8 + 8 * number]
        .set    number, number + 1
        .endr
        .endm

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

# Numbers are rounded to 16 bits in blocks: the maximum becomes at most 32,767 and the root of the sum of squares at
# most 46,000, so that no sum of products of a block leaves 32 bits (by Cauchy and Schwarz). A NaN makes its block's
# scale NaN.

# Rows x at rdi with a panel w at rsi, block after block, four rows at a time; \width is WIDE or NARROW, which name
# what differs, and \shift the logarithm of the bytes of a column of two.
#   rdi x of the block, rsi w of the block, rdx sums, r9 sums pitch
#   r10 bytes of a row of x, rcx 3 times that, r11 scales of x, r12 scales of w
#   rax w, r13 x of the four rows, r14 their sums, r15 rows left, rbp columns of the block, r8 columns left of it, rbx
#   of all
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

# Cached keys and values of one head of 64 columns, see HeadLayout, for a single query.

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

# A single row of F32 with a panel in Q8_0, see PanelLayout: for each 32 columns 8 times its rows in words of four
# columns, then their F16 scales in pairs.

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
