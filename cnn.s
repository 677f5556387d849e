       1    140 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op01_conv_2d
       1    144 sub        sp, #124	@ 0x7c   op01_conv_2d
       1    146 addw       sl, r0, #3800	@ 0xed8   op01_conv_2d
       1    14a mvn        r3, #1   op01_conv_2d
       1    14e addw       r9, r0, #3854	@ 0xf0e   op01_conv_2d
       1    152 mov        r8, r0   op01_conv_2d
       1    154 mov        fp, r0   op01_conv_2d
       1    156 str        sl, [sp, #72]	@ 0x48   op01_conv_2d
       1    15a mov        r6, r3   op01_conv_2d
       1    15c mov        r5, r9   op01_conv_2d
       4    15e cmp        r6, #0   op01_conv_2d
       4    160 rsb        r3, r6, #100	@ 0x64   op01_conv_2d
       4    164 ite        gt   op01_conv_2d
       4    166 movgt      r1, #0   op01_conv_2d
       4    168 movle      r1, #1   op01_conv_2d
       4    16a cmp        r3, #34	@ 0x22   op01_conv_2d
       4    16c mov        sl, r3   op01_conv_2d
       4    16e it         ge   op01_conv_2d
       4    170 movge      sl, #34	@ 0x22   op01_conv_2d
       4    174 sub        r2, sl, r1, lsl #1   op01_conv_2d
       4    178 cmp        r1, #0   op01_conv_2d
       4    17a beq        7fc <op01_conv_2d+0x6bc>   op01_conv_2d
       1    17e addw       r1, r8, #3798	@ 0xed6   op01_conv_2d
      28    182 movw       r0, #65532	@ 0xfffc   op01_conv_2d
      28    186 strh       r0, [r1, #2]!   op01_conv_2d
      28    18a cmp        r1, r5   op01_conv_2d
      28    18c bne        182 <op01_conv_2d+0x42>   op01_conv_2d
       1    18e adds       r1, r6, #2   op01_conv_2d
       1    190 rsb        r1, r1, r1, lsl #3   op01_conv_2d
       1    194 rsb        r2, r2, r2, lsl #3   op01_conv_2d
       1    198 add        r1, r8, r1, lsl #1   op01_conv_2d
       1    19c lsls       r2, r2, #1   op01_conv_2d
       1    19e add        r9, r1, #2400	@ 0x960   op01_conv_2d
       1    1a2 add        r4, r8, #3856	@ 0xf10   op01_conv_2d
       4    1a6 strd       r3, sl, [sp, #4]   op01_conv_2d
       4    1aa mov        r1, r4   op01_conv_2d
       4    1ac mov        r0, r9   op01_conv_2d
       4    1ae add        lr, r9, r2   op01_conv_2d
     392    1b2 ldr        r3, [r0], #4   op01_conv_2d
     392    1b6 sxtb16     sl, r3   op01_conv_2d
     392    1ba sxtb16     ip, r3, ror #8   op01_conv_2d
     392    1be pkhbt      r3, sl, ip, lsl #16   op01_conv_2d
     392    1c2 pkhtb      ip, ip, sl, asr #16   op01_conv_2d
     392    1c6 sub        r7, lr, r0   op01_conv_2d
     392    1ca cmp        r7, #3   op01_conv_2d
     392    1cc str        r3, [r1, #0]   op01_conv_2d
     392    1ce str        ip, [r1, #4]   op01_conv_2d
     392    1d2 add        r1, r1, #8   op01_conv_2d
     392    1d6 bgt        1b2 <op01_conv_2d+0x72>   op01_conv_2d
       4    1d8 sub        ip, r2, #4   op01_conv_2d
       4    1dc mov        r1, ip, lsr #2   op01_conv_2d
       4    1e0 cmp        r2, #3   op01_conv_2d
       4    1e2 rsb        r0, r1, r1, lsl #30   op01_conv_2d
       4    1e6 mov        r0, r0, lsl #2   op01_conv_2d
       4    1ea it         le   op01_conv_2d
       4    1ec movle      r0, #0   op01_conv_2d
       4    1ee adds       r0, r0, ip   op01_conv_2d
       4    1f2 ldrd       r3, sl, [sp, #4]   op01_conv_2d
       4    1f6 beq        220 <op01_conv_2d+0xe0>   op01_conv_2d
       4    220 rsb        r1, sl, #34	@ 0x22   op01_conv_2d
       4    224 rsb        r1, r1, r1, lsl #3   op01_conv_2d
       4    228 cmp        r3, #33	@ 0x21   op01_conv_2d
       4    22a mov        r1, r1, lsl #1   op01_conv_2d
       4    22e bgt        246 <op01_conv_2d+0x106>   op01_conv_2d
       1    230 adds       r3, r1, r2   op01_conv_2d
       1    232 add        r2, r4, r2, lsl #1   op01_conv_2d
       1    236 add        r4, r4, r3, lsl #1   op01_conv_2d
     308    23a movw       r3, #65532	@ 0xfffc   op01_conv_2d
     308    23e strh       r3, [r2], #2   op01_conv_2d
     308    242 cmp        r2, r4   op01_conv_2d
     308    244 bne        23a <op01_conv_2d+0xfa>   op01_conv_2d
       4    246 rsb        r1, r6, #98	@ 0x62   op01_conv_2d
       4    24a ldr        r3, [pc, #860]	@ (5a8 <op01_conv_2d+0x468>)   op01_conv_2d
       4    24c ldr        r0, [pc, #860]	@ (5ac <op01_conv_2d+0x46c>)   op01_conv_2d
       4    24e ldr        r4, [pc, #864]	@ (5b0 <op01_conv_2d+0x470>)   op01_conv_2d
       4    250 str        r0, [sp, #36]	@ 0x24   op01_conv_2d
       4    252 cmp        r1, #30   op01_conv_2d
       4    254 it         ge   op01_conv_2d
       4    256 movge      r1, #30   op01_conv_2d
       4    258 umull      r2, r3, r3, r1   op01_conv_2d
       4    25c bic        r2, r3, #1   op01_conv_2d
       4    260 add        r2, r2, r3, lsr #1   op01_conv_2d
       4    264 ldr        r3, [pc, #844]	@ (5b4 <op01_conv_2d+0x474>)   op01_conv_2d
       4    266 str        r2, [sp, #20]   op01_conv_2d
       4    268 strd       fp, r3, [sp, #44]	@ 0x2c   op01_conv_2d
       4    26c rsb        r3, r2, r2, lsl #3   op01_conv_2d
       4    270 add        r3, r8, r3, lsl #2   op01_conv_2d
       4    274 addw       r3, r3, #3800	@ 0xed8   op01_conv_2d
       4    278 str        r3, [sp, #80]	@ 0x50   op01_conv_2d
       4    27a add        r3, r2, r2, lsl #1   op01_conv_2d
       4    27e lsls       r3, r3, #3   op01_conv_2d
       4    280 str        r3, [sp, #84]	@ 0x54   op01_conv_2d
       4    282 add        r3, r1, r1, lsl #1   op01_conv_2d
       4    286 lsls       r3, r3, #3   op01_conv_2d
       4    288 str        r3, [sp, #64]	@ 0x40   op01_conv_2d
       4    28a adds       r3, r0, #4   op01_conv_2d
       4    28c str        r3, [sp, #24]   op01_conv_2d
       4    28e movs       r2, #3   op01_conv_2d
       4    290 movs       r3, #0   op01_conv_2d
       4    292 strd       r2, r3, [sp, #52]	@ 0x34   op01_conv_2d
       4    296 strd       r6, fp, [sp, #88]	@ 0x58   op01_conv_2d
       4    29a strd       r8, r5, [sp, #96]	@ 0x60   op01_conv_2d
       4    29e str        r1, [sp, #76]	@ 0x4c   op01_conv_2d
       4    2a0 str        r4, [sp, #68]	@ 0x44   op01_conv_2d
      24    2a2 ldr        r3, [sp, #48]	@ 0x30   op01_conv_2d
      24    2a4 ldr        ip, [sp, #68]	@ 0x44   op01_conv_2d
      24    2a8 sub        r2, r3, #288	@ 0x120   op01_conv_2d
      24    2ac str        r2, [sp, #60]	@ 0x3c   op01_conv_2d
      24    2ae ldr        r2, [sp, #20]   op01_conv_2d
      24    2b0 cmp        r2, #0   op01_conv_2d
      24    2b2 ble        7f6 <op01_conv_2d+0x6b6>   op01_conv_2d
      24    2b6 mov        sl, r3   op01_conv_2d
      24    2b8 movs       r7, #0   op01_conv_2d
      48    2ba sub        r3, sl, #288	@ 0x120   op01_conv_2d
      48    2be str        r3, [sp, #40]	@ 0x28   op01_conv_2d
      48    2c0 ldr        r3, [sp, #72]	@ 0x48   op01_conv_2d
      48    2c2 str        r3, [sp, #16]   op01_conv_2d
      48    2c4 ldr        r3, [sp, #44]	@ 0x2c   op01_conv_2d
      48    2c6 str        r7, [sp, #28]   op01_conv_2d
      48    2c8 add        lr, r3, r7   op01_conv_2d
      48    2cc movs       r3, #0   op01_conv_2d
      48    2ce str        r3, [sp, #8]   op01_conv_2d
      48    2d0 str        ip, [sp, #4]   op01_conv_2d
      48    2d4 str        sl, [sp, #32]   op01_conv_2d
      48    2d8 str        lr, [sp, #12]   op01_conv_2d
     396    2dc ldr        r3, [sp, #32]   op01_conv_2d
     396    2de str        r3, [sp, #104]	@ 0x68   op01_conv_2d
     396    2e0 ldr        r3, [sp, #8]   op01_conv_2d
     396    2e2 ldr        r1, [sp, #28]   op01_conv_2d
     396    2e4 ldr        r2, [sp, #36]	@ 0x24   op01_conv_2d
     396    2e6 ldr        r0, [sp, #24]   op01_conv_2d
     396    2e8 ldr        r4, [sp, #12]   op01_conv_2d
     396    2ea adds       r3, #3   op01_conv_2d
     396    2ec str        r3, [sp, #8]   op01_conv_2d
     396    2ee ldr        r3, [r2, r1, lsl #2]   op01_conv_2d
     396    2f2 mov        r2, r3   op01_conv_2d
     396    2f4 ldr        r3, [r0, r1, lsl #2]   op01_conv_2d
     396    2f8 ldr        r1, [sp, #16]   op01_conv_2d
     396    2fa adds       r4, #72	@ 0x48   op01_conv_2d
     396    2fc mov        r0, r1   op01_conv_2d
     396    2fe adds       r1, #84	@ 0x54   op01_conv_2d
     396    300 str        r1, [sp, #16]   op01_conv_2d
     396    302 str        r4, [sp, #12]   op01_conv_2d
     396    304 ldr        r1, [sp, #40]	@ 0x28   op01_conv_2d
     396    306 mov        r4, r2   op01_conv_2d
     396    308 mov        r7, r3   op01_conv_2d
     396    30a mov        r5, r2   op01_conv_2d
     396    30c mov        r6, r3   op01_conv_2d
     396    30e ldrd       r8, r9, [r1], #16   op01_conv_2d
     396    312 sxtb16     sl, r8   op01_conv_2d
     396    316 sxtb16     fp, r9   op01_conv_2d
     396    31a ldrd       ip, lr, [r0, #28]   op01_conv_2d
     396    31e smlad      r4, r8, ip, r4   op01_conv_2d
     396    322 smlad      r7, sl, ip, r7   op01_conv_2d
     396    326 smlad      r4, r9, lr, r4   op01_conv_2d
     396    32a smlad      r7, fp, lr, r7   op01_conv_2d
     396    32e ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
     396    332 smlad      r5, r8, ip, r5   op01_conv_2d
     396    336 smlad      r6, sl, ip, r6   op01_conv_2d
     396    33a smlad      r5, r9, lr, r5   op01_conv_2d
     396    33e smlad      r6, fp, lr, r6   op01_conv_2d
     396    342 ldrd       ip, lr, [r0], #8   op01_conv_2d
     396    346 smlad      r2, r8, ip, r2   op01_conv_2d
     396    34a smlad      r3, sl, ip, r3   op01_conv_2d
     396    34e smlad      r2, r9, lr, r2   op01_conv_2d
     396    352 smlad      r3, fp, lr, r3   op01_conv_2d
     396    356 ldrd       r8, r9, [r1], #16   op01_conv_2d
     396    35a sxtb16     sl, r8   op01_conv_2d
     396    35e sxtb16     fp, r9   op01_conv_2d
     396    362 ldrd       ip, lr, [r0, #28]   op01_conv_2d
     396    366 smlad      r4, r8, ip, r4   op01_conv_2d
     396    36a smlad      r7, sl, ip, r7   op01_conv_2d
     396    36e smlad      r4, r9, lr, r4   op01_conv_2d
     396    372 smlad      r7, fp, lr, r7   op01_conv_2d
     396    376 ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
     396    37a smlad      r5, r8, ip, r5   op01_conv_2d
     396    37e smlad      r6, sl, ip, r6   op01_conv_2d
     396    382 smlad      r5, r9, lr, r5   op01_conv_2d
     396    386 smlad      r6, fp, lr, r6   op01_conv_2d
     396    38a ldrd       ip, lr, [r0], #8   op01_conv_2d
     396    38e smlad      r2, r8, ip, r2   op01_conv_2d
     396    392 smlad      r3, sl, ip, r3   op01_conv_2d
     396    396 smlad      r2, r9, lr, r2   op01_conv_2d
     396    39a smlad      r3, fp, lr, r3   op01_conv_2d
    1584    39e ldrd       r8, r9, [r1], #16   op01_conv_2d
    1584    3a2 sxtb16     sl, r8   op01_conv_2d
    1584    3a6 sxtb16     fp, r9   op01_conv_2d
    1584    3aa ldrd       ip, lr, [r0, #28]   op01_conv_2d
    1584    3ae smlad      r4, r8, ip, r4   op01_conv_2d
    1584    3b2 smlad      r7, sl, ip, r7   op01_conv_2d
    1584    3b6 smlad      r4, r9, lr, r4   op01_conv_2d
    1584    3ba smlad      r7, fp, lr, r7   op01_conv_2d
    1584    3be ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
    1584    3c2 smlad      r5, r8, ip, r5   op01_conv_2d
    1584    3c6 smlad      r6, sl, ip, r6   op01_conv_2d
    1584    3ca smlad      r5, r9, lr, r5   op01_conv_2d
    1584    3ce smlad      r6, fp, lr, r6   op01_conv_2d
    1584    3d2 ldrd       ip, lr, [r0], #8   op01_conv_2d
    1584    3d6 smlad      r2, r8, ip, r2   op01_conv_2d
    1584    3da smlad      r3, sl, ip, r3   op01_conv_2d
    1584    3de smlad      r2, r9, lr, r2   op01_conv_2d
    1584    3e2 smlad      r3, fp, lr, r3   op01_conv_2d
    1584    3e6 ldrd       r8, r9, [r1], #16   op01_conv_2d
    1584    3ea sxtb16     sl, r8   op01_conv_2d
    1584    3ee sxtb16     fp, r9   op01_conv_2d
    1584    3f2 ldrd       ip, lr, [r0, #28]   op01_conv_2d
    1584    3f6 smlad      r4, r8, ip, r4   op01_conv_2d
    1584    3fa smlad      r7, sl, ip, r7   op01_conv_2d
    1584    3fe smlad      r4, r9, lr, r4   op01_conv_2d
    1584    402 smlad      r7, fp, lr, r7   op01_conv_2d
    1584    406 ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
    1584    40a smlad      r5, r8, ip, r5   op01_conv_2d
    1584    40e smlad      r6, sl, ip, r6   op01_conv_2d
    1584    412 smlad      r5, r9, lr, r5   op01_conv_2d
    1584    416 smlad      r6, fp, lr, r6   op01_conv_2d
    1584    41a ldrd       ip, lr, [r0], #8   op01_conv_2d
    1584    41e smlad      r2, r8, ip, r2   op01_conv_2d
    1584    422 smlad      r3, sl, ip, r3   op01_conv_2d
    1584    426 smlad      r2, r9, lr, r2   op01_conv_2d
    1584    42a smlad      r3, fp, lr, r3   op01_conv_2d
    1584    42e ldrd       r8, r9, [r1], #16   op01_conv_2d
    1584    432 sxtb16     sl, r8   op01_conv_2d
    1584    436 sxtb16     fp, r9   op01_conv_2d
    1584    43a ldrd       ip, lr, [r0, #28]   op01_conv_2d
    1584    43e smlad      r4, r8, ip, r4   op01_conv_2d
    1584    442 smlad      r7, sl, ip, r7   op01_conv_2d
    1584    446 smlad      r4, r9, lr, r4   op01_conv_2d
    1584    44a smlad      r7, fp, lr, r7   op01_conv_2d
    1584    44e ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
    1584    452 smlad      r5, r8, ip, r5   op01_conv_2d
    1584    456 smlad      r6, sl, ip, r6   op01_conv_2d
    1584    45a smlad      r5, r9, lr, r5   op01_conv_2d
    1584    45e smlad      r6, fp, lr, r6   op01_conv_2d
    1584    462 ldrd       ip, lr, [r0], #8   op01_conv_2d
    1584    466 smlad      r2, r8, ip, r2   op01_conv_2d
    1584    46a smlad      r3, sl, ip, r3   op01_conv_2d
    1584    46e smlad      r2, r9, lr, r2   op01_conv_2d
    1584    472 smlad      r3, fp, lr, r3   op01_conv_2d
    1584    476 ldrd       r8, r9, [r1], #16   op01_conv_2d
    1584    47a sxtb16     sl, r8   op01_conv_2d
    1584    47e sxtb16     fp, r9   op01_conv_2d
    1584    482 ldrd       ip, lr, [r0, #28]   op01_conv_2d
    1584    486 smlad      r4, r8, ip, r4   op01_conv_2d
    1584    48a smlad      r7, sl, ip, r7   op01_conv_2d
    1584    48e smlad      r4, r9, lr, r4   op01_conv_2d
    1584    492 smlad      r7, fp, lr, r7   op01_conv_2d
    1584    496 ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
    1584    49a smlad      r5, r8, ip, r5   op01_conv_2d
    1584    49e smlad      r6, sl, ip, r6   op01_conv_2d
    1584    4a2 smlad      r5, r9, lr, r5   op01_conv_2d
    1584    4a6 smlad      r6, fp, lr, r6   op01_conv_2d
    1584    4aa ldrd       ip, lr, [r0], #8   op01_conv_2d
    1584    4ae smlad      r2, r8, ip, r2   op01_conv_2d
    1584    4b2 smlad      r3, sl, ip, r3   op01_conv_2d
    1584    4b6 smlad      r2, r9, lr, r2   op01_conv_2d
    1584    4ba smlad      r3, fp, lr, r3   op01_conv_2d
    1584    4be ldr        ip, [sp, #104]	@ 0x68   op01_conv_2d
    1584    4c2 cmp        r1, ip   op01_conv_2d
    1584    4c4 bne        39e <op01_conv_2d+0x25e>   op01_conv_2d
     396    4c8 ldr        r1, [sp, #4]   op01_conv_2d
     396    4ca subs       r2, r2, r3   op01_conv_2d
     396    4cc ldrsh      ip, [r1, #6]   op01_conv_2d
     396    4d0 ldr        r1, [r1, #0]   op01_conv_2d
     396    4d2 asrs       r2, r2, #8   op01_conv_2d
     396    4d4 subs       r4, r4, r7   op01_conv_2d
     396    4d6 lsls       r2, r2, #1   op01_conv_2d
     396    4d8 add        ip, ip, #4294967295	@ 0xffffffff   op01_conv_2d
     396    4dc smmulr     r0, r2, r1   op01_conv_2d
     396    4e0 subs       r5, r5, r6   op01_conv_2d
     396    4e2 add        r2, r0, r2, asr #31   op01_conv_2d
     396    4e6 asrs       r4, r4, #8   op01_conv_2d
     396    4e8 ldr        r0, [sp, #12]   op01_conv_2d
     396    4ea lsls       r4, r4, #1   op01_conv_2d
     396    4ec asrs       r5, r5, #8   op01_conv_2d
     396    4ee asr        r2, r2, ip   op01_conv_2d
     396    4f2 lsls       r5, r5, #1   op01_conv_2d
     396    4f4 subs       r2, #255	@ 0xff   op01_conv_2d
     396    4f6 ssat       r2, #8, r2, asr #1   op01_conv_2d
     396    4fa strb       r2, [r0, #-72]   op01_conv_2d
     396    4fe smmulr     r2, r4, r1   op01_conv_2d
     396    502 add        r2, r2, r4, asr #31   op01_conv_2d
     396    506 asr        r2, r2, ip   op01_conv_2d
     396    50a smmulr     r1, r5, r1   op01_conv_2d
     396    50e add        r1, r1, r5, asr #31   op01_conv_2d
     396    512 asr        r1, r1, ip   op01_conv_2d
     396    516 subs       r2, #255	@ 0xff   op01_conv_2d
     396    518 ssat       r2, #8, r2, asr #1   op01_conv_2d
     396    51c strb       r2, [r0, #-48]   op01_conv_2d
     396    520 ldr        r2, [sp, #4]   op01_conv_2d
     396    522 subs       r1, #255	@ 0xff   op01_conv_2d
     396    524 ssat       r1, #8, r1, asr #1   op01_conv_2d
     396    528 strb       r1, [r0, #-24]   op01_conv_2d
     396    52c mov        r4, r0   op01_conv_2d
     396    52e ldrsh      r0, [r2, #14]   op01_conv_2d
     396    532 ldr        r2, [r2, #8]   op01_conv_2d
     396    534 lsls       r3, r3, #1   op01_conv_2d
     396    536 subs       r0, #1   op01_conv_2d
     396    538 smmulr     r1, r3, r2   op01_conv_2d
     396    53c add        r3, r1, r3, asr #31   op01_conv_2d
     396    540 lsls       r7, r7, #1   op01_conv_2d
     396    542 lsls       r6, r6, #1   op01_conv_2d
     396    544 asrs       r3, r0   op01_conv_2d
     396    546 subs       r3, #255	@ 0xff   op01_conv_2d
     396    548 ssat       r3, #8, r3, asr #1   op01_conv_2d
     396    54c strb       r3, [r4, #-71]   op01_conv_2d
     396    550 smmulr     r3, r7, r2   op01_conv_2d
     396    554 add        r1, r3, r7, asr #31   op01_conv_2d
     396    558 smmulr     r3, r6, r2   op01_conv_2d
     396    55c add        r3, r3, r6, asr #31   op01_conv_2d
     396    560 asrs       r3, r0   op01_conv_2d
     396    562 ldr        r2, [sp, #20]   op01_conv_2d
     396    564 subs       r3, #255	@ 0xff   op01_conv_2d
     396    566 ssat       r3, #8, r3, asr #1   op01_conv_2d
     396    56a strb       r3, [r4, #-23]   op01_conv_2d
     396    56e ldr        r3, [sp, #8]   op01_conv_2d
     396    570 asrs       r1, r0   op01_conv_2d
     396    572 cmp        r2, r3   op01_conv_2d
     396    574 sub        r1, r1, #255	@ 0xff   op01_conv_2d
     396    578 ssat       r1, #8, r1, asr #1   op01_conv_2d
     396    57c strb       r1, [r4, #-47]   op01_conv_2d
     396    580 bgt        2dc <op01_conv_2d+0x19c>   op01_conv_2d
      48    584 ldr        r7, [sp, #28]   op01_conv_2d
      48    586 ldr        ip, [sp, #4]   op01_conv_2d
      48    58a ldr        sl, [sp, #32]   op01_conv_2d
      48    58e cbnz       r7, 5b8 <op01_conv_2d+0x478>   op01_conv_2d
      24    590 ldr        r3, [sp, #20]   op01_conv_2d
      24    592 cmp        r3, #0   op01_conv_2d
      24    594 add        sl, sl, #8   op01_conv_2d
      24    598 add        ip, ip, #16   op01_conv_2d
      24    59c mov        r7, #2   op01_conv_2d
      24    5a0 bgt        2ba <op01_conv_2d+0x17a>   op01_conv_2d
      24    5b8 ldr        r3, [sp, #76]	@ 0x4c   op01_conv_2d
      24    5ba ldr        r2, [sp, #20]   op01_conv_2d
      24    5bc cmp        r3, r2   op01_conv_2d
      24    5be ble        7aa <op01_conv_2d+0x66a>   op01_conv_2d
       6    5c2 ldrd       r3, ip, [sp, #80]	@ 0x50   op01_conv_2d
       6    5c6 str        r3, [sp, #4]   op01_conv_2d
       6    5c8 ldr        r3, [sp, #24]   op01_conv_2d
       6    5ca subs       r3, #4   op01_conv_2d
       6    5cc str        r3, [sp, #28]   op01_conv_2d
       6    5ce mov        lr, ip   op01_conv_2d
       6    5d0 ldr        r3, [sp, #56]	@ 0x38   op01_conv_2d
       6    5d2 str        r3, [sp, #16]   op01_conv_2d
       6    5d4 add        r3, sp, #104	@ 0x68   op01_conv_2d
       6    5d6 str        r3, [sp, #12]   op01_conv_2d
       6    5d8 ldr        r3, [sp, #44]	@ 0x2c   op01_conv_2d
       6    5da ldr        r6, [sp, #60]	@ 0x3c   op01_conv_2d
       6    5dc ldr        r7, [sp, #4]   op01_conv_2d
       6    5de add        r3, lr   op01_conv_2d
       6    5e0 str        r3, [sp, #8]   op01_conv_2d
       6    5e2 ldr        r3, [sp, #28]   op01_conv_2d
       6    5e4 ldmia      r3, {r0, r1, r2, r3}   op01_conv_2d
       6    5e6 add        r4, sp, #104	@ 0x68   op01_conv_2d
       6    5e8 stmia      r4, {r0, r1, r2, r3}   op01_conv_2d
       6    5ec ldr        r4, [sp, #48]	@ 0x30   op01_conv_2d
       6    5ee mov        r3, r0   op01_conv_2d
       6    5f0 mov        r0, r1   op01_conv_2d
       6    5f2 mov        r1, r2   op01_conv_2d
       6    5f4 ldr        r2, [sp, #116]	@ 0x74   op01_conv_2d
       6    5f6 ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
       6    5fa ldrd       r5, ip, [r7], #8   op01_conv_2d
       6    5fe smlad      r3, r8, r5, r3   op01_conv_2d
       6    602 smlad      r1, sl, r5, r1   op01_conv_2d
       6    606 sxtb16     r8, r8   op01_conv_2d
       6    60a sxtb16     sl, sl   op01_conv_2d
       6    60e smlad      r3, r9, ip, r3   op01_conv_2d
       6    612 smlad      r1, fp, ip, r1   op01_conv_2d
       6    616 sxtb16     r9, r9   op01_conv_2d
       6    61a sxtb16     fp, fp   op01_conv_2d
       6    61e smlad      r0, r8, r5, r0   op01_conv_2d
       6    622 smlad      r2, sl, r5, r2   op01_conv_2d
       6    626 smlad      r0, r9, ip, r0   op01_conv_2d
       6    62a smlad      r2, fp, ip, r2   op01_conv_2d
       6    62e ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
       6    632 ldrd       r5, ip, [r7], #8   op01_conv_2d
       6    636 smlad      r3, r8, r5, r3   op01_conv_2d
       6    63a smlad      r1, sl, r5, r1   op01_conv_2d
       6    63e sxtb16     r8, r8   op01_conv_2d
       6    642 sxtb16     sl, sl   op01_conv_2d
       6    646 smlad      r3, r9, ip, r3   op01_conv_2d
       6    64a smlad      r1, fp, ip, r1   op01_conv_2d
       6    64e sxtb16     r9, r9   op01_conv_2d
       6    652 sxtb16     fp, fp   op01_conv_2d
       6    656 smlad      r0, r8, r5, r0   op01_conv_2d
       6    65a smlad      r2, sl, r5, r2   op01_conv_2d
       6    65e smlad      r0, r9, ip, r0   op01_conv_2d
       6    662 smlad      r2, fp, ip, r2   op01_conv_2d
      24    666 ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      24    66a ldrd       r5, ip, [r7], #8   op01_conv_2d
      24    66e smlad      r3, r8, r5, r3   op01_conv_2d
      24    672 smlad      r1, sl, r5, r1   op01_conv_2d
      24    676 sxtb16     r8, r8   op01_conv_2d
      24    67a sxtb16     sl, sl   op01_conv_2d
      24    67e smlad      r3, r9, ip, r3   op01_conv_2d
      24    682 smlad      r1, fp, ip, r1   op01_conv_2d
      24    686 sxtb16     r9, r9   op01_conv_2d
      24    68a sxtb16     fp, fp   op01_conv_2d
      24    68e smlad      r0, r8, r5, r0   op01_conv_2d
      24    692 smlad      r2, sl, r5, r2   op01_conv_2d
      24    696 smlad      r0, r9, ip, r0   op01_conv_2d
      24    69a smlad      r2, fp, ip, r2   op01_conv_2d
      24    69e ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      24    6a2 ldrd       r5, ip, [r7], #8   op01_conv_2d
      24    6a6 smlad      r3, r8, r5, r3   op01_conv_2d
      24    6aa smlad      r1, sl, r5, r1   op01_conv_2d
      24    6ae sxtb16     r8, r8   op01_conv_2d
      24    6b2 sxtb16     sl, sl   op01_conv_2d
      24    6b6 smlad      r3, r9, ip, r3   op01_conv_2d
      24    6ba smlad      r1, fp, ip, r1   op01_conv_2d
      24    6be sxtb16     r9, r9   op01_conv_2d
      24    6c2 sxtb16     fp, fp   op01_conv_2d
      24    6c6 smlad      r0, r8, r5, r0   op01_conv_2d
      24    6ca smlad      r2, sl, r5, r2   op01_conv_2d
      24    6ce smlad      r0, r9, ip, r0   op01_conv_2d
      24    6d2 smlad      r2, fp, ip, r2   op01_conv_2d
      24    6d6 ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      24    6da ldrd       r5, ip, [r7], #8   op01_conv_2d
      24    6de smlad      r3, r8, r5, r3   op01_conv_2d
      24    6e2 smlad      r1, sl, r5, r1   op01_conv_2d
      24    6e6 sxtb16     r8, r8   op01_conv_2d
      24    6ea sxtb16     sl, sl   op01_conv_2d
      24    6ee smlad      r3, r9, ip, r3   op01_conv_2d
      24    6f2 smlad      r1, fp, ip, r1   op01_conv_2d
      24    6f6 sxtb16     r9, r9   op01_conv_2d
      24    6fa sxtb16     fp, fp   op01_conv_2d
      24    6fe smlad      r0, r8, r5, r0   op01_conv_2d
      24    702 smlad      r2, sl, r5, r2   op01_conv_2d
      24    706 smlad      r0, r9, ip, r0   op01_conv_2d
      24    70a smlad      r2, fp, ip, r2   op01_conv_2d
      24    70e ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      24    712 ldrd       r5, ip, [r7], #8   op01_conv_2d
      24    716 smlad      r3, r8, r5, r3   op01_conv_2d
      24    71a smlad      r1, sl, r5, r1   op01_conv_2d
      24    71e sxtb16     r8, r8   op01_conv_2d
      24    722 sxtb16     sl, sl   op01_conv_2d
      24    726 smlad      r3, r9, ip, r3   op01_conv_2d
      24    72a smlad      r1, fp, ip, r1   op01_conv_2d
      24    72e sxtb16     r9, r9   op01_conv_2d
      24    732 sxtb16     fp, fp   op01_conv_2d
      24    736 smlad      r0, r8, r5, r0   op01_conv_2d
      24    73a smlad      r2, sl, r5, r2   op01_conv_2d
      24    73e smlad      r0, r9, ip, r0   op01_conv_2d
      24    742 smlad      r2, fp, ip, r2   op01_conv_2d
      24    746 cmp        r6, r4   op01_conv_2d
      24    748 bne        666 <op01_conv_2d+0x526>   op01_conv_2d
       6    74a subs       r3, r3, r0   op01_conv_2d
       6    74c subs       r1, r1, r2   op01_conv_2d
       6    74e ldrd       r5, ip, [sp, #8]   op01_conv_2d
       6    752 str        r0, [sp, #108]	@ 0x6c   op01_conv_2d
       6    754 asrs       r3, r3, #8   op01_conv_2d
       6    756 asrs       r1, r1, #8   op01_conv_2d
       6    758 ldr        r0, [sp, #52]	@ 0x34   op01_conv_2d
       6    75a ldr        r4, [sp, #16]   op01_conv_2d
       6    75c str        r2, [sp, #116]	@ 0x74   op01_conv_2d
       6    75e str        r3, [sp, #104]	@ 0x68   op01_conv_2d
       6    760 str        r1, [sp, #112]	@ 0x70   op01_conv_2d
      24    762 ldr        r3, [pc, #176]	@ (814 <op01_conv_2d+0x6d4>)   op01_conv_2d
      24    764 ldr        r2, [ip], #4   op01_conv_2d
      24    768 ldrsh      r1, [r3, r4, lsl #3]   op01_conv_2d
      24    76c subs       r3, #6   op01_conv_2d
      24    76e lsls       r2, r2, #1   op01_conv_2d
      24    770 ldr        r3, [r3, r4, lsl #3]   op01_conv_2d
      24    774 smmulr     r3, r2, r3   op01_conv_2d
      24    778 subs       r1, #1   op01_conv_2d
      24    77a add        r3, r3, r2, asr #31   op01_conv_2d
      24    77e asrs       r3, r1   op01_conv_2d
      24    780 cmp        r0, r4   op01_conv_2d
      24    782 sub        r3, r3, #255	@ 0xff   op01_conv_2d
      24    786 add        r4, r4, #1   op01_conv_2d
      24    78a ssat       r3, #8, r3, asr #1   op01_conv_2d
      24    78e strb       r3, [r5], #1   op01_conv_2d
      24    792 beq        798 <op01_conv_2d+0x658>   op01_conv_2d
      18    794 cmp        r4, #24   op01_conv_2d
      18    796 bne        762 <op01_conv_2d+0x622>   op01_conv_2d
       6    798 ldr        r3, [sp, #4]   op01_conv_2d
       6    79a adds       r3, #28   op01_conv_2d
       6    79c str        r3, [sp, #4]   op01_conv_2d
       6    79e ldr        r3, [sp, #64]	@ 0x40   op01_conv_2d
       6    7a0 add        lr, lr, #24   op01_conv_2d
       6    7a4 cmp        r3, lr   op01_conv_2d
       6    7a6 bne        5d0 <op01_conv_2d+0x490>   op01_conv_2d
      24    7aa ldr        r2, [sp, #56]	@ 0x38   op01_conv_2d
      24    7ac ldr        r3, [sp, #52]	@ 0x34   op01_conv_2d
      24    7ae adds       r2, #4   op01_conv_2d
      24    7b0 str        r2, [sp, #56]	@ 0x38   op01_conv_2d
      24    7b2 ldr        r2, [sp, #44]	@ 0x2c   op01_conv_2d
      24    7b4 adds       r2, #4   op01_conv_2d
      24    7b6 str        r2, [sp, #44]	@ 0x2c   op01_conv_2d
      24    7b8 ldr        r2, [sp, #48]	@ 0x30   op01_conv_2d
      24    7ba add        r2, r2, #288	@ 0x120   op01_conv_2d
      24    7be str        r2, [sp, #48]	@ 0x30   op01_conv_2d
      24    7c0 ldr        r2, [sp, #36]	@ 0x24   op01_conv_2d
      24    7c2 adds       r2, #16   op01_conv_2d
      24    7c4 str        r2, [sp, #36]	@ 0x24   op01_conv_2d
      24    7c6 ldr        r2, [sp, #24]   op01_conv_2d
      24    7c8 adds       r2, #16   op01_conv_2d
      24    7ca str        r2, [sp, #24]   op01_conv_2d
      24    7cc ldr        r2, [sp, #68]	@ 0x44   op01_conv_2d
      24    7ce adds       r3, #4   op01_conv_2d
      24    7d0 adds       r2, #32   op01_conv_2d
      24    7d2 cmp        r3, #27   op01_conv_2d
      24    7d4 str        r3, [sp, #52]	@ 0x34   op01_conv_2d
      24    7d6 str        r2, [sp, #68]	@ 0x44   op01_conv_2d
      24    7d8 bne        2a2 <op01_conv_2d+0x162>   op01_conv_2d
       4    7dc ldrd       r6, fp, [sp, #88]	@ 0x58   op01_conv_2d
       4    7e0 adds       r6, #30   op01_conv_2d
       4    7e2 cmp        r6, #118	@ 0x76   op01_conv_2d
       4    7e4 ldrd       r8, r5, [sp, #96]	@ 0x60   op01_conv_2d
       4    7e8 add        fp, fp, #720	@ 0x2d0   op01_conv_2d
       4    7ec bne        15e <op01_conv_2d+0x1e>   op01_conv_2d
       1    7f0 add        sp, #124	@ 0x7c   op01_conv_2d
       1    7f2 ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op01_conv_2d
       3    7fc rsb        r1, r6, r6, lsl #3   op01_conv_2d
       3    800 rsb        r2, r2, r2, lsl #3   op01_conv_2d
       3    804 add        r1, r8, r1, lsl #1   op01_conv_2d
       3    808 ldr        r4, [sp, #72]	@ 0x48   op01_conv_2d
       3    80a lsls       r2, r2, #1   op01_conv_2d
       3    80c add        r9, r1, #2400	@ 0x960   op01_conv_2d
       3    810 b          1a6 <op01_conv_2d+0x66>   op01_conv_2d
       1    818 push       {r4, r5, lr}   op02_max_pool_2d
       1    81a add        lr, r0, #24   op02_max_pool_2d
       1    81e subs       r5, r0, #1   op02_max_pool_2d
       1    820 add        r4, r0, #1224	@ 0x4c8   op02_max_pool_2d
      50    824 sub        r2, lr, #24   op02_max_pool_2d
      50    828 add        r0, r5, #24   op02_max_pool_2d
      50    82c mov        r1, r5   op02_max_pool_2d
    1200    82e ldrsb      r3, [r1, #1]!   op02_max_pool_2d
    1200    832 ldrsb      ip, [r0, #1]!   op02_max_pool_2d
    1200    836 cmp        r3, ip   op02_max_pool_2d
    1200    838 it         lt   op02_max_pool_2d
    1200    83a movlt      r3, ip   op02_max_pool_2d
    1200    83c strb       r3, [r2], #1   op02_max_pool_2d
    1200    840 cmp        r2, lr   op02_max_pool_2d
    1200    842 bne        82e <op02_max_pool_2d+0x16>   op02_max_pool_2d
      50    844 add        lr, r2, #24   op02_max_pool_2d
      50    848 cmp        r4, lr   op02_max_pool_2d
      50    84a add        r5, r5, #48	@ 0x30   op02_max_pool_2d
      50    84e bne        824 <op02_max_pool_2d+0xc>   op02_max_pool_2d
       1    850 pop        {r4, r5, pc}   op02_max_pool_2d
       1    854 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op03_conv_2d
       1    858 sub        sp, #124	@ 0x7c   op03_conv_2d
       1    85a add        r3, r0, #2800	@ 0xaf0   op03_conv_2d
       1    85e mvn        r9, #1   op03_conv_2d
       1    862 addw       r8, r0, #2894	@ 0xb4e   op03_conv_2d
       1    866 mov        fp, r0   op03_conv_2d
       1    868 str        r3, [sp, #72]	@ 0x48   op03_conv_2d
       1    86a add        sl, r0, #1200	@ 0x4b0   op03_conv_2d
       1    86e mov        r6, r9   op03_conv_2d
       1    870 mov        r7, r8   op03_conv_2d
       4    872 cmp        r6, #0   op03_conv_2d
       4    874 rsb        r3, r6, #50	@ 0x32   op03_conv_2d
       4    878 ite        gt   op03_conv_2d
       4    87a movgt      r2, #0   op03_conv_2d
       4    87c movle      r2, #1   op03_conv_2d
       4    87e cmp        r3, #19   op03_conv_2d
       4    880 mov        r9, r3   op03_conv_2d
       4    882 it         ge   op03_conv_2d
       4    884 movge      r9, #19   op03_conv_2d
       4    888 sub        r1, r9, r2, lsl #1   op03_conv_2d
       4    88c cmp        r2, #0   op03_conv_2d
       4    88e beq        f20 <op03_conv_2d+0x6cc>   op03_conv_2d
       1    892 addw       r2, fp, #2798	@ 0xaee   op03_conv_2d
      48    896 movw       r0, #65408	@ 0xff80   op03_conv_2d
      48    89a strh       r0, [r2, #2]!   op03_conv_2d
      48    89e cmp        r2, r7   op03_conv_2d
      48    8a0 bne        896 <op03_conv_2d+0x42>   op03_conv_2d
       1    8a2 adds       r4, r6, #2   op03_conv_2d
       1    8a4 add        r4, r4, r4, lsl #1   op03_conv_2d
       1    8a8 add        r1, r1, r1, lsl #1   op03_conv_2d
       1    8ac adds       r5, fp, r4, lsl #3   op03_conv_2d
       1    8b0 add        r0, fp, #2896	@ 0xb50   op03_conv_2d
       1    8b4 mov        r2, r1, lsl #3   op03_conv_2d
       1    8b8 beq        f0a <op03_conv_2d+0x6b6>   op03_conv_2d
       4    8bc strd       r3, r9, [sp, #4]   op03_conv_2d
       4    8c0 mov        r1, r0   op03_conv_2d
       4    8c2 mov        r4, r5   op03_conv_2d
       4    8c4 add        r8, r5, r2   op03_conv_2d
     372    8c8 ldr        r3, [r4], #4   op03_conv_2d
     372    8cc sxtb16     r9, r3   op03_conv_2d
     372    8d0 sxtb16     lr, r3, ror #8   op03_conv_2d
     372    8d4 pkhbt      r3, r9, lr, lsl #16   op03_conv_2d
     372    8d8 pkhtb      lr, lr, r9, asr #16   op03_conv_2d
     372    8dc sub        ip, r8, r4   op03_conv_2d
     372    8e0 cmp        ip, #3   op03_conv_2d
     372    8e4 str        r3, [r1, #0]   op03_conv_2d
     372    8e6 str        lr, [r1, #4]   op03_conv_2d
     372    8ea add        r1, r1, #8   op03_conv_2d
     372    8ee bgt        8c8 <op03_conv_2d+0x74>   op03_conv_2d
       4    8f0 sub        lr, r2, #4   op03_conv_2d
       4    8f4 mov        r1, lr, lsr #2   op03_conv_2d
       4    8f8 cmp        r2, #3   op03_conv_2d
       4    8fa add        r8, r1, #1   op03_conv_2d
       4    8fe rsb        r1, r1, r1, lsl #30   op03_conv_2d
       4    902 mov        r1, r1, lsl #2   op03_conv_2d
       4    906 it         le   op03_conv_2d
       4    908 movle      r1, #0   op03_conv_2d
       4    90a mov        r4, r8, lsl #2   op03_conv_2d
       4    90e mov        r8, r8, lsl #3   op03_conv_2d
       4    912 itt        le   op03_conv_2d
       4    914 movle      r4, #4   op03_conv_2d
       4    916 movle      r8, #8   op03_conv_2d
       4    91a adds       r1, r1, lr   op03_conv_2d
       4    91e add        r4, r5   op03_conv_2d
       4    920 ldrd       r3, r9, [sp, #4]   op03_conv_2d
       4    924 add        r5, r0, r8   op03_conv_2d
       4    928 beq        938 <op03_conv_2d+0xe4>   op03_conv_2d
       4    938 rsb        r9, r9, #19   op03_conv_2d
       4    93c add        r9, r9, r9, lsl #1   op03_conv_2d
       4    940 cmp        r3, #18   op03_conv_2d
       4    942 mov        r9, r9, lsl #3   op03_conv_2d
       4    946 bgt        960 <op03_conv_2d+0x10c>   op03_conv_2d
       1    948 add        r3, r9, r2   op03_conv_2d
       1    94c add        r2, r0, r2, lsl #1   op03_conv_2d
       1    950 add        r0, r0, r3, lsl #1   op03_conv_2d
     288    954 movw       r3, #65408	@ 0xff80   op03_conv_2d
     288    958 strh       r3, [r2], #2   op03_conv_2d
     288    95c cmp        r2, r0   op03_conv_2d
     288    95e bne        954 <op03_conv_2d+0x100>   op03_conv_2d
       4    960 rsb        r5, r6, #48	@ 0x30   op03_conv_2d
       4    964 ldr        r3, [pc, #844]	@ (cb4 <op03_conv_2d+0x460>)   op03_conv_2d
       4    966 ldr        r1, [pc, #848]	@ (cb8 <op03_conv_2d+0x464>)   op03_conv_2d
       4    968 ldr        r4, [pc, #848]	@ (cbc <op03_conv_2d+0x468>)   op03_conv_2d
       4    96a str        r1, [sp, #36]	@ 0x24   op03_conv_2d
       4    96c cmp        r5, #15   op03_conv_2d
       4    96e it         ge   op03_conv_2d
       4    970 movge      r5, #15   op03_conv_2d
       4    972 umull      r2, r3, r3, r5   op03_conv_2d
       4    976 bic        r2, r3, #1   op03_conv_2d
       4    97a add        r2, r2, r3, lsr #1   op03_conv_2d
       4    97e ldr        r3, [pc, #832]	@ (cc0 <op03_conv_2d+0x46c>)   op03_conv_2d
       4    980 str        r2, [sp, #20]   op03_conv_2d
       4    982 strd       sl, r3, [sp, #44]	@ 0x2c   op03_conv_2d
       4    986 add        r3, r2, r2, lsl #1   op03_conv_2d
       4    98a add        r3, fp, r3, lsl #4   op03_conv_2d
       4    98e add        r3, r3, #2800	@ 0xaf0   op03_conv_2d
       4    992 str        r3, [sp, #84]	@ 0x54   op03_conv_2d
       4    994 adds       r3, r1, #4   op03_conv_2d
       4    996 str        r3, [sp, #24]   op03_conv_2d
       4    998 lsls       r3, r2, #5   op03_conv_2d
       4    99a str        r3, [sp, #80]	@ 0x50   op03_conv_2d
       4    99c lsls       r3, r5, #5   op03_conv_2d
       4    99e str        r3, [sp, #64]	@ 0x40   op03_conv_2d
       4    9a0 movs       r2, #3   op03_conv_2d
       4    9a2 movs       r3, #0   op03_conv_2d
       4    9a4 strd       r2, r3, [sp, #52]	@ 0x34   op03_conv_2d
       4    9a8 strd       r6, sl, [sp, #88]	@ 0x58   op03_conv_2d
       4    9ac strd       fp, r7, [sp, #96]	@ 0x60   op03_conv_2d
       4    9b0 str        r5, [sp, #76]	@ 0x4c   op03_conv_2d
       4    9b2 str        r4, [sp, #68]	@ 0x44   op03_conv_2d
      32    9b4 ldr        r3, [sp, #48]	@ 0x30   op03_conv_2d
      32    9b6 sub        r2, r3, #480	@ 0x1e0   op03_conv_2d
      32    9ba str        r2, [sp, #60]	@ 0x3c   op03_conv_2d
      32    9bc ldr        r2, [sp, #20]   op03_conv_2d
      32    9be cmp        r2, #0   op03_conv_2d
      32    9c0 ble        f02 <op03_conv_2d+0x6ae>   op03_conv_2d
      32    9c4 ldr        r7, [sp, #68]	@ 0x44   op03_conv_2d
      32    9c6 mov        sl, r3   op03_conv_2d
      32    9c8 mov        ip, #0   op03_conv_2d
      64    9cc sub        r3, sl, #480	@ 0x1e0   op03_conv_2d
      64    9d0 str        r3, [sp, #40]	@ 0x28   op03_conv_2d
      64    9d2 ldr        r3, [sp, #72]	@ 0x48   op03_conv_2d
      64    9d4 str        r3, [sp, #16]   op03_conv_2d
      64    9d6 ldr        r3, [sp, #44]	@ 0x2c   op03_conv_2d
      64    9d8 str        r7, [sp, #4]   op03_conv_2d
      64    9da add        lr, r3, ip   op03_conv_2d
      64    9de movs       r3, #0   op03_conv_2d
      64    9e0 strd       r3, lr, [sp, #8]   op03_conv_2d
      64    9e4 strd       ip, sl, [sp, #28]   op03_conv_2d
     256    9e8 ldr        r3, [sp, #32]   op03_conv_2d
     256    9ea str        r3, [sp, #104]	@ 0x68   op03_conv_2d
     256    9ec ldr        r3, [sp, #8]   op03_conv_2d
     256    9ee ldr        r1, [sp, #28]   op03_conv_2d
     256    9f0 ldr        r2, [sp, #36]	@ 0x24   op03_conv_2d
     256    9f2 ldr        r0, [sp, #24]   op03_conv_2d
     256    9f4 ldr        r4, [sp, #12]   op03_conv_2d
     256    9f6 adds       r3, #3   op03_conv_2d
     256    9f8 str        r3, [sp, #8]   op03_conv_2d
     256    9fa ldr        r3, [r2, r1, lsl #2]   op03_conv_2d
     256    9fe mov        r2, r3   op03_conv_2d
     256    a00 ldr        r3, [r0, r1, lsl #2]   op03_conv_2d
     256    a04 ldr        r1, [sp, #16]   op03_conv_2d
     256    a06 adds       r4, #96	@ 0x60   op03_conv_2d
     256    a08 mov        r0, r1   op03_conv_2d
     256    a0a adds       r1, #144	@ 0x90   op03_conv_2d
     256    a0c str        r1, [sp, #16]   op03_conv_2d
     256    a0e str        r4, [sp, #12]   op03_conv_2d
     256    a10 ldr        r1, [sp, #40]	@ 0x28   op03_conv_2d
     256    a12 mov        r4, r2   op03_conv_2d
     256    a14 mov        r7, r3   op03_conv_2d
     256    a16 mov        r5, r2   op03_conv_2d
     256    a18 mov        r6, r3   op03_conv_2d
     256    a1a ldrd       r8, r9, [r1], #16   op03_conv_2d
     256    a1e sxtb16     sl, r8   op03_conv_2d
     256    a22 sxtb16     fp, r9   op03_conv_2d
     256    a26 ldrd       ip, lr, [r0, #48]	@ 0x30   op03_conv_2d
     256    a2a smlad      r4, r8, ip, r4   op03_conv_2d
     256    a2e smlad      r7, sl, ip, r7   op03_conv_2d
     256    a32 smlad      r4, r9, lr, r4   op03_conv_2d
     256    a36 smlad      r7, fp, lr, r7   op03_conv_2d
     256    a3a ldrd       ip, lr, [r0, #96]	@ 0x60   op03_conv_2d
     256    a3e smlad      r5, r8, ip, r5   op03_conv_2d
     256    a42 smlad      r6, sl, ip, r6   op03_conv_2d
     256    a46 smlad      r5, r9, lr, r5   op03_conv_2d
     256    a4a smlad      r6, fp, lr, r6   op03_conv_2d
     256    a4e ldrd       ip, lr, [r0], #8   op03_conv_2d
     256    a52 smlad      r2, r8, ip, r2   op03_conv_2d
     256    a56 smlad      r3, sl, ip, r3   op03_conv_2d
     256    a5a smlad      r2, r9, lr, r2   op03_conv_2d
     256    a5e smlad      r3, fp, lr, r3   op03_conv_2d
     256    a62 ldrd       r8, r9, [r1], #16   op03_conv_2d
     256    a66 sxtb16     sl, r8   op03_conv_2d
     256    a6a sxtb16     fp, r9   op03_conv_2d
     256    a6e ldrd       ip, lr, [r0, #48]	@ 0x30   op03_conv_2d
     256    a72 smlad      r4, r8, ip, r4   op03_conv_2d
     256    a76 smlad      r7, sl, ip, r7   op03_conv_2d
     256    a7a smlad      r4, r9, lr, r4   op03_conv_2d
     256    a7e smlad      r7, fp, lr, r7   op03_conv_2d
     256    a82 ldrd       ip, lr, [r0, #96]	@ 0x60   op03_conv_2d
     256    a86 smlad      r5, r8, ip, r5   op03_conv_2d
     256    a8a smlad      r6, sl, ip, r6   op03_conv_2d
     256    a8e smlad      r5, r9, lr, r5   op03_conv_2d
     256    a92 smlad      r6, fp, lr, r6   op03_conv_2d
     256    a96 ldrd       ip, lr, [r0], #8   op03_conv_2d
     256    a9a smlad      r2, r8, ip, r2   op03_conv_2d
     256    a9e smlad      r3, sl, ip, r3   op03_conv_2d
     256    aa2 smlad      r2, r9, lr, r2   op03_conv_2d
     256    aa6 smlad      r3, fp, lr, r3   op03_conv_2d
    1792    aaa ldrd       r8, r9, [r1], #16   op03_conv_2d
    1792    aae sxtb16     sl, r8   op03_conv_2d
    1792    ab2 sxtb16     fp, r9   op03_conv_2d
    1792    ab6 ldrd       ip, lr, [r0, #48]	@ 0x30   op03_conv_2d
    1792    aba smlad      r4, r8, ip, r4   op03_conv_2d
    1792    abe smlad      r7, sl, ip, r7   op03_conv_2d
    1792    ac2 smlad      r4, r9, lr, r4   op03_conv_2d
    1792    ac6 smlad      r7, fp, lr, r7   op03_conv_2d
    1792    aca ldrd       ip, lr, [r0, #96]	@ 0x60   op03_conv_2d
    1792    ace smlad      r5, r8, ip, r5   op03_conv_2d
    1792    ad2 smlad      r6, sl, ip, r6   op03_conv_2d
    1792    ad6 smlad      r5, r9, lr, r5   op03_conv_2d
    1792    ada smlad      r6, fp, lr, r6   op03_conv_2d
    1792    ade ldrd       ip, lr, [r0], #8   op03_conv_2d
    1792    ae2 smlad      r2, r8, ip, r2   op03_conv_2d
    1792    ae6 smlad      r3, sl, ip, r3   op03_conv_2d
    1792    aea smlad      r2, r9, lr, r2   op03_conv_2d
    1792    aee smlad      r3, fp, lr, r3   op03_conv_2d
    1792    af2 ldrd       r8, r9, [r1], #16   op03_conv_2d
    1792    af6 sxtb16     sl, r8   op03_conv_2d
    1792    afa sxtb16     fp, r9   op03_conv_2d
    1792    afe ldrd       ip, lr, [r0, #48]	@ 0x30   op03_conv_2d
    1792    b02 smlad      r4, r8, ip, r4   op03_conv_2d
    1792    b06 smlad      r7, sl, ip, r7   op03_conv_2d
    1792    b0a smlad      r4, r9, lr, r4   op03_conv_2d
    1792    b0e smlad      r7, fp, lr, r7   op03_conv_2d
    1792    b12 ldrd       ip, lr, [r0, #96]	@ 0x60   op03_conv_2d
    1792    b16 smlad      r5, r8, ip, r5   op03_conv_2d
    1792    b1a smlad      r6, sl, ip, r6   op03_conv_2d
    1792    b1e smlad      r5, r9, lr, r5   op03_conv_2d
    1792    b22 smlad      r6, fp, lr, r6   op03_conv_2d
    1792    b26 ldrd       ip, lr, [r0], #8   op03_conv_2d
    1792    b2a smlad      r2, r8, ip, r2   op03_conv_2d
    1792    b2e smlad      r3, sl, ip, r3   op03_conv_2d
    1792    b32 smlad      r2, r9, lr, r2   op03_conv_2d
    1792    b36 smlad      r3, fp, lr, r3   op03_conv_2d
    1792    b3a ldrd       r8, r9, [r1], #16   op03_conv_2d
    1792    b3e sxtb16     sl, r8   op03_conv_2d
    1792    b42 sxtb16     fp, r9   op03_conv_2d
    1792    b46 ldrd       ip, lr, [r0, #48]	@ 0x30   op03_conv_2d
    1792    b4a smlad      r4, r8, ip, r4   op03_conv_2d
    1792    b4e smlad      r7, sl, ip, r7   op03_conv_2d
    1792    b52 smlad      r4, r9, lr, r4   op03_conv_2d
    1792    b56 smlad      r7, fp, lr, r7   op03_conv_2d
    1792    b5a ldrd       ip, lr, [r0, #96]	@ 0x60   op03_conv_2d
    1792    b5e smlad      r5, r8, ip, r5   op03_conv_2d
    1792    b62 smlad      r6, sl, ip, r6   op03_conv_2d
    1792    b66 smlad      r5, r9, lr, r5   op03_conv_2d
    1792    b6a smlad      r6, fp, lr, r6   op03_conv_2d
    1792    b6e ldrd       ip, lr, [r0], #8   op03_conv_2d
    1792    b72 smlad      r2, r8, ip, r2   op03_conv_2d
    1792    b76 smlad      r3, sl, ip, r3   op03_conv_2d
    1792    b7a smlad      r2, r9, lr, r2   op03_conv_2d
    1792    b7e smlad      r3, fp, lr, r3   op03_conv_2d
    1792    b82 ldrd       r8, r9, [r1], #16   op03_conv_2d
    1792    b86 sxtb16     sl, r8   op03_conv_2d
    1792    b8a sxtb16     fp, r9   op03_conv_2d
    1792    b8e ldrd       ip, lr, [r0, #48]	@ 0x30   op03_conv_2d
    1792    b92 smlad      r4, r8, ip, r4   op03_conv_2d
    1792    b96 smlad      r7, sl, ip, r7   op03_conv_2d
    1792    b9a smlad      r4, r9, lr, r4   op03_conv_2d
    1792    b9e smlad      r7, fp, lr, r7   op03_conv_2d
    1792    ba2 ldrd       ip, lr, [r0, #96]	@ 0x60   op03_conv_2d
    1792    ba6 smlad      r5, r8, ip, r5   op03_conv_2d
    1792    baa smlad      r6, sl, ip, r6   op03_conv_2d
    1792    bae smlad      r5, r9, lr, r5   op03_conv_2d
    1792    bb2 smlad      r6, fp, lr, r6   op03_conv_2d
    1792    bb6 ldrd       ip, lr, [r0], #8   op03_conv_2d
    1792    bba smlad      r2, r8, ip, r2   op03_conv_2d
    1792    bbe smlad      r3, sl, ip, r3   op03_conv_2d
    1792    bc2 smlad      r2, r9, lr, r2   op03_conv_2d
    1792    bc6 smlad      r3, fp, lr, r3   op03_conv_2d
    1792    bca ldr        ip, [sp, #104]	@ 0x68   op03_conv_2d
    1792    bce cmp        r1, ip   op03_conv_2d
    1792    bd0 bne        aaa <op03_conv_2d+0x256>   op03_conv_2d
     256    bd4 ldr        r1, [sp, #4]   op03_conv_2d
     256    bd6 subs       r2, r2, r3   op03_conv_2d
     256    bd8 ldrsh      ip, [r1, #6]   op03_conv_2d
     256    bdc ldr        r1, [r1, #0]   op03_conv_2d
     256    bde asrs       r2, r2, #8   op03_conv_2d
     256    be0 subs       r4, r4, r7   op03_conv_2d
     256    be2 lsls       r2, r2, #1   op03_conv_2d
     256    be4 add        ip, ip, #4294967295	@ 0xffffffff   op03_conv_2d
     256    be8 smmulr     r0, r2, r1   op03_conv_2d
     256    bec subs       r5, r5, r6   op03_conv_2d
     256    bee add        r2, r0, r2, asr #31   op03_conv_2d
     256    bf2 asrs       r4, r4, #8   op03_conv_2d
     256    bf4 ldr        r0, [sp, #12]   op03_conv_2d
     256    bf6 lsls       r4, r4, #1   op03_conv_2d
     256    bf8 asrs       r5, r5, #8   op03_conv_2d
     256    bfa asr        r2, r2, ip   op03_conv_2d
     256    bfe lsls       r5, r5, #1   op03_conv_2d
     256    c00 subs       r2, #255	@ 0xff   op03_conv_2d
     256    c02 ssat       r2, #8, r2, asr #1   op03_conv_2d
     256    c06 strb       r2, [r0, #-96]   op03_conv_2d
     256    c0a smmulr     r2, r4, r1   op03_conv_2d
     256    c0e add        r2, r2, r4, asr #31   op03_conv_2d
     256    c12 asr        r2, r2, ip   op03_conv_2d
     256    c16 smmulr     r1, r5, r1   op03_conv_2d
     256    c1a add        r1, r1, r5, asr #31   op03_conv_2d
     256    c1e asr        r1, r1, ip   op03_conv_2d
     256    c22 subs       r2, #255	@ 0xff   op03_conv_2d
     256    c24 ssat       r2, #8, r2, asr #1   op03_conv_2d
     256    c28 strb       r2, [r0, #-64]   op03_conv_2d
     256    c2c ldr        r2, [sp, #4]   op03_conv_2d
     256    c2e subs       r1, #255	@ 0xff   op03_conv_2d
     256    c30 ssat       r1, #8, r1, asr #1   op03_conv_2d
     256    c34 strb       r1, [r0, #-32]   op03_conv_2d
     256    c38 mov        r4, r0   op03_conv_2d
     256    c3a ldrsh      r0, [r2, #14]   op03_conv_2d
     256    c3e ldr        r2, [r2, #8]   op03_conv_2d
     256    c40 lsls       r3, r3, #1   op03_conv_2d
     256    c42 subs       r0, #1   op03_conv_2d
     256    c44 smmulr     r1, r3, r2   op03_conv_2d
     256    c48 add        r3, r1, r3, asr #31   op03_conv_2d
     256    c4c lsls       r7, r7, #1   op03_conv_2d
     256    c4e lsls       r6, r6, #1   op03_conv_2d
     256    c50 asrs       r3, r0   op03_conv_2d
     256    c52 subs       r3, #255	@ 0xff   op03_conv_2d
     256    c54 ssat       r3, #8, r3, asr #1   op03_conv_2d
     256    c58 strb       r3, [r4, #-95]   op03_conv_2d
     256    c5c smmulr     r3, r7, r2   op03_conv_2d
     256    c60 add        r1, r3, r7, asr #31   op03_conv_2d
     256    c64 smmulr     r3, r6, r2   op03_conv_2d
     256    c68 add        r3, r3, r6, asr #31   op03_conv_2d
     256    c6c asrs       r3, r0   op03_conv_2d
     256    c6e ldr        r2, [sp, #20]   op03_conv_2d
     256    c70 subs       r3, #255	@ 0xff   op03_conv_2d
     256    c72 ssat       r3, #8, r3, asr #1   op03_conv_2d
     256    c76 strb       r3, [r4, #-31]   op03_conv_2d
     256    c7a ldr        r3, [sp, #8]   op03_conv_2d
     256    c7c asrs       r1, r0   op03_conv_2d
     256    c7e cmp        r2, r3   op03_conv_2d
     256    c80 sub        r1, r1, #255	@ 0xff   op03_conv_2d
     256    c84 ssat       r1, #8, r1, asr #1   op03_conv_2d
     256    c88 strb       r1, [r4, #-63]   op03_conv_2d
     256    c8c bgt        9e8 <op03_conv_2d+0x194>   op03_conv_2d
      64    c90 ldrd       ip, sl, [sp, #28]   op03_conv_2d
      64    c94 ldr        r7, [sp, #4]   op03_conv_2d
      64    c96 cmp        ip, #0   op03_conv_2d
      64    c9a bne        cc4 <op03_conv_2d+0x470>   op03_conv_2d
      32    c9c ldr        r3, [sp, #20]   op03_conv_2d
      32    c9e cmp        r3, #0   op03_conv_2d
      32    ca0 add        sl, sl, #8   op03_conv_2d
      32    ca4 add        r7, r7, #16   op03_conv_2d
      32    ca8 mov        ip, #2   op03_conv_2d
      32    cac bgt        9cc <op03_conv_2d+0x178>   op03_conv_2d
      32    cc4 ldr        r3, [sp, #76]	@ 0x4c   op03_conv_2d
      32    cc6 ldr        r2, [sp, #20]   op03_conv_2d
      32    cc8 cmp        r3, r2   op03_conv_2d
      32    cca ble        eb6 <op03_conv_2d+0x662>   op03_conv_2d
       8    cce ldrd       r3, r2, [sp, #80]	@ 0x50   op03_conv_2d
       8    cd2 str        r2, [sp, #4]   op03_conv_2d
       8    cd4 ldr        r2, [sp, #24]   op03_conv_2d
       8    cd6 subs       r2, #4   op03_conv_2d
       8    cd8 str        r2, [sp, #28]   op03_conv_2d
       8    cda mov        lr, r3   op03_conv_2d
      16    cdc ldr        r3, [sp, #56]	@ 0x38   op03_conv_2d
      16    cde str        r3, [sp, #16]   op03_conv_2d
      16    ce0 add        r3, sp, #104	@ 0x68   op03_conv_2d
      16    ce2 str        r3, [sp, #12]   op03_conv_2d
      16    ce4 ldr        r3, [sp, #44]	@ 0x2c   op03_conv_2d
      16    ce6 ldr        r6, [sp, #60]	@ 0x3c   op03_conv_2d
      16    ce8 ldr        r7, [sp, #4]   op03_conv_2d
      16    cea add        r3, lr   op03_conv_2d
      16    cec str        r3, [sp, #8]   op03_conv_2d
      16    cee ldr        r3, [sp, #28]   op03_conv_2d
      16    cf0 ldmia      r3, {r0, r1, r2, r3}   op03_conv_2d
      16    cf2 add        r4, sp, #104	@ 0x68   op03_conv_2d
      16    cf4 stmia      r4, {r0, r1, r2, r3}   op03_conv_2d
      16    cf8 ldr        r4, [sp, #48]	@ 0x30   op03_conv_2d
      16    cfa mov        r3, r0   op03_conv_2d
      16    cfc mov        r0, r1   op03_conv_2d
      16    cfe mov        r1, r2   op03_conv_2d
      16    d00 ldr        r2, [sp, #116]	@ 0x74   op03_conv_2d
      16    d02 ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
      16    d06 ldrd       r5, ip, [r7], #8   op03_conv_2d
      16    d0a smlad      r3, r8, r5, r3   op03_conv_2d
      16    d0e smlad      r1, sl, r5, r1   op03_conv_2d
      16    d12 sxtb16     r8, r8   op03_conv_2d
      16    d16 sxtb16     sl, sl   op03_conv_2d
      16    d1a smlad      r3, r9, ip, r3   op03_conv_2d
      16    d1e smlad      r1, fp, ip, r1   op03_conv_2d
      16    d22 sxtb16     r9, r9   op03_conv_2d
      16    d26 sxtb16     fp, fp   op03_conv_2d
      16    d2a smlad      r0, r8, r5, r0   op03_conv_2d
      16    d2e smlad      r2, sl, r5, r2   op03_conv_2d
      16    d32 smlad      r0, r9, ip, r0   op03_conv_2d
      16    d36 smlad      r2, fp, ip, r2   op03_conv_2d
      16    d3a ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
      16    d3e ldrd       r5, ip, [r7], #8   op03_conv_2d
      16    d42 smlad      r3, r8, r5, r3   op03_conv_2d
      16    d46 smlad      r1, sl, r5, r1   op03_conv_2d
      16    d4a sxtb16     r8, r8   op03_conv_2d
      16    d4e sxtb16     sl, sl   op03_conv_2d
      16    d52 smlad      r3, r9, ip, r3   op03_conv_2d
      16    d56 smlad      r1, fp, ip, r1   op03_conv_2d
      16    d5a sxtb16     r9, r9   op03_conv_2d
      16    d5e sxtb16     fp, fp   op03_conv_2d
      16    d62 smlad      r0, r8, r5, r0   op03_conv_2d
      16    d66 smlad      r2, sl, r5, r2   op03_conv_2d
      16    d6a smlad      r0, r9, ip, r0   op03_conv_2d
      16    d6e smlad      r2, fp, ip, r2   op03_conv_2d
     112    d72 ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
     112    d76 ldrd       r5, ip, [r7], #8   op03_conv_2d
     112    d7a smlad      r3, r8, r5, r3   op03_conv_2d
     112    d7e smlad      r1, sl, r5, r1   op03_conv_2d
     112    d82 sxtb16     r8, r8   op03_conv_2d
     112    d86 sxtb16     sl, sl   op03_conv_2d
     112    d8a smlad      r3, r9, ip, r3   op03_conv_2d
     112    d8e smlad      r1, fp, ip, r1   op03_conv_2d
     112    d92 sxtb16     r9, r9   op03_conv_2d
     112    d96 sxtb16     fp, fp   op03_conv_2d
     112    d9a smlad      r0, r8, r5, r0   op03_conv_2d
     112    d9e smlad      r2, sl, r5, r2   op03_conv_2d
     112    da2 smlad      r0, r9, ip, r0   op03_conv_2d
     112    da6 smlad      r2, fp, ip, r2   op03_conv_2d
     112    daa ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
     112    dae ldrd       r5, ip, [r7], #8   op03_conv_2d
     112    db2 smlad      r3, r8, r5, r3   op03_conv_2d
     112    db6 smlad      r1, sl, r5, r1   op03_conv_2d
     112    dba sxtb16     r8, r8   op03_conv_2d
     112    dbe sxtb16     sl, sl   op03_conv_2d
     112    dc2 smlad      r3, r9, ip, r3   op03_conv_2d
     112    dc6 smlad      r1, fp, ip, r1   op03_conv_2d
     112    dca sxtb16     r9, r9   op03_conv_2d
     112    dce sxtb16     fp, fp   op03_conv_2d
     112    dd2 smlad      r0, r8, r5, r0   op03_conv_2d
     112    dd6 smlad      r2, sl, r5, r2   op03_conv_2d
     112    dda smlad      r0, r9, ip, r0   op03_conv_2d
     112    dde smlad      r2, fp, ip, r2   op03_conv_2d
     112    de2 ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
     112    de6 ldrd       r5, ip, [r7], #8   op03_conv_2d
     112    dea smlad      r3, r8, r5, r3   op03_conv_2d
     112    dee smlad      r1, sl, r5, r1   op03_conv_2d
     112    df2 sxtb16     r8, r8   op03_conv_2d
     112    df6 sxtb16     sl, sl   op03_conv_2d
     112    dfa smlad      r3, r9, ip, r3   op03_conv_2d
     112    dfe smlad      r1, fp, ip, r1   op03_conv_2d
     112    e02 sxtb16     r9, r9   op03_conv_2d
     112    e06 sxtb16     fp, fp   op03_conv_2d
     112    e0a smlad      r0, r8, r5, r0   op03_conv_2d
     112    e0e smlad      r2, sl, r5, r2   op03_conv_2d
     112    e12 smlad      r0, r9, ip, r0   op03_conv_2d
     112    e16 smlad      r2, fp, ip, r2   op03_conv_2d
     112    e1a ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
     112    e1e ldrd       r5, ip, [r7], #8   op03_conv_2d
     112    e22 smlad      r3, r8, r5, r3   op03_conv_2d
     112    e26 smlad      r1, sl, r5, r1   op03_conv_2d
     112    e2a sxtb16     r8, r8   op03_conv_2d
     112    e2e sxtb16     sl, sl   op03_conv_2d
     112    e32 smlad      r3, r9, ip, r3   op03_conv_2d
     112    e36 smlad      r1, fp, ip, r1   op03_conv_2d
     112    e3a sxtb16     r9, r9   op03_conv_2d
     112    e3e sxtb16     fp, fp   op03_conv_2d
     112    e42 smlad      r0, r8, r5, r0   op03_conv_2d
     112    e46 smlad      r2, sl, r5, r2   op03_conv_2d
     112    e4a smlad      r0, r9, ip, r0   op03_conv_2d
     112    e4e smlad      r2, fp, ip, r2   op03_conv_2d
     112    e52 cmp        r6, r4   op03_conv_2d
     112    e54 bne        d72 <op03_conv_2d+0x51e>   op03_conv_2d
      16    e56 subs       r3, r3, r0   op03_conv_2d
      16    e58 subs       r1, r1, r2   op03_conv_2d
      16    e5a ldrd       r5, ip, [sp, #8]   op03_conv_2d
      16    e5e str        r0, [sp, #108]	@ 0x6c   op03_conv_2d
      16    e60 asrs       r3, r3, #8   op03_conv_2d
      16    e62 asrs       r1, r1, #8   op03_conv_2d
      16    e64 ldr        r0, [sp, #52]	@ 0x34   op03_conv_2d
      16    e66 ldr        r4, [sp, #16]   op03_conv_2d
      16    e68 str        r2, [sp, #116]	@ 0x74   op03_conv_2d
      16    e6a str        r3, [sp, #104]	@ 0x68   op03_conv_2d
      16    e6c str        r1, [sp, #112]	@ 0x70   op03_conv_2d
      64    e6e ldr        r3, [pc, #196]	@ (f34 <op03_conv_2d+0x6e0>)   op03_conv_2d
      64    e70 ldr        r2, [ip], #4   op03_conv_2d
      64    e74 ldrsh      r1, [r3, r4, lsl #3]   op03_conv_2d
      64    e78 subs       r3, #6   op03_conv_2d
      64    e7a lsls       r2, r2, #1   op03_conv_2d
      64    e7c ldr        r3, [r3, r4, lsl #3]   op03_conv_2d
      64    e80 smmulr     r3, r2, r3   op03_conv_2d
      64    e84 subs       r1, #1   op03_conv_2d
      64    e86 add        r3, r3, r2, asr #31   op03_conv_2d
      64    e8a asrs       r3, r1   op03_conv_2d
      64    e8c cmp        r0, r4   op03_conv_2d
      64    e8e sub        r3, r3, #255	@ 0xff   op03_conv_2d
      64    e92 add        r4, r4, #1   op03_conv_2d
      64    e96 ssat       r3, #8, r3, asr #1   op03_conv_2d
      64    e9a strb       r3, [r5], #1   op03_conv_2d
      64    e9e beq        ea4 <op03_conv_2d+0x650>   op03_conv_2d
      48    ea0 cmp        r4, #32   op03_conv_2d
      48    ea2 bne        e6e <op03_conv_2d+0x61a>   op03_conv_2d
      16    ea4 ldr        r3, [sp, #4]   op03_conv_2d
      16    ea6 adds       r3, #48	@ 0x30   op03_conv_2d
      16    ea8 str        r3, [sp, #4]   op03_conv_2d
      16    eaa ldr        r3, [sp, #64]	@ 0x40   op03_conv_2d
      16    eac add        lr, lr, #32   op03_conv_2d
      16    eb0 cmp        r3, lr   op03_conv_2d
      16    eb2 bne        cdc <op03_conv_2d+0x488>   op03_conv_2d
      32    eb6 ldr        r2, [sp, #56]	@ 0x38   op03_conv_2d
      32    eb8 ldr        r3, [sp, #52]	@ 0x34   op03_conv_2d
      32    eba adds       r2, #4   op03_conv_2d
      32    ebc str        r2, [sp, #56]	@ 0x38   op03_conv_2d
      32    ebe ldr        r2, [sp, #44]	@ 0x2c   op03_conv_2d
      32    ec0 adds       r2, #4   op03_conv_2d
      32    ec2 str        r2, [sp, #44]	@ 0x2c   op03_conv_2d
      32    ec4 ldr        r2, [sp, #48]	@ 0x30   op03_conv_2d
      32    ec6 add        r2, r2, #480	@ 0x1e0   op03_conv_2d
      32    eca str        r2, [sp, #48]	@ 0x30   op03_conv_2d
      32    ecc ldr        r2, [sp, #36]	@ 0x24   op03_conv_2d
      32    ece adds       r2, #16   op03_conv_2d
      32    ed0 str        r2, [sp, #36]	@ 0x24   op03_conv_2d
      32    ed2 ldr        r2, [sp, #24]   op03_conv_2d
      32    ed4 adds       r2, #16   op03_conv_2d
      32    ed6 str        r2, [sp, #24]   op03_conv_2d
      32    ed8 ldr        r2, [sp, #68]	@ 0x44   op03_conv_2d
      32    eda adds       r3, #4   op03_conv_2d
      32    edc adds       r2, #32   op03_conv_2d
      32    ede cmp        r3, #35	@ 0x23   op03_conv_2d
      32    ee0 str        r3, [sp, #52]	@ 0x34   op03_conv_2d
      32    ee2 str        r2, [sp, #68]	@ 0x44   op03_conv_2d
      32    ee4 bne        9b4 <op03_conv_2d+0x160>   op03_conv_2d
       4    ee8 ldrd       r6, sl, [sp, #88]	@ 0x58   op03_conv_2d
       4    eec adds       r6, #15   op03_conv_2d
       4    eee cmp        r6, #58	@ 0x3a   op03_conv_2d
       4    ef0 ldrd       fp, r7, [sp, #96]	@ 0x60   op03_conv_2d
       4    ef4 add        sl, sl, #480	@ 0x1e0   op03_conv_2d
       4    ef8 bne        872 <op03_conv_2d+0x1e>   op03_conv_2d
       1    efc add        sp, #124	@ 0x7c   op03_conv_2d
       1    efe ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op03_conv_2d
       3    f20 add        r1, r1, r1, lsl #1   op03_conv_2d
       3    f24 lsls       r2, r1, #3   op03_conv_2d
       3    f26 add        r1, r6, r6, lsl #1   op03_conv_2d
       3    f2a ldr        r0, [sp, #72]	@ 0x48   op03_conv_2d
       3    f2c add        r5, fp, r1, lsl #3   op03_conv_2d
       3    f30 b          8bc <op03_conv_2d+0x68>   op03_conv_2d
       1    f38 push       {r4, r5, lr}   op04_max_pool_2d
       1    f3a add        lr, r0, #1232	@ 0x4d0   op04_max_pool_2d
       1    f3e addw       r5, r0, #1199	@ 0x4af   op04_max_pool_2d
       1    f42 add        r4, r0, #2032	@ 0x7f0   op04_max_pool_2d
      25    f46 sub        r2, lr, #32   op04_max_pool_2d
      25    f4a add        r0, r5, #32   op04_max_pool_2d
      25    f4e mov        r1, r5   op04_max_pool_2d
     800    f50 ldrsb      r3, [r1, #1]!   op04_max_pool_2d
     800    f54 ldrsb      ip, [r0, #1]!   op04_max_pool_2d
     800    f58 cmp        r3, ip   op04_max_pool_2d
     800    f5a it         lt   op04_max_pool_2d
     800    f5c movlt      r3, ip   op04_max_pool_2d
     800    f5e strb       r3, [r2], #1   op04_max_pool_2d
     800    f62 cmp        r2, lr   op04_max_pool_2d
     800    f64 bne        f50 <op04_max_pool_2d+0x18>   op04_max_pool_2d
      25    f66 add        lr, r2, #32   op04_max_pool_2d
      25    f6a cmp        r4, lr   op04_max_pool_2d
      25    f6c add        r5, r5, #64	@ 0x40   op04_max_pool_2d
      25    f70 bne        f46 <op04_max_pool_2d+0xe>   op04_max_pool_2d
       1    f72 pop        {r4, r5, pc}   op04_max_pool_2d
       1    f74 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op05_conv_2d
       1    f78 sub        sp, #124	@ 0x7c   op05_conv_2d
       1    f7a add        sl, r0, #2000	@ 0x7d0   op05_conv_2d
       1    f7e mov        r8, #4294967295	@ 0xffffffff   op05_conv_2d
       1    f82 addw       r9, r0, #2062	@ 0x80e   op05_conv_2d
       1    f86 mov        fp, r0   op05_conv_2d
       1    f88 str        sl, [sp, #72]	@ 0x48   op05_conv_2d
       1    f8c mov        r5, r8   op05_conv_2d
       1    f8e mov        r6, r0   op05_conv_2d
       1    f90 mov        r4, r9   op05_conv_2d
       3    f92 rsb        r3, r5, #25   op05_conv_2d
       3    f96 cmp        r3, #14   op05_conv_2d
       3    f98 mov        sl, r3   op05_conv_2d
       3    f9a it         ge   op05_conv_2d
       3    f9c movge      sl, #14   op05_conv_2d
       3    fa0 cmp        r5, #0   op05_conv_2d
       3    fa2 ite        gt   op05_conv_2d
       3    fa4 movgt      r1, #0   op05_conv_2d
       3    fa6 movle      r1, #1   op05_conv_2d
       3    fa8 sub        r2, sl, r1   op05_conv_2d
       3    fac cmp        r1, #0   op05_conv_2d
       3    fae beq        1514 <op05_conv_2d+0x5a0>   op05_conv_2d
       1    fb2 addw       r1, r6, #1998	@ 0x7ce   op05_conv_2d
      32    fb6 movw       r0, #65408	@ 0xff80   op05_conv_2d
      32    fba strh       r0, [r1, #2]!   op05_conv_2d
      32    fbe cmp        r1, r4   op05_conv_2d
      32    fc0 bne        fb6 <op05_conv_2d+0x42>   op05_conv_2d
       1    fc2 lsls       r2, r2, #5   op05_conv_2d
       1    fc4 add        r7, r6, #2064	@ 0x810   op05_conv_2d
       1    fc8 add        r9, r6, #1200	@ 0x4b0   op05_conv_2d
       3    fcc strd       r3, sl, [sp, #4]   op05_conv_2d
       3    fd0 mov        r1, r7   op05_conv_2d
       3    fd2 mov        r0, r9   op05_conv_2d
       3    fd4 add        r8, r9, r2   op05_conv_2d
     232    fd8 ldr        r3, [r0], #4   op05_conv_2d
     232    fdc sxtb16     sl, r3   op05_conv_2d
     232    fe0 sxtb16     lr, r3, ror #8   op05_conv_2d
     232    fe4 pkhbt      r3, sl, lr, lsl #16   op05_conv_2d
     232    fe8 pkhtb      lr, lr, sl, asr #16   op05_conv_2d
     232    fec sub        ip, r8, r0   op05_conv_2d
     232    ff0 cmp        ip, #3   op05_conv_2d
     232    ff4 str        r3, [r1, #0]   op05_conv_2d
     232    ff6 str        lr, [r1, #4]   op05_conv_2d
     232    ffa add        r1, r1, #8   op05_conv_2d
     232    ffe bgt        fd8 <op05_conv_2d+0x64>   op05_conv_2d
       3   1000 sub        ip, r2, #4   op05_conv_2d
       3   1004 cmp        r2, #3   op05_conv_2d
       3   1006 rsb        r0, ip, #0   op05_conv_2d
       3   100a it         le   op05_conv_2d
       3   100c movle      r0, #0   op05_conv_2d
       3   100e adds       r0, r0, ip   op05_conv_2d
       3   1012 ldrd       r3, sl, [sp, #4]   op05_conv_2d
       3   1016 mov        r1, ip, lsr #2   op05_conv_2d
       3   101a beq        1044 <op05_conv_2d+0xd0>   op05_conv_2d
       3   1044 rsb        r1, sl, #14   op05_conv_2d
       3   1048 cmp        r3, #13   op05_conv_2d
       3   104a mov        r1, r1, lsl #5   op05_conv_2d
       3   104e bgt        1066 <op05_conv_2d+0xf2>   op05_conv_2d
       1   1050 adds       r3, r1, r2   op05_conv_2d
       1   1052 add        r2, r7, r2, lsl #1   op05_conv_2d
       1   1056 add        r7, r7, r3, lsl #1   op05_conv_2d
     384   105a movw       r3, #65408	@ 0xff80   op05_conv_2d
     384   105e strh       r3, [r2], #2   op05_conv_2d
     384   1062 cmp        r2, r7   op05_conv_2d
     384   1064 bne        105a <op05_conv_2d+0xe6>   op05_conv_2d
       3   1066 rsb        lr, r5, #24   op05_conv_2d
       3   106a ldr        r3, [pc, #708]	@ (1330 <op05_conv_2d+0x3bc>)   op05_conv_2d
       3   106c cmp        lr, #12   op05_conv_2d
       3   1070 it         ge   op05_conv_2d
       3   1072 movge      lr, #12   op05_conv_2d
       3   1076 umull      r1, r3, r3, lr   op05_conv_2d
       3   107a bic        r1, r3, #1   op05_conv_2d
       3   107e add        r2, r1, r3, lsr #1   op05_conv_2d
       3   1082 ldr        r3, [pc, #688]	@ (1334 <op05_conv_2d+0x3c0>)   op05_conv_2d
       3   1084 ldr        r1, [pc, #688]	@ (1338 <op05_conv_2d+0x3c4>)   op05_conv_2d
       3   1086 str        r2, [sp, #20]   op05_conv_2d
       3   1088 strd       fp, r3, [sp, #44]	@ 0x2c   op05_conv_2d
       3   108c add        r3, r6, r2, lsl #6   op05_conv_2d
       3   1090 add        r3, r3, #2000	@ 0x7d0   op05_conv_2d
       3   1094 str        r3, [sp, #80]	@ 0x50   op05_conv_2d
       3   1096 add        r3, r2, r2, lsl #1   op05_conv_2d
       3   109a lsls       r3, r3, #4   op05_conv_2d
       3   109c str        r3, [sp, #84]	@ 0x54   op05_conv_2d
       3   109e add        r3, lr, lr, lsl #1   op05_conv_2d
       3   10a2 lsls       r3, r3, #4   op05_conv_2d
       3   10a4 str        r3, [sp, #64]	@ 0x40   op05_conv_2d
       3   10a6 adds       r3, r1, #4   op05_conv_2d
       3   10a8 str        r3, [sp, #24]   op05_conv_2d
       3   10aa movs       r0, #3   op05_conv_2d
       3   10ac movs       r3, #0   op05_conv_2d
       3   10ae strd       r3, r0, [sp, #52]	@ 0x34   op05_conv_2d
       3   10b2 strd       r5, fp, [sp, #88]	@ 0x58   op05_conv_2d
       3   10b6 strd       r6, r4, [sp, #96]	@ 0x60   op05_conv_2d
       3   10ba ldr        r2, [pc, #640]	@ (133c <op05_conv_2d+0x3c8>)   op05_conv_2d
       3   10bc str        r1, [sp, #36]	@ 0x24   op05_conv_2d
       3   10be str        lr, [sp, #76]	@ 0x4c   op05_conv_2d
       3   10c2 str        r2, [sp, #68]	@ 0x44   op05_conv_2d
      36   10c4 ldr        r3, [sp, #48]	@ 0x30   op05_conv_2d
      36   10c6 ldr        r6, [sp, #68]	@ 0x44   op05_conv_2d
      36   10c8 sub        r2, r3, #384	@ 0x180   op05_conv_2d
      36   10cc str        r2, [sp, #60]	@ 0x3c   op05_conv_2d
      36   10ce ldr        r2, [sp, #20]   op05_conv_2d
      36   10d0 cmp        r2, #0   op05_conv_2d
      36   10d2 ble        150e <op05_conv_2d+0x59a>   op05_conv_2d
      24   10d6 mov        sl, r3   op05_conv_2d
      24   10d8 movs       r7, #0   op05_conv_2d
      48   10da sub        r3, sl, #384	@ 0x180   op05_conv_2d
      48   10de str        r3, [sp, #40]	@ 0x28   op05_conv_2d
      48   10e0 ldr        r3, [sp, #72]	@ 0x48   op05_conv_2d
      48   10e2 str        r3, [sp, #16]   op05_conv_2d
      48   10e4 ldr        r3, [sp, #44]	@ 0x2c   op05_conv_2d
      48   10e6 str        r7, [sp, #28]   op05_conv_2d
      48   10e8 add        lr, r3, r7   op05_conv_2d
      48   10ec mov        ip, #0   op05_conv_2d
      48   10f0 strd       lr, ip, [sp, #8]   op05_conv_2d
      48   10f4 str        r6, [sp, #4]   op05_conv_2d
      48   10f6 str        sl, [sp, #32]   op05_conv_2d
     192   10fa ldr        r3, [sp, #32]   op05_conv_2d
     192   10fc str        r3, [sp, #104]	@ 0x68   op05_conv_2d
     192   10fe ldr        r3, [sp, #12]   op05_conv_2d
     192   1100 ldr        r1, [sp, #36]	@ 0x24   op05_conv_2d
     192   1102 ldr        r2, [sp, #28]   op05_conv_2d
     192   1104 ldr        r4, [sp, #8]   op05_conv_2d
     192   1106 adds       r3, #3   op05_conv_2d
     192   1108 str        r3, [sp, #12]   op05_conv_2d
     192   110a ldr        r3, [r1, r2, lsl #2]   op05_conv_2d
     192   110e ldr        r1, [sp, #24]   op05_conv_2d
     192   1110 ldr        r2, [r1, r2, lsl #2]   op05_conv_2d
     192   1114 ldr        r1, [sp, #16]   op05_conv_2d
     192   1116 adds       r4, #144	@ 0x90   op05_conv_2d
     192   1118 mov        r0, r1   op05_conv_2d
     192   111a adds       r1, #192	@ 0xc0   op05_conv_2d
     192   111c str        r4, [sp, #8]   op05_conv_2d
     192   111e str        r1, [sp, #16]   op05_conv_2d
     192   1120 mov        r5, r3   op05_conv_2d
     192   1122 ldr        r1, [sp, #40]	@ 0x28   op05_conv_2d
     192   1124 mov        r7, r2   op05_conv_2d
     192   1126 mov        r4, r3   op05_conv_2d
     192   1128 mov        r6, r2   op05_conv_2d
    1152   112a ldrd       r8, r9, [r1], #16   op05_conv_2d
    1152   112e sxtb16     sl, r8   op05_conv_2d
    1152   1132 sxtb16     fp, r9   op05_conv_2d
    1152   1136 ldrd       ip, lr, [r0, #64]	@ 0x40   op05_conv_2d
    1152   113a smlad      r5, r8, ip, r5   op05_conv_2d
    1152   113e smlad      r7, sl, ip, r7   op05_conv_2d
    1152   1142 smlad      r5, r9, lr, r5   op05_conv_2d
    1152   1146 smlad      r7, fp, lr, r7   op05_conv_2d
    1152   114a ldrd       ip, lr, [r0, #128]	@ 0x80   op05_conv_2d
    1152   114e smlad      r4, r8, ip, r4   op05_conv_2d
    1152   1152 smlad      r6, sl, ip, r6   op05_conv_2d
    1152   1156 smlad      r4, r9, lr, r4   op05_conv_2d
    1152   115a smlad      r6, fp, lr, r6   op05_conv_2d
    1152   115e ldrd       ip, lr, [r0], #8   op05_conv_2d
    1152   1162 smlad      r3, r8, ip, r3   op05_conv_2d
    1152   1166 smlad      r2, sl, ip, r2   op05_conv_2d
    1152   116a smlad      r3, r9, lr, r3   op05_conv_2d
    1152   116e smlad      r2, fp, lr, r2   op05_conv_2d
    1152   1172 ldrd       r8, r9, [r1], #16   op05_conv_2d
    1152   1176 sxtb16     sl, r8   op05_conv_2d
    1152   117a sxtb16     fp, r9   op05_conv_2d
    1152   117e ldrd       ip, lr, [r0, #64]	@ 0x40   op05_conv_2d
    1152   1182 smlad      r5, r8, ip, r5   op05_conv_2d
    1152   1186 smlad      r7, sl, ip, r7   op05_conv_2d
    1152   118a smlad      r5, r9, lr, r5   op05_conv_2d
    1152   118e smlad      r7, fp, lr, r7   op05_conv_2d
    1152   1192 ldrd       ip, lr, [r0, #128]	@ 0x80   op05_conv_2d
    1152   1196 smlad      r4, r8, ip, r4   op05_conv_2d
    1152   119a smlad      r6, sl, ip, r6   op05_conv_2d
    1152   119e smlad      r4, r9, lr, r4   op05_conv_2d
    1152   11a2 smlad      r6, fp, lr, r6   op05_conv_2d
    1152   11a6 ldrd       ip, lr, [r0], #8   op05_conv_2d
    1152   11aa smlad      r3, r8, ip, r3   op05_conv_2d
    1152   11ae smlad      r2, sl, ip, r2   op05_conv_2d
    1152   11b2 smlad      r3, r9, lr, r3   op05_conv_2d
    1152   11b6 smlad      r2, fp, lr, r2   op05_conv_2d
    1152   11ba ldrd       r8, r9, [r1], #16   op05_conv_2d
    1152   11be sxtb16     sl, r8   op05_conv_2d
    1152   11c2 sxtb16     fp, r9   op05_conv_2d
    1152   11c6 ldrd       ip, lr, [r0, #64]	@ 0x40   op05_conv_2d
    1152   11ca smlad      r5, r8, ip, r5   op05_conv_2d
    1152   11ce smlad      r7, sl, ip, r7   op05_conv_2d
    1152   11d2 smlad      r5, r9, lr, r5   op05_conv_2d
    1152   11d6 smlad      r7, fp, lr, r7   op05_conv_2d
    1152   11da ldrd       ip, lr, [r0, #128]	@ 0x80   op05_conv_2d
    1152   11de smlad      r4, r8, ip, r4   op05_conv_2d
    1152   11e2 smlad      r6, sl, ip, r6   op05_conv_2d
    1152   11e6 smlad      r4, r9, lr, r4   op05_conv_2d
    1152   11ea smlad      r6, fp, lr, r6   op05_conv_2d
    1152   11ee ldrd       ip, lr, [r0], #8   op05_conv_2d
    1152   11f2 smlad      r3, r8, ip, r3   op05_conv_2d
    1152   11f6 smlad      r2, sl, ip, r2   op05_conv_2d
    1152   11fa smlad      r3, r9, lr, r3   op05_conv_2d
    1152   11fe smlad      r2, fp, lr, r2   op05_conv_2d
    1152   1202 ldrd       r8, r9, [r1], #16   op05_conv_2d
    1152   1206 sxtb16     sl, r8   op05_conv_2d
    1152   120a sxtb16     fp, r9   op05_conv_2d
    1152   120e ldrd       ip, lr, [r0, #64]	@ 0x40   op05_conv_2d
    1152   1212 smlad      r5, r8, ip, r5   op05_conv_2d
    1152   1216 smlad      r7, sl, ip, r7   op05_conv_2d
    1152   121a smlad      r5, r9, lr, r5   op05_conv_2d
    1152   121e smlad      r7, fp, lr, r7   op05_conv_2d
    1152   1222 ldrd       ip, lr, [r0, #128]	@ 0x80   op05_conv_2d
    1152   1226 smlad      r4, r8, ip, r4   op05_conv_2d
    1152   122a smlad      r6, sl, ip, r6   op05_conv_2d
    1152   122e smlad      r4, r9, lr, r4   op05_conv_2d
    1152   1232 smlad      r6, fp, lr, r6   op05_conv_2d
    1152   1236 ldrd       ip, lr, [r0], #8   op05_conv_2d
    1152   123a smlad      r3, r8, ip, r3   op05_conv_2d
    1152   123e smlad      r2, sl, ip, r2   op05_conv_2d
    1152   1242 smlad      r3, r9, lr, r3   op05_conv_2d
    1152   1246 smlad      r2, fp, lr, r2   op05_conv_2d
    1152   124a ldr        ip, [sp, #104]	@ 0x68   op05_conv_2d
    1152   124e cmp        r1, ip   op05_conv_2d
    1152   1250 bne        112a <op05_conv_2d+0x1b6>   op05_conv_2d
     192   1254 ldr        r1, [sp, #4]   op05_conv_2d
     192   1256 subs       r3, r3, r2   op05_conv_2d
     192   1258 ldrsh      ip, [r1, #6]   op05_conv_2d
     192   125c ldr        r1, [r1, #0]   op05_conv_2d
     192   125e asrs       r3, r3, #8   op05_conv_2d
     192   1260 subs       r5, r5, r7   op05_conv_2d
     192   1262 subs       r4, r4, r6   op05_conv_2d
     192   1264 lsls       r3, r3, #1   op05_conv_2d
     192   1266 add        ip, ip, #4294967295	@ 0xffffffff   op05_conv_2d
     192   126a smmulr     r0, r3, r1   op05_conv_2d
     192   126e asrs       r5, r5, #8   op05_conv_2d
     192   1270 add        r3, r0, r3, asr #31   op05_conv_2d
     192   1274 asrs       r4, r4, #8   op05_conv_2d
     192   1276 ldr        r0, [sp, #8]   op05_conv_2d
     192   1278 lsls       r4, r4, #1   op05_conv_2d
     192   127a lsls       r5, r5, #1   op05_conv_2d
     192   127c asr        r3, r3, ip   op05_conv_2d
     192   1280 subs       r3, #255	@ 0xff   op05_conv_2d
     192   1282 ssat       r3, #8, r3, asr #1   op05_conv_2d
     192   1286 strb       r3, [r0, #-144]   op05_conv_2d
     192   128a smmulr     r3, r5, r1   op05_conv_2d
     192   128e smmulr     r1, r4, r1   op05_conv_2d
     192   1292 add        r3, r3, r5, asr #31   op05_conv_2d
     192   1296 add        r1, r1, r4, asr #31   op05_conv_2d
     192   129a asr        r3, r3, ip   op05_conv_2d
     192   129e asr        r1, r1, ip   op05_conv_2d
     192   12a2 subs       r3, #255	@ 0xff   op05_conv_2d
     192   12a4 subs       r1, #255	@ 0xff   op05_conv_2d
     192   12a6 ssat       r3, #8, r3, asr #1   op05_conv_2d
     192   12aa ssat       r1, #8, r1, asr #1   op05_conv_2d
     192   12ae strb       r3, [r0, #-96]   op05_conv_2d
     192   12b2 strb       r1, [r0, #-48]   op05_conv_2d
     192   12b6 ldr        r3, [sp, #4]   op05_conv_2d
     192   12b8 mov        r4, r0   op05_conv_2d
     192   12ba ldrsh      r0, [r3, #14]   op05_conv_2d
     192   12be ldr        r3, [r3, #8]   op05_conv_2d
     192   12c0 lsls       r2, r2, #1   op05_conv_2d
     192   12c2 subs       r0, #1   op05_conv_2d
     192   12c4 smmulr     r1, r2, r3   op05_conv_2d
     192   12c8 add        r2, r1, r2, asr #31   op05_conv_2d
     192   12cc lsls       r7, r7, #1   op05_conv_2d
     192   12ce lsls       r6, r6, #1   op05_conv_2d
     192   12d0 asrs       r2, r0   op05_conv_2d
     192   12d2 subs       r2, #255	@ 0xff   op05_conv_2d
     192   12d4 ssat       r2, #8, r2, asr #1   op05_conv_2d
     192   12d8 strb       r2, [r4, #-143]   op05_conv_2d
     192   12dc smmulr     r2, r7, r3   op05_conv_2d
     192   12e0 smmulr     r3, r6, r3   op05_conv_2d
     192   12e4 add        r2, r2, r7, asr #31   op05_conv_2d
     192   12e8 add        r3, r3, r6, asr #31   op05_conv_2d
     192   12ec asrs       r2, r0   op05_conv_2d
     192   12ee asrs       r3, r0   op05_conv_2d
     192   12f0 subs       r2, #255	@ 0xff   op05_conv_2d
     192   12f2 subs       r3, #255	@ 0xff   op05_conv_2d
     192   12f4 ssat       r2, #8, r2, asr #1   op05_conv_2d
     192   12f8 ssat       r3, #8, r3, asr #1   op05_conv_2d
     192   12fc strb       r2, [r4, #-95]   op05_conv_2d
     192   1300 strb       r3, [r4, #-47]   op05_conv_2d
     192   1304 ldr        r2, [sp, #20]   op05_conv_2d
     192   1306 ldr        r3, [sp, #12]   op05_conv_2d
     192   1308 cmp        r2, r3   op05_conv_2d
     192   130a mov        r1, r4   op05_conv_2d
     192   130c bgt        10fa <op05_conv_2d+0x186>   op05_conv_2d
      48   1310 ldr        r7, [sp, #28]   op05_conv_2d
      48   1312 ldr        r6, [sp, #4]   op05_conv_2d
      48   1314 ldr        sl, [sp, #32]   op05_conv_2d
      48   1318 cbnz       r7, 1340 <op05_conv_2d+0x3cc>   op05_conv_2d
      36   131a ldr        r3, [sp, #20]   op05_conv_2d
      36   131c cmp        r3, #0   op05_conv_2d
      36   131e add        sl, sl, #8   op05_conv_2d
      36   1322 add        r6, r6, #16   op05_conv_2d
      36   1326 mov        r7, #2   op05_conv_2d
      36   132a bgt        10da <op05_conv_2d+0x166>   op05_conv_2d
      12   132e b          1340 <op05_conv_2d+0x3cc>   op05_conv_2d
      36   1340 ldr        r3, [sp, #76]	@ 0x4c   op05_conv_2d
      36   1342 ldr        r2, [sp, #20]   op05_conv_2d
      36   1344 cmp        r3, r2   op05_conv_2d
      36   1346 ble        14c2 <op05_conv_2d+0x54e>   op05_conv_2d
      12   134a ldrd       r3, r7, [sp, #80]	@ 0x50   op05_conv_2d
      12   134e str        r3, [sp, #4]   op05_conv_2d
      12   1350 ldr        r3, [sp, #24]   op05_conv_2d
      12   1352 subs       r3, #4   op05_conv_2d
      12   1354 str        r3, [sp, #28]   op05_conv_2d
      12   1356 mov        ip, r7   op05_conv_2d
      12   1358 ldr        r3, [sp, #52]	@ 0x34   op05_conv_2d
      12   135a str        r3, [sp, #16]   op05_conv_2d
      12   135c add        r3, sp, #104	@ 0x68   op05_conv_2d
      12   135e str        r3, [sp, #8]   op05_conv_2d
      12   1360 ldr        r3, [sp, #44]	@ 0x2c   op05_conv_2d
      12   1362 ldr        r5, [sp, #60]	@ 0x3c   op05_conv_2d
      12   1364 ldr        r6, [sp, #4]   op05_conv_2d
      12   1366 add        r3, ip   op05_conv_2d
      12   1368 str        r3, [sp, #12]   op05_conv_2d
      12   136a ldr        r3, [sp, #28]   op05_conv_2d
      12   136c ldmia      r3, {r0, r1, r2, r3}   op05_conv_2d
      12   136e add        r4, sp, #104	@ 0x68   op05_conv_2d
      12   1370 stmia      r4, {r0, r1, r2, r3}   op05_conv_2d
      12   1374 ldr        r4, [sp, #48]	@ 0x30   op05_conv_2d
      12   1376 mov        r2, r0   op05_conv_2d
      12   1378 mov        r0, r1   op05_conv_2d
      12   137a ldrd       r3, r1, [sp, #112]	@ 0x70   op05_conv_2d
      72   137e ldmia      r5!, {r8, r9, sl, fp}   op05_conv_2d
      72   1382 ldrd       r7, lr, [r6], #8   op05_conv_2d
      72   1386 smlad      r2, r8, r7, r2   op05_conv_2d
      72   138a smlad      r3, sl, r7, r3   op05_conv_2d
      72   138e sxtb16     r8, r8   op05_conv_2d
      72   1392 sxtb16     sl, sl   op05_conv_2d
      72   1396 smlad      r2, r9, lr, r2   op05_conv_2d
      72   139a smlad      r3, fp, lr, r3   op05_conv_2d
      72   139e sxtb16     r9, r9   op05_conv_2d
      72   13a2 sxtb16     fp, fp   op05_conv_2d
      72   13a6 smlad      r0, r8, r7, r0   op05_conv_2d
      72   13aa smlad      r1, sl, r7, r1   op05_conv_2d
      72   13ae smlad      r0, r9, lr, r0   op05_conv_2d
      72   13b2 smlad      r1, fp, lr, r1   op05_conv_2d
      72   13b6 ldmia      r5!, {r8, r9, sl, fp}   op05_conv_2d
      72   13ba ldrd       r7, lr, [r6], #8   op05_conv_2d
      72   13be smlad      r2, r8, r7, r2   op05_conv_2d
      72   13c2 smlad      r3, sl, r7, r3   op05_conv_2d
      72   13c6 sxtb16     r8, r8   op05_conv_2d
      72   13ca sxtb16     sl, sl   op05_conv_2d
      72   13ce smlad      r2, r9, lr, r2   op05_conv_2d
      72   13d2 smlad      r3, fp, lr, r3   op05_conv_2d
      72   13d6 sxtb16     r9, r9   op05_conv_2d
      72   13da sxtb16     fp, fp   op05_conv_2d
      72   13de smlad      r0, r8, r7, r0   op05_conv_2d
      72   13e2 smlad      r1, sl, r7, r1   op05_conv_2d
      72   13e6 smlad      r0, r9, lr, r0   op05_conv_2d
      72   13ea smlad      r1, fp, lr, r1   op05_conv_2d
      72   13ee ldmia      r5!, {r8, r9, sl, fp}   op05_conv_2d
      72   13f2 ldrd       r7, lr, [r6], #8   op05_conv_2d
      72   13f6 smlad      r2, r8, r7, r2   op05_conv_2d
      72   13fa smlad      r3, sl, r7, r3   op05_conv_2d
      72   13fe sxtb16     r8, r8   op05_conv_2d
      72   1402 sxtb16     sl, sl   op05_conv_2d
      72   1406 smlad      r2, r9, lr, r2   op05_conv_2d
      72   140a smlad      r3, fp, lr, r3   op05_conv_2d
      72   140e sxtb16     r9, r9   op05_conv_2d
      72   1412 sxtb16     fp, fp   op05_conv_2d
      72   1416 smlad      r0, r8, r7, r0   op05_conv_2d
      72   141a smlad      r1, sl, r7, r1   op05_conv_2d
      72   141e smlad      r0, r9, lr, r0   op05_conv_2d
      72   1422 smlad      r1, fp, lr, r1   op05_conv_2d
      72   1426 ldmia      r5!, {r8, r9, sl, fp}   op05_conv_2d
      72   142a ldrd       r7, lr, [r6], #8   op05_conv_2d
      72   142e smlad      r2, r8, r7, r2   op05_conv_2d
      72   1432 smlad      r3, sl, r7, r3   op05_conv_2d
      72   1436 sxtb16     r8, r8   op05_conv_2d
      72   143a sxtb16     sl, sl   op05_conv_2d
      72   143e smlad      r2, r9, lr, r2   op05_conv_2d
      72   1442 smlad      r3, fp, lr, r3   op05_conv_2d
      72   1446 sxtb16     r9, r9   op05_conv_2d
      72   144a sxtb16     fp, fp   op05_conv_2d
      72   144e smlad      r0, r8, r7, r0   op05_conv_2d
      72   1452 smlad      r1, sl, r7, r1   op05_conv_2d
      72   1456 smlad      r0, r9, lr, r0   op05_conv_2d
      72   145a smlad      r1, fp, lr, r1   op05_conv_2d
      72   145e cmp        r5, r4   op05_conv_2d
      72   1460 bne        137e <op05_conv_2d+0x40a>   op05_conv_2d
      12   1462 subs       r2, r2, r0   op05_conv_2d
      12   1464 subs       r3, r3, r1   op05_conv_2d
      12   1466 ldrd       lr, r7, [sp, #8]   op05_conv_2d
      12   146a str        r0, [sp, #108]	@ 0x6c   op05_conv_2d
      12   146c asrs       r2, r2, #8   op05_conv_2d
      12   146e asrs       r3, r3, #8   op05_conv_2d
      12   1470 ldr        r4, [sp, #16]   op05_conv_2d
      12   1472 ldr        r0, [sp, #56]	@ 0x38   op05_conv_2d
      12   1474 str        r1, [sp, #116]	@ 0x74   op05_conv_2d
      12   1476 str        r2, [sp, #104]	@ 0x68   op05_conv_2d
      12   1478 str        r3, [sp, #112]	@ 0x70   op05_conv_2d
      48   147a ldr        r3, [pc, #168]	@ (1524 <op05_conv_2d+0x5b0>)   op05_conv_2d
      48   147c ldr        r2, [lr], #4   op05_conv_2d
      48   1480 ldrsh      r1, [r3, r4, lsl #3]   op05_conv_2d
      48   1484 subs       r3, #6   op05_conv_2d
      48   1486 lsls       r2, r2, #1   op05_conv_2d
      48   1488 ldr        r3, [r3, r4, lsl #3]   op05_conv_2d
      48   148c smmulr     r3, r2, r3   op05_conv_2d
      48   1490 subs       r1, #1   op05_conv_2d
      48   1492 add        r3, r3, r2, asr #31   op05_conv_2d
      48   1496 asrs       r3, r1   op05_conv_2d
      48   1498 cmp        r4, r0   op05_conv_2d
      48   149a sub        r3, r3, #255	@ 0xff   op05_conv_2d
      48   149e add        r4, r4, #1   op05_conv_2d
      48   14a2 ssat       r3, #8, r3, asr #1   op05_conv_2d
      48   14a6 strb       r3, [r7], #1   op05_conv_2d
      48   14aa beq        14b0 <op05_conv_2d+0x53c>   op05_conv_2d
      36   14ac cmp        r4, #48	@ 0x30   op05_conv_2d
      36   14ae bne        147a <op05_conv_2d+0x506>   op05_conv_2d
      12   14b0 ldr        r3, [sp, #4]   op05_conv_2d
      12   14b2 adds       r3, #64	@ 0x40   op05_conv_2d
      12   14b4 str        r3, [sp, #4]   op05_conv_2d
      12   14b6 ldr        r3, [sp, #64]	@ 0x40   op05_conv_2d
      12   14b8 add        ip, ip, #48	@ 0x30   op05_conv_2d
      12   14bc cmp        ip, r3   op05_conv_2d
      12   14be bne        1358 <op05_conv_2d+0x3e4>   op05_conv_2d
      36   14c2 ldr        r2, [sp, #52]	@ 0x34   op05_conv_2d
      36   14c4 ldr        r3, [sp, #56]	@ 0x38   op05_conv_2d
      36   14c6 adds       r2, #4   op05_conv_2d
      36   14c8 str        r2, [sp, #52]	@ 0x34   op05_conv_2d
      36   14ca ldr        r2, [sp, #44]	@ 0x2c   op05_conv_2d
      36   14cc adds       r2, #4   op05_conv_2d
      36   14ce str        r2, [sp, #44]	@ 0x2c   op05_conv_2d
      36   14d0 ldr        r2, [sp, #48]	@ 0x30   op05_conv_2d
      36   14d2 add        r2, r2, #384	@ 0x180   op05_conv_2d
      36   14d6 str        r2, [sp, #48]	@ 0x30   op05_conv_2d
      36   14d8 ldr        r2, [sp, #36]	@ 0x24   op05_conv_2d
      36   14da adds       r2, #16   op05_conv_2d
      36   14dc str        r2, [sp, #36]	@ 0x24   op05_conv_2d
      36   14de ldr        r2, [sp, #24]   op05_conv_2d
      36   14e0 adds       r2, #16   op05_conv_2d
      36   14e2 str        r2, [sp, #24]   op05_conv_2d
      36   14e4 ldr        r2, [sp, #68]	@ 0x44   op05_conv_2d
      36   14e6 adds       r3, #4   op05_conv_2d
      36   14e8 adds       r2, #32   op05_conv_2d
      36   14ea cmp        r3, #51	@ 0x33   op05_conv_2d
      36   14ec str        r3, [sp, #56]	@ 0x38   op05_conv_2d
      36   14ee str        r2, [sp, #68]	@ 0x44   op05_conv_2d
      36   14f0 bne        10c4 <op05_conv_2d+0x150>   op05_conv_2d
       3   14f4 ldrd       r5, fp, [sp, #88]	@ 0x58   op05_conv_2d
       3   14f8 adds       r5, #12   op05_conv_2d
       3   14fa cmp        r5, #35	@ 0x23   op05_conv_2d
       3   14fc ldrd       r6, r4, [sp, #96]	@ 0x60   op05_conv_2d
       3   1500 add        fp, fp, #576	@ 0x240   op05_conv_2d
       3   1504 bne        f92 <op05_conv_2d+0x1e>   op05_conv_2d
       1   1508 add        sp, #124	@ 0x7c   op05_conv_2d
       1   150a ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op05_conv_2d
      12   150e ldr        sl, [sp, #48]	@ 0x30   op05_conv_2d
      12   1512 b          131a <op05_conv_2d+0x3a6>   op05_conv_2d
       2   1514 add        r1, r6, r5, lsl #5   op05_conv_2d
       2   1518 ldr        r7, [sp, #72]	@ 0x48   op05_conv_2d
       2   151a lsls       r2, r2, #5   op05_conv_2d
       2   151c add        r9, r1, #1200	@ 0x4b0   op05_conv_2d
       2   1520 b          fcc <op05_conv_2d+0x58>   op05_conv_2d
       1   1528 push       {r4, r5, r6, r7, lr}   op06_mean
       1   152a ldr        r4, [pc, #100]	@ (1590 <op06_mean+0x68>)   op06_mean
       1   152c add        r7, r0, #1200	@ 0x4b0   op06_mean
       1   1530 add        r6, r0, #48	@ 0x30   op06_mean
       1   1534 mov        ip, #1073741824	@ 0x40000000   op06_mean
       1   1538 movs       r5, #0   op06_mean
       1   153a mvn        lr, #127	@ 0x7f   op06_mean
      48   153e mov        r3, r0   op06_mean
      48   1540 mov        r1, #3200	@ 0xc80   op06_mean
    1200   1544 ldrsb      r2, [r3], #48   op06_mean
    1200   1548 cmp        r3, r7   op06_mean
    1200   154a add        r1, r2   op06_mean
    1200   154c bne        1544 <op06_mean+0x1c>   op06_mean
      48   154e mov        r2, ip   op06_mean
      48   1550 mov        r7, r5   op06_mean
      48   1552 smlal      r2, r7, r1, r4   op06_mean
      48   1556 lsrs       r2, r2, #31   op06_mean
      48   1558 asrs       r1, r7, #31   op06_mean
      48   155a orr        r2, r2, r7, lsl #1   op06_mean
      48   155e adds       r2, #2   op06_mean
      48   1560 mov        r7, r1, lsr #31   op06_mean
      48   1564 adc        r1, r1, #0   op06_mean
      48   1568 subs       r2, r2, r7   op06_mean
      48   156a sbc        r1, r1, #0   op06_mean
      48   156e lsrs       r2, r2, #2   op06_mean
      48   1570 orr        r2, r2, r1, lsl #30   op06_mean
      48   1574 subs       r2, #128	@ 0x80   op06_mean
      48   1576 cmp        r2, #127	@ 0x7f   op06_mean
      48   1578 it         ge   op06_mean
      48   157a movge      r2, #127	@ 0x7f   op06_mean
      48   157c cmp        r2, lr   op06_mean
      48   157e it         lt   op06_mean
      48   1580 movlt      r2, lr   op06_mean
      48   1582 strb       r2, [r0], #1   op06_mean
      48   1586 cmp        r0, r6   op06_mean
      48   1588 add        r7, r3, #1   op06_mean
      48   158c bne        153e <op06_mean+0x16>   op06_mean
       1   158e pop        {r4, r5, r6, r7, pc}   op06_mean
       1   1594 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op07_fully_connected
       1   1598 sub        sp, #36	@ 0x24   op07_fully_connected
       1   159a add        r3, r0, #48	@ 0x30   op07_fully_connected
       1   159e mov        r1, r0   op07_fully_connected
       1   15a0 str        r3, [sp, #8]   op07_fully_connected
       1   15a2 cmp        r0, #0   op07_fully_connected
       1   15a4 beq        1748 <op07_fully_connected+0x1b4>   op07_fully_connected
       1   15a8 add        r5, r0, #144	@ 0x90   op07_fully_connected
       1   15ac mov        r2, r3   op07_fully_connected
      12   15ae adds       r2, #8   op07_fully_connected
      12   15b0 cmp        r2, r5   op07_fully_connected
      12   15b2 ldr        r3, [r0], #4   op07_fully_connected
      12   15b6 sxtb16     r6, r3   op07_fully_connected
      12   15ba sxtb16     r4, r3, ror #8   op07_fully_connected
      12   15be pkhbt      r3, r6, r4, lsl #16   op07_fully_connected
      12   15c2 pkhtb      r4, r4, r6, asr #16   op07_fully_connected
      12   15c6 str        r3, [r2, #-8]   op07_fully_connected
      12   15ca str        r4, [r2, #-4]   op07_fully_connected
      12   15ce bne        15ae <op07_fully_connected+0x1a>   op07_fully_connected
       1   15d0 movs       r5, #3   op07_fully_connected
       1   15d2 subs       r3, r1, #1   op07_fully_connected
       1   15d4 ldr        r6, [pc, #384]	@ (1758 <op07_fully_connected+0x1c4>)   op07_fully_connected
       1   15d6 str        r3, [sp, #12]   op07_fully_connected
       1   15d8 movs       r7, #0   op07_fully_connected
       1   15da str        r5, [sp, #4]   op07_fully_connected
       5   15dc ldr        r3, [pc, #380]	@ (175c <op07_fully_connected+0x1c8>)   op07_fully_connected
       5   15de ldr        r5, [sp, #8]   op07_fully_connected
       5   15e0 add        r3, r3, r7, lsl #2   op07_fully_connected
       5   15e4 ldmia      r3, {r0, r1, r2, r3}   op07_fully_connected
       5   15e6 add        r4, sp, #16   op07_fully_connected
       5   15e8 stmia      r4, {r0, r1, r2, r3}   op07_fully_connected
       5   15ec mov        r4, r6   op07_fully_connected
       5   15ee mov        r2, r0   op07_fully_connected
       5   15f0 adds       r6, #192	@ 0xc0   op07_fully_connected
       5   15f2 mov        r0, r1   op07_fully_connected
       5   15f4 ldrd       r3, r1, [sp, #24]   op07_fully_connected
      15   15f8 ldmia      r4!, {r8, r9, sl, fp}   op07_fully_connected
      15   15fc ldrd       ip, lr, [r5], #8   op07_fully_connected
      15   1600 smlad      r2, r8, ip, r2   op07_fully_connected
      15   1604 smlad      r3, sl, ip, r3   op07_fully_connected
      15   1608 sxtb16     r8, r8   op07_fully_connected
      15   160c sxtb16     sl, sl   op07_fully_connected
      15   1610 smlad      r2, r9, lr, r2   op07_fully_connected
      15   1614 smlad      r3, fp, lr, r3   op07_fully_connected
      15   1618 sxtb16     r9, r9   op07_fully_connected
      15   161c sxtb16     fp, fp   op07_fully_connected
      15   1620 smlad      r0, r8, ip, r0   op07_fully_connected
      15   1624 smlad      r1, sl, ip, r1   op07_fully_connected
      15   1628 smlad      r0, r9, lr, r0   op07_fully_connected
      15   162c smlad      r1, fp, lr, r1   op07_fully_connected
      15   1630 ldmia      r4!, {r8, r9, sl, fp}   op07_fully_connected
      15   1634 ldrd       ip, lr, [r5], #8   op07_fully_connected
      15   1638 smlad      r2, r8, ip, r2   op07_fully_connected
      15   163c smlad      r3, sl, ip, r3   op07_fully_connected
      15   1640 sxtb16     r8, r8   op07_fully_connected
      15   1644 sxtb16     sl, sl   op07_fully_connected
      15   1648 smlad      r2, r9, lr, r2   op07_fully_connected
      15   164c smlad      r3, fp, lr, r3   op07_fully_connected
      15   1650 sxtb16     r9, r9   op07_fully_connected
      15   1654 sxtb16     fp, fp   op07_fully_connected
      15   1658 smlad      r0, r8, ip, r0   op07_fully_connected
      15   165c smlad      r1, sl, ip, r1   op07_fully_connected
      15   1660 smlad      r0, r9, lr, r0   op07_fully_connected
      15   1664 smlad      r1, fp, lr, r1   op07_fully_connected
      15   1668 ldmia      r4!, {r8, r9, sl, fp}   op07_fully_connected
      15   166c ldrd       ip, lr, [r5], #8   op07_fully_connected
      15   1670 smlad      r2, r8, ip, r2   op07_fully_connected
      15   1674 smlad      r3, sl, ip, r3   op07_fully_connected
      15   1678 sxtb16     r8, r8   op07_fully_connected
      15   167c sxtb16     sl, sl   op07_fully_connected
      15   1680 smlad      r2, r9, lr, r2   op07_fully_connected
      15   1684 smlad      r3, fp, lr, r3   op07_fully_connected
      15   1688 sxtb16     r9, r9   op07_fully_connected
      15   168c sxtb16     fp, fp   op07_fully_connected
      15   1690 smlad      r0, r8, ip, r0   op07_fully_connected
      15   1694 smlad      r1, sl, ip, r1   op07_fully_connected
      15   1698 smlad      r0, r9, lr, r0   op07_fully_connected
      15   169c smlad      r1, fp, lr, r1   op07_fully_connected
      15   16a0 ldmia      r4!, {r8, r9, sl, fp}   op07_fully_connected
      15   16a4 ldrd       ip, lr, [r5], #8   op07_fully_connected
      15   16a8 smlad      r2, r8, ip, r2   op07_fully_connected
      15   16ac smlad      r3, sl, ip, r3   op07_fully_connected
      15   16b0 sxtb16     r8, r8   op07_fully_connected
      15   16b4 sxtb16     sl, sl   op07_fully_connected
      15   16b8 smlad      r2, r9, lr, r2   op07_fully_connected
      15   16bc smlad      r3, fp, lr, r3   op07_fully_connected
      15   16c0 sxtb16     r9, r9   op07_fully_connected
      15   16c4 sxtb16     fp, fp   op07_fully_connected
      15   16c8 smlad      r0, r8, ip, r0   op07_fully_connected
      15   16cc smlad      r1, sl, ip, r1   op07_fully_connected
      15   16d0 smlad      r0, r9, lr, r0   op07_fully_connected
      15   16d4 smlad      r1, fp, lr, r1   op07_fully_connected
      15   16d8 cmp        r4, r6   op07_fully_connected
      15   16da bne        15f8 <op07_fully_connected+0x64>   op07_fully_connected
       5   16dc subs       r3, r3, r1   op07_fully_connected
       5   16de asrs       r3, r3, #8   op07_fully_connected
       5   16e0 strd       r3, r1, [sp, #24]   op07_fully_connected
       5   16e4 subs       r2, r2, r0   op07_fully_connected
       5   16e6 ldr        r3, [sp, #12]   op07_fully_connected
       5   16e8 ldr        ip, [sp, #4]   op07_fully_connected
       5   16ec str        r0, [sp, #20]   op07_fully_connected
       5   16ee asrs       r2, r2, #8   op07_fully_connected
       5   16f0 str        r2, [sp, #16]   op07_fully_connected
       5   16f2 add        r1, sp, #16   op07_fully_connected
       5   16f4 adds       r2, r3, r7   op07_fully_connected
       5   16f6 mov        r4, r7   op07_fully_connected
      18   16f8 ldr        r3, [pc, #100]	@ (1760 <op07_fully_connected+0x1cc>)   op07_fully_connected
      18   16fa ldr        r0, [r1], #4   op07_fully_connected
      18   16fe ldrsh      r5, [r3, r4, lsl #3]   op07_fully_connected
      18   1702 subs       r3, #6   op07_fully_connected
      18   1704 lsls       r0, r0, #1   op07_fully_connected
      18   1706 ldr        r3, [r3, r4, lsl #3]   op07_fully_connected
      18   170a smmulr     r3, r0, r3   op07_fully_connected
      18   170e subs       r5, #1   op07_fully_connected
      18   1710 add        r3, r3, r0, asr #31   op07_fully_connected
      18   1714 asrs       r3, r5   op07_fully_connected
      18   1716 cmp        r4, ip   op07_fully_connected
      18   1718 sub        r3, r3, #81	@ 0x51   op07_fully_connected
      18   171c add        r4, r4, #1   op07_fully_connected
      18   1720 ssat       r3, #8, r3, asr #1   op07_fully_connected
      18   1724 strb       r3, [r2, #1]!   op07_fully_connected
      18   1728 beq        1734 <op07_fully_connected+0x1a0>   op07_fully_connected
      14   172a cmp        r4, #18   op07_fully_connected
      14   172c bne        16f8 <op07_fully_connected+0x164>   op07_fully_connected
       1   172e add        sp, #36	@ 0x24   op07_fully_connected
       1   1730 ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op07_fully_connected
       4   1734 mov        r3, ip   op07_fully_connected
       4   1736 adds       r7, #4   op07_fully_connected
       4   1738 adds       r3, #4   op07_fully_connected
       4   173a cmp        r7, #20   op07_fully_connected
       4   173c str        r3, [sp, #4]   op07_fully_connected
       4   173e bne        15dc <op07_fully_connected+0x48>   op07_fully_connected
       1   1764 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op08_softmax
       1   1768 add        ip, r0, #4294967295	@ 0xffffffff   op08_softmax
       1   176c add        lr, r0, #17   op08_softmax
       1   1770 sub        sp, #12   op08_softmax
       1   1772 mov        r3, ip   op08_softmax
       1   1774 mvn        r0, #127	@ 0x7f   op08_softmax
      18   1778 ldrsb      r2, [r3, #1]!   op08_softmax
      18   177c cmp        r0, r2   op08_softmax
      18   177e it         lt   op08_softmax
      18   1780 movlt      r0, r2   op08_softmax
      18   1782 cmp        r3, lr   op08_softmax
      18   1784 bne        1778 <op08_softmax+0x14>   op08_softmax
       1   1786 ldr        r6, [pc, #292]	@ (18ac <op08_softmax+0x148>)   op08_softmax
       1   1788 mov        r1, ip   op08_softmax
       1   178a movs       r2, #0   op08_softmax
      18   178c ldrsb      r3, [r1, #1]!   op08_softmax
      18   1790 subs       r3, r0, r3   op08_softmax
      18   1792 cmp        r1, lr   op08_softmax
      18   1794 ldr        r3, [r6, r3, lsl #2]   op08_softmax
      18   1798 add        r3, r3, #2048	@ 0x800   op08_softmax
      18   179c add        r2, r2, r3, lsr #12   op08_softmax
      18   17a0 bne        178c <op08_softmax+0x28>   op08_softmax
       1   17a2 clz        r8, r2   op08_softmax
       1   17a6 lsl        r3, r2, r8   op08_softmax
       1   17aa add        r3, r3, #2147483648	@ 0x80000000   op08_softmax
       1   17ae adds       r7, r3, #2147483648	@ 0x80000000   op08_softmax
       1   17b2 mov        r1, r3, asr #31   op08_softmax
       1   17b6 adc        r1, r1, #0   op08_softmax
       1   17ba lsrs       r7, r7, #1   op08_softmax
       1   17bc orr        r7, r7, r1, lsl #31   op08_softmax
       1   17c0 ldr        r3, [pc, #236]	@ (18b0 <op08_softmax+0x14c>)   op08_softmax
       1   17c2 str        r0, [sp, #4]   op08_softmax
       1   17c4 asrs       r1, r1, #1   op08_softmax
       1   17c6 negs       r2, r7   op08_softmax
       1   17c8 mla        r2, r3, r1, r2   op08_softmax
       1   17cc umull      r3, r4, r7, r3   op08_softmax
       1   17d0 adds       r3, r3, #1073741824	@ 0x40000000   op08_softmax
       1   17d4 adc        r2, r2, r4   op08_softmax
       1   17d8 lsrs       r3, r3, #31   op08_softmax
       1   17da orr        r3, r3, r2, lsl #1   op08_softmax
       1   17de add        r3, r3, #1515870810	@ 0x5a5a5a5a   op08_softmax
       1   17e2 movs       r5, #3   op08_softmax
       1   17e4 mov        r9, #1073741824	@ 0x40000000   op08_softmax
       1   17e8 mov        fp, #0   op08_softmax
       3   17ec umull      r2, sl, r3, r7   op08_softmax
       3   17f0 asrs       r4, r3, #31   op08_softmax
       3   17f2 mul        r0, r3, r1   op08_softmax
       3   17f6 adds       r2, r2, #1073741824	@ 0x40000000   op08_softmax
       3   17fa mla        r0, r7, r4, r0   op08_softmax
       3   17fe adc        r0, r0, sl   op08_softmax
       3   1802 lsrs       r2, r2, #31   op08_softmax
       3   1804 orr        r2, r2, r0, lsl #1   op08_softmax
       3   1808 rsb        r4, r2, #536870912	@ 0x20000000   op08_softmax
       3   180c mov        r0, fp   op08_softmax
       3   180e mov        r2, r9   op08_softmax
       3   1810 smlal      r2, r0, r4, r3   op08_softmax
       3   1814 lsrs       r2, r2, #31   op08_softmax
       3   1816 orr        r2, r2, r0, lsl #1   op08_softmax
       3   181a cmp        r2, #536870912	@ 0x20000000   op08_softmax
       3   181e bge        1890 <op08_softmax+0x12c>   op08_softmax
       3   1820 cmp        r2, #3758096384	@ 0xe0000000   op08_softmax
       3   1824 blt        189c <op08_softmax+0x138>   op08_softmax
       3   1826 lsls       r2, r2, #2   op08_softmax
       3   1828 subs       r5, #1   op08_softmax
       3   182a add        r3, r2   op08_softmax
       3   182c bne        17ec <op08_softmax+0x88>   op08_softmax
       1   182e cmp        r3, #1073741824	@ 0x40000000   op08_softmax
       1   1832 ldr        r0, [sp, #4]   op08_softmax
       1   1834 bge        1896 <op08_softmax+0x132>   op08_softmax
       1   1836 cmp        r3, #3221225472	@ 0xc0000000   op08_softmax
       1   183a blt        18a2 <op08_softmax+0x13e>   op08_softmax
       1   183c lsls       r2, r3, #1   op08_softmax
       1   183e sbfx       r5, r3, #30, #1   op08_softmax
       1   1842 rsb        r3, r8, #34	@ 0x22   op08_softmax
       1   1846 movs       r1, #1   op08_softmax
       1   1848 rsb        r4, r8, #35	@ 0x23   op08_softmax
       1   184c lsls       r1, r3   op08_softmax
      18   184e ldrsb      r3, [ip, #1]!   op08_softmax
      18   1852 subs       r3, r0, r3   op08_softmax
      18   1854 ldr        r7, [r6, r3, lsl #2]   op08_softmax
      18   1858 umull      r3, r8, r7, r2   op08_softmax
      18   185c mov        r9, r7, asr #31   op08_softmax
      18   1860 mul        r7, r5, r7   op08_softmax
      18   1864 adds       r3, r3, #1073741824	@ 0x40000000   op08_softmax
      18   1868 mla        r7, r2, r9, r7   op08_softmax
      18   186c adc        r7, r7, r8   op08_softmax
      18   1870 lsrs       r3, r3, #31   op08_softmax
      18   1872 orr        r3, r3, r7, lsl #1   op08_softmax
      18   1876 add        r3, r1   op08_softmax
      18   1878 lsrs       r3, r4   op08_softmax
      18   187a subs       r3, #128	@ 0x80   op08_softmax
      18   187c cmp        r3, #127	@ 0x7f   op08_softmax
      18   187e it         ge   op08_softmax
      18   1880 movge      r3, #127	@ 0x7f   op08_softmax
      18   1882 cmp        lr, ip   op08_softmax
      18   1884 strb       r3, [ip]   op08_softmax
      18   1888 bne        184e <op08_softmax+0xea>   op08_softmax
       1   188a add        sp, #12   op08_softmax
       1   188c ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op08_softmax
       1   18bc push       {r4, lr}   kd_model_run
       1   18be mov        r4, r0   kd_model_run
       1   18c0 bl         140 <op01_conv_2d>   kd_model_run
       1   18c4 mov        r0, r4   kd_model_run
       1   18c6 bl         818 <op02_max_pool_2d>   kd_model_run
       1   18ca mov        r0, r4   kd_model_run
       1   18cc bl         854 <op03_conv_2d>   kd_model_run
       1   18d0 mov        r0, r4   kd_model_run
       1   18d2 bl         f38 <op04_max_pool_2d>   kd_model_run
       1   18d6 mov        r0, r4   kd_model_run
       1   18d8 bl         f74 <op05_conv_2d>   kd_model_run
       1   18dc mov        r0, r4   kd_model_run
       1   18de bl         1528 <op06_mean>   kd_model_run
       1   18e2 mov        r0, r4   kd_model_run
       1   18e4 bl         1594 <op07_fully_connected>   kd_model_run
       1   18e8 mov        r0, r4   kd_model_run
       1   18ea ldmia      sp!, {r4, lr}   kd_model_run
       1   18ee b          1764 <op08_softmax>   kd_model_run
       1   1a08 push       {r3, lr}   kd_batch_run
       1   1a0a ldr        r0, [pc, #8]	@ (1a14 <kd_batch_run+0xc>)   kd_batch_run
       1   1a0c bl         18bc <kd_model_run>   kd_batch_run
       1   1a10 movs       r0, #0   kd_batch_run
       1   1a12 pop        {r3, pc}   kd_batch_run
