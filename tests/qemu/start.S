/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The guest's first instructions, its interrupt vectors, and what C cannot say. Addresses are equal
 * in real mode and translated, so that all code runs in both.
 */

#define FRAME_BYTES 192

        .machine power8
        .section .text.start, "ax"

/* QEMU's memory starts as zeros, so that .bss needs no clearing. */
        .globl start
start:  mfmsr   %r3
        li      %r4, 1
        rldimi  %r3, %r4, 63, 0
        mtmsrd  %r3             /* 64-bit mode, which not all firmware is in */
        isync

        lis     %r1, stack_top@ha
        addi    %r1, %r1, stack_top@l
        lis     %r2, .TOC.@ha
        addi    %r2, %r2, .TOC.@l

        lis     %r3, vectors@ha
        addi    %r3, %r3, vectors@l
        li      %r4, 0x100
        li      %r5, (vectors_end - vectors) / 4
        mtctr   %r5
1:      lwz     %r6, 0(%r3)
        stw     %r6, 0(%r4)
        dcbst   0, %r4
        sync
        icbi    0, %r4
        addi    %r3, %r3, 4
        addi    %r4, %r4, 4
        bdnz    1b
        isync

        bl      run_guest
        b       .

/* For 0x100 to 0xfff. The branch is absolute, so that it may be copied. */
        .balign 0x20
vectors:
        .set    vector, 0x100
        .rept   (0x1000 - 0x100) / 0x20
        mtsprg  0, %r1
        mtsprg  1, %r3
        li      %r3, vector
        ba      enter_interrupt
        .balign 0x20
        .set    vector, vector + 0x20
        .endr
vectors_end:

/*
 * Interrupts arrive in real mode and the handler stays in it: it works however the table looks. It
 * runs on a stack of its own and is not interrupted. C keeps the other registers.
 */
enter_interrupt:
        lis     %r1, interrupt_stack_top@ha
        addi    %r1, %r1, interrupt_stack_top@l
        stdu    %r1, -FRAME_BYTES(%r1)
        std     %r0, 32(%r1)
        std     %r2, 40(%r1)
        .irp    n, 4, 5, 6, 7, 8, 9, 10, 11, 12
        std     %r\n, 16+8*\n(%r1)
        .endr
        mfcr    %r4
        mflr    %r5
        mfctr   %r6
        mfxer   %r7
        mfsrr0  %r8
        mfsrr1  %r9
        std     %r4, 120(%r1)
        std     %r5, 128(%r1)
        std     %r6, 136(%r1)
        std     %r7, 144(%r1)
        std     %r8, 152(%r1)
        std     %r9, 160(%r1)
        lis     %r2, .TOC.@ha
        addi    %r2, %r2, .TOC.@l
        bl      handle_interrupt
        ld      %r4, 120(%r1)
        ld      %r5, 128(%r1)
        ld      %r6, 136(%r1)
        ld      %r7, 144(%r1)
        ld      %r8, 152(%r1)
        ld      %r9, 160(%r1)
        mtcr    %r4
        mtlr    %r5
        mtctr   %r6
        mtxer   %r7
        mtsrr0  %r8             /* an hcall may have changed them */
        mtsrr1  %r9
        ld      %r0, 32(%r1)
        ld      %r2, 40(%r1)
        .irp    n, 4, 5, 6, 7, 8, 9, 10, 11, 12
        ld      %r\n, 16+8*\n(%r1)
        .endr
        mfsprg  %r3, 1
        mfsprg  %r1, 0
        rfid

/* int64_t hcall(uint64_t returned[8], uint64_t token, and four arguments) */
        .globl  hcall
        .type   hcall, @function
hcall:  std     %r3, -8(%r1)
        mr      %r3, %r4
        mr      %r4, %r5
        mr      %r5, %r6
        mr      %r6, %r7
        mr      %r7, %r8
        sc      1
        ld      %r12, -8(%r1)
        .irp    n, 4, 5, 6, 7, 8, 9, 10, 11
        std     %r\n, 8*(\n-4)(%r12)
        .endr
        blr

        .section .bss
        .balign 16
        .space  4096
stack_top:
        .space  4096
interrupt_stack_top:
