       1    140 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op01_conv_2d
       1    144 sub        sp, #116	@ 0x74   op01_conv_2d
       1    146 addw       r2, r0, #3000	@ 0xbb8   op01_conv_2d
       1    14a mov        sl, #50	@ 0x32   op01_conv_2d
       1    14e mov        fp, #4294967295	@ 0xffffffff   op01_conv_2d
       1    152 str        r2, [sp, #68]	@ 0x44   op01_conv_2d
       1    154 str        r0, [sp, #84]	@ 0x54   op01_conv_2d
       1    156 str        r0, [sp, #88]	@ 0x58   op01_conv_2d
       1    158 addw       lr, r0, #3026	@ 0xbd2   op01_conv_2d
       1    15c mov        r2, fp   op01_conv_2d
       1    15e mov        r3, sl   op01_conv_2d
       4    160 rsb        ip, r2, #100	@ 0x64   op01_conv_2d
       4    164 cmp        r2, #0   op01_conv_2d
       4    166 mov        r6, ip   op01_conv_2d
       4    168 ite        gt   op01_conv_2d
       4    16a movgt      r0, #0   op01_conv_2d
       4    16c movle      r0, #1   op01_conv_2d
       4    16e cmp        r6, #33	@ 0x21   op01_conv_2d
       4    170 it         ge   op01_conv_2d
       4    172 movge      r6, #33	@ 0x21   op01_conv_2d
       4    174 cmp        r2, #0   op01_conv_2d
       4    176 ite        le   op01_conv_2d
       4    178 movle      r7, #14   op01_conv_2d
       4    17a movgt      r7, #0   op01_conv_2d
       4    17c subs       r4, r6, r0   op01_conv_2d
       4    17e cbz        r7, 192 <op01_conv_2d+0x52>   op01_conv_2d
       1    180 ldr        r1, [sp, #84]	@ 0x54   op01_conv_2d
       1    182 addw       r1, r1, #2998	@ 0xbb6   op01_conv_2d
      14    186 movw       r5, #65532	@ 0xfffc   op01_conv_2d
      14    18a strh       r5, [r1, #2]!   op01_conv_2d
      14    18e cmp        r1, lr   op01_conv_2d
      14    190 bne        186 <op01_conv_2d+0x46>   op01_conv_2d
       4    192 add        r0, r2   op01_conv_2d
       4    194 rsb        r0, r0, r0, lsl #3   op01_conv_2d
       4    198 lsls       r0, r0, #1   op01_conv_2d
       4    19a ldr        r1, [sp, #84]	@ 0x54   op01_conv_2d
       4    19c add        r8, r0, #1600	@ 0x640   op01_conv_2d
       4    1a0 ldr        r0, [sp, #68]	@ 0x44   op01_conv_2d
       4    1a2 rsb        r4, r4, r4, lsl #3   op01_conv_2d
       4    1a6 add        sl, r1, r8   op01_conv_2d
       4    1aa lsls       r1, r0, #30   op01_conv_2d
       4    1ac mov        r4, r4, lsl #1   op01_conv_2d
       4    1b0 add        r5, r0, r7, lsl #1   op01_conv_2d
       4    1b4 bne        844 <op01_conv_2d+0x704>   op01_conv_2d
       4    1b8 mov        r7, r4   op01_conv_2d
       4    1ba mov        r0, r5   op01_conv_2d
       4    1bc mov        r8, r7   op01_conv_2d
       4    1be mov        r1, sl   op01_conv_2d
     189    1c0 ldr        fp, [r1], #4   op01_conv_2d
     189    1c4 sxtb16     sl, fp   op01_conv_2d
     189    1c8 sxtb16     fp, fp, ror #8   op01_conv_2d
     189    1cc pkhbt      r9, sl, fp, lsl #16   op01_conv_2d
     189    1d0 pkhtb      fp, fp, sl, asr #16   op01_conv_2d
     189    1d4 strd       r9, fp, [r0], #8   op01_conv_2d
     189    1d8 ldr        fp, [r1], #4   op01_conv_2d
     189    1dc sxtb16     sl, fp   op01_conv_2d
     189    1e0 sxtb16     fp, fp, ror #8   op01_conv_2d
     189    1e4 pkhbt      r9, sl, fp, lsl #16   op01_conv_2d
     189    1e8 pkhtb      fp, fp, sl, asr #16   op01_conv_2d
     189    1ec strd       r9, fp, [r0], #8   op01_conv_2d
     189    1f0 sub        r8, r8, #8   op01_conv_2d
     189    1f4 cmp        r8, #7   op01_conv_2d
     189    1f8 bgt        1c0 <op01_conv_2d+0x80>   op01_conv_2d
       4    1fa sub        r9, r7, #8   op01_conv_2d
       4    1fe bic        r8, r9, #7   op01_conv_2d
       4    202 sub        r9, r9, r8   op01_conv_2d
       4    206 cmp        r9, #3   op01_conv_2d
       4    20a mov        sl, r1   op01_conv_2d
       4    20c rsb        r8, r8, #0   op01_conv_2d
       4    210 ble        232 <op01_conv_2d+0xf2>   op01_conv_2d
       2    212 ldr        fp, [r1], #4   op01_conv_2d
       2    216 sxtb16     sl, fp   op01_conv_2d
       2    21a sxtb16     fp, fp, ror #8   op01_conv_2d
       2    21e pkhbt      r9, sl, fp, lsl #16   op01_conv_2d
       2    222 pkhtb      fp, fp, sl, asr #16   op01_conv_2d
       2    226 strd       r9, fp, [r0], #8   op01_conv_2d
       2    22a add        r7, r8   op01_conv_2d
       2    22c mov        sl, r1   op01_conv_2d
       2    22e sub        r9, r7, #12   op01_conv_2d
       4    232 cmp        r9, #0   op01_conv_2d
       4    236 beq        248 <op01_conv_2d+0x108>   op01_conv_2d
       3    238 add        r9, sl   op01_conv_2d
       3    23a mov        r1, sl   op01_conv_2d
       6    23c ldrsb      r7, [r1], #1   op01_conv_2d
       6    240 strh       r7, [r0], #2   op01_conv_2d
       6    244 cmp        r1, r9   op01_conv_2d
       6    246 bne        23c <op01_conv_2d+0xfc>   op01_conv_2d
       4    248 rsb        r6, r6, #33	@ 0x21   op01_conv_2d
       4    24c rsb        r6, r6, r6, lsl #3   op01_conv_2d
       4    250 cmp        ip, #32   op01_conv_2d
       4    254 mov        r1, r6, lsl #1   op01_conv_2d
       4    258 bgt        270 <op01_conv_2d+0x130>   op01_conv_2d
       1    25a add        r1, r4   op01_conv_2d
       1    25c add        r4, r5, r4, lsl #1   op01_conv_2d
       1    260 add        r5, r5, r1, lsl #1   op01_conv_2d
     308    264 movw       r1, #65532	@ 0xfffc   op01_conv_2d
     308    268 strh       r1, [r4], #2   op01_conv_2d
     308    26c cmp        r4, r5   op01_conv_2d
     308    26e bne        264 <op01_conv_2d+0x124>   op01_conv_2d
       4    270 ldr        r1, [pc, #856]	@ (5cc <op01_conv_2d+0x48c>)   op01_conv_2d
       4    272 ldr        r5, [sp, #88]	@ 0x58   op01_conv_2d
       4    274 ldr        r6, [sp, #84]	@ 0x54   op01_conv_2d
       4    276 ldr        r7, [pc, #856]	@ (5d0 <op01_conv_2d+0x490>)   op01_conv_2d
       4    278 str        lr, [sp, #100]	@ 0x64   op01_conv_2d
       4    27c cmp        r3, #15   op01_conv_2d
       4    27e mov        r4, r3   op01_conv_2d
       4    280 it         ge   op01_conv_2d
       4    282 movge      r4, #15   op01_conv_2d
       4    284 umull      r0, r1, r1, r4   op01_conv_2d
       4    288 bic        r0, r1, #1   op01_conv_2d
       4    28c add        r0, r0, r1, lsr #1   op01_conv_2d
       4    290 ldr        r1, [pc, #832]	@ (5d4 <op01_conv_2d+0x494>)   op01_conv_2d
       4    292 str        r1, [sp, #44]	@ 0x2c   op01_conv_2d
       4    294 rsb        r1, r0, r0, lsl #3   op01_conv_2d
       4    298 mov        ip, r5   op01_conv_2d
       4    29a add        r1, r6, r1, lsl #3   op01_conv_2d
       4    29e addw       r1, r1, #3000	@ 0xbb8   op01_conv_2d
       4    2a2 add        r5, r5, r4, lsl #5   op01_conv_2d
       4    2a6 str        r0, [sp, #20]   op01_conv_2d
       4    2a8 strd       r2, r3, [sp, #92]	@ 0x5c   op01_conv_2d
       4    2ac add        r0, ip, r0, lsl #5   op01_conv_2d
       4    2b0 str        r5, [sp, #48]	@ 0x30   op01_conv_2d
       4    2b2 str        r0, [sp, #76]	@ 0x4c   op01_conv_2d
       4    2b4 adds       r5, r7, #4   op01_conv_2d
       4    2b6 movs       r0, #0   op01_conv_2d
       4    2b8 str        r1, [sp, #80]	@ 0x50   op01_conv_2d
       4    2ba ldr        r1, [pc, #796]	@ (5d8 <op01_conv_2d+0x498>)   op01_conv_2d
       4    2bc str        r5, [sp, #36]	@ 0x24   op01_conv_2d
       4    2be strd       ip, r0, [sp, #56]	@ 0x38   op01_conv_2d
       4    2c2 str        r4, [sp, #72]	@ 0x48   op01_conv_2d
       4    2c4 mov        r0, r7   op01_conv_2d
      32    2c6 ldr        r3, [sp, #44]	@ 0x2c   op01_conv_2d
      32    2c8 str        r1, [sp, #4]   op01_conv_2d
      32    2ca sub        r2, r3, #288	@ 0x120   op01_conv_2d
      32    2ce str        r2, [sp, #52]	@ 0x34   op01_conv_2d
      32    2d0 ldr        r2, [sp, #20]   op01_conv_2d
      32    2d2 cmp        r2, #0   op01_conv_2d
      32    2d4 ble        83e <op01_conv_2d+0x6fe>   op01_conv_2d
      32    2d8 mov        sl, r3   op01_conv_2d
      32    2da mov        lr, #0   op01_conv_2d
      64    2de sub        r3, sl, #288	@ 0x120   op01_conv_2d
      64    2e2 str        r3, [sp, #40]	@ 0x28   op01_conv_2d
      64    2e4 ldr        r3, [sp, #68]	@ 0x44   op01_conv_2d
      64    2e6 str        r3, [sp, #16]   op01_conv_2d
      64    2e8 ldr        r3, [sp, #56]	@ 0x38   op01_conv_2d
      64    2ea str        r0, [sp, #32]   op01_conv_2d
      64    2ec strd       sl, lr, [sp, #24]   op01_conv_2d
      64    2f0 add        ip, r3, lr   op01_conv_2d
      64    2f4 movs       r3, #0   op01_conv_2d
      64    2f6 str        r3, [sp, #8]   op01_conv_2d
      64    2f8 str        ip, [sp, #12]   op01_conv_2d
      64    2fc str        r1, [sp, #64]	@ 0x40   op01_conv_2d
     256    2fe ldr        r3, [sp, #24]   op01_conv_2d
     256    300 str        r3, [sp, #108]	@ 0x6c   op01_conv_2d
     256    302 ldrd       r1, r2, [sp, #28]   op01_conv_2d
     256    306 ldr        r3, [sp, #8]   op01_conv_2d
     256    308 ldr        r0, [sp, #36]	@ 0x24   op01_conv_2d
     256    30a ldr        r4, [sp, #12]   op01_conv_2d
     256    30c adds       r3, #3   op01_conv_2d
     256    30e str        r3, [sp, #8]   op01_conv_2d
     256    310 ldr        r3, [r2, r1, lsl #2]   op01_conv_2d
     256    314 mov        r2, r3   op01_conv_2d
     256    316 ldr        r3, [r0, r1, lsl #2]   op01_conv_2d
     256    31a ldr        r1, [sp, #16]   op01_conv_2d
     256    31c adds       r4, #96	@ 0x60   op01_conv_2d
     256    31e mov        r0, r1   op01_conv_2d
     256    320 adds       r1, #168	@ 0xa8   op01_conv_2d
     256    322 str        r1, [sp, #16]   op01_conv_2d
     256    324 str        r4, [sp, #12]   op01_conv_2d
     256    326 ldr        r1, [sp, #40]	@ 0x28   op01_conv_2d
     256    328 mov        r4, r2   op01_conv_2d
     256    32a mov        r7, r3   op01_conv_2d
     256    32c mov        r5, r2   op01_conv_2d
     256    32e mov        r6, r3   op01_conv_2d
     256    330 ldrd       r8, r9, [r1], #16   op01_conv_2d
     256    334 sxtb16     sl, r8   op01_conv_2d
     256    338 sxtb16     fp, r9   op01_conv_2d
     256    33c ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
     256    340 smlad      r4, r8, ip, r4   op01_conv_2d
     256    344 smlad      r7, sl, ip, r7   op01_conv_2d
     256    348 smlad      r4, r9, lr, r4   op01_conv_2d
     256    34c smlad      r7, fp, lr, r7   op01_conv_2d
     256    350 ldrd       ip, lr, [r0, #112]	@ 0x70   op01_conv_2d
     256    354 smlad      r5, r8, ip, r5   op01_conv_2d
     256    358 smlad      r6, sl, ip, r6   op01_conv_2d
     256    35c smlad      r5, r9, lr, r5   op01_conv_2d
     256    360 smlad      r6, fp, lr, r6   op01_conv_2d
     256    364 ldrd       ip, lr, [r0], #8   op01_conv_2d
     256    368 smlad      r2, r8, ip, r2   op01_conv_2d
     256    36c smlad      r3, sl, ip, r3   op01_conv_2d
     256    370 smlad      r2, r9, lr, r2   op01_conv_2d
     256    374 smlad      r3, fp, lr, r3   op01_conv_2d
     256    378 ldrd       r8, r9, [r1], #16   op01_conv_2d
     256    37c sxtb16     sl, r8   op01_conv_2d
     256    380 sxtb16     fp, r9   op01_conv_2d
     256    384 ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
     256    388 smlad      r4, r8, ip, r4   op01_conv_2d
     256    38c smlad      r7, sl, ip, r7   op01_conv_2d
     256    390 smlad      r4, r9, lr, r4   op01_conv_2d
     256    394 smlad      r7, fp, lr, r7   op01_conv_2d
     256    398 ldrd       ip, lr, [r0, #112]	@ 0x70   op01_conv_2d
     256    39c smlad      r5, r8, ip, r5   op01_conv_2d
     256    3a0 smlad      r6, sl, ip, r6   op01_conv_2d
     256    3a4 smlad      r5, r9, lr, r5   op01_conv_2d
     256    3a8 smlad      r6, fp, lr, r6   op01_conv_2d
     256    3ac ldrd       ip, lr, [r0], #8   op01_conv_2d
     256    3b0 smlad      r2, r8, ip, r2   op01_conv_2d
     256    3b4 smlad      r3, sl, ip, r3   op01_conv_2d
     256    3b8 smlad      r2, r9, lr, r2   op01_conv_2d
     256    3bc smlad      r3, fp, lr, r3   op01_conv_2d
    1024    3c0 ldrd       r8, r9, [r1], #16   op01_conv_2d
    1024    3c4 sxtb16     sl, r8   op01_conv_2d
    1024    3c8 sxtb16     fp, r9   op01_conv_2d
    1024    3cc ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
    1024    3d0 smlad      r4, r8, ip, r4   op01_conv_2d
    1024    3d4 smlad      r7, sl, ip, r7   op01_conv_2d
    1024    3d8 smlad      r4, r9, lr, r4   op01_conv_2d
    1024    3dc smlad      r7, fp, lr, r7   op01_conv_2d
    1024    3e0 ldrd       ip, lr, [r0, #112]	@ 0x70   op01_conv_2d
    1024    3e4 smlad      r5, r8, ip, r5   op01_conv_2d
    1024    3e8 smlad      r6, sl, ip, r6   op01_conv_2d
    1024    3ec smlad      r5, r9, lr, r5   op01_conv_2d
    1024    3f0 smlad      r6, fp, lr, r6   op01_conv_2d
    1024    3f4 ldrd       ip, lr, [r0], #8   op01_conv_2d
    1024    3f8 smlad      r2, r8, ip, r2   op01_conv_2d
    1024    3fc smlad      r3, sl, ip, r3   op01_conv_2d
    1024    400 smlad      r2, r9, lr, r2   op01_conv_2d
    1024    404 smlad      r3, fp, lr, r3   op01_conv_2d
    1024    408 ldrd       r8, r9, [r1], #16   op01_conv_2d
    1024    40c sxtb16     sl, r8   op01_conv_2d
    1024    410 sxtb16     fp, r9   op01_conv_2d
    1024    414 ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
    1024    418 smlad      r4, r8, ip, r4   op01_conv_2d
    1024    41c smlad      r7, sl, ip, r7   op01_conv_2d
    1024    420 smlad      r4, r9, lr, r4   op01_conv_2d
    1024    424 smlad      r7, fp, lr, r7   op01_conv_2d
    1024    428 ldrd       ip, lr, [r0, #112]	@ 0x70   op01_conv_2d
    1024    42c smlad      r5, r8, ip, r5   op01_conv_2d
    1024    430 smlad      r6, sl, ip, r6   op01_conv_2d
    1024    434 smlad      r5, r9, lr, r5   op01_conv_2d
    1024    438 smlad      r6, fp, lr, r6   op01_conv_2d
    1024    43c ldrd       ip, lr, [r0], #8   op01_conv_2d
    1024    440 smlad      r2, r8, ip, r2   op01_conv_2d
    1024    444 smlad      r3, sl, ip, r3   op01_conv_2d
    1024    448 smlad      r2, r9, lr, r2   op01_conv_2d
    1024    44c smlad      r3, fp, lr, r3   op01_conv_2d
    1024    450 ldrd       r8, r9, [r1], #16   op01_conv_2d
    1024    454 sxtb16     sl, r8   op01_conv_2d
    1024    458 sxtb16     fp, r9   op01_conv_2d
    1024    45c ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
    1024    460 smlad      r4, r8, ip, r4   op01_conv_2d
    1024    464 smlad      r7, sl, ip, r7   op01_conv_2d
    1024    468 smlad      r4, r9, lr, r4   op01_conv_2d
    1024    46c smlad      r7, fp, lr, r7   op01_conv_2d
    1024    470 ldrd       ip, lr, [r0, #112]	@ 0x70   op01_conv_2d
    1024    474 smlad      r5, r8, ip, r5   op01_conv_2d
    1024    478 smlad      r6, sl, ip, r6   op01_conv_2d
    1024    47c smlad      r5, r9, lr, r5   op01_conv_2d
    1024    480 smlad      r6, fp, lr, r6   op01_conv_2d
    1024    484 ldrd       ip, lr, [r0], #8   op01_conv_2d
    1024    488 smlad      r2, r8, ip, r2   op01_conv_2d
    1024    48c smlad      r3, sl, ip, r3   op01_conv_2d
    1024    490 smlad      r2, r9, lr, r2   op01_conv_2d
    1024    494 smlad      r3, fp, lr, r3   op01_conv_2d
    1024    498 ldrd       r8, r9, [r1], #16   op01_conv_2d
    1024    49c sxtb16     sl, r8   op01_conv_2d
    1024    4a0 sxtb16     fp, r9   op01_conv_2d
    1024    4a4 ldrd       ip, lr, [r0, #56]	@ 0x38   op01_conv_2d
    1024    4a8 smlad      r4, r8, ip, r4   op01_conv_2d
    1024    4ac smlad      r7, sl, ip, r7   op01_conv_2d
    1024    4b0 smlad      r4, r9, lr, r4   op01_conv_2d
    1024    4b4 smlad      r7, fp, lr, r7   op01_conv_2d
    1024    4b8 ldrd       ip, lr, [r0, #112]	@ 0x70   op01_conv_2d
    1024    4bc smlad      r5, r8, ip, r5   op01_conv_2d
    1024    4c0 smlad      r6, sl, ip, r6   op01_conv_2d
    1024    4c4 smlad      r5, r9, lr, r5   op01_conv_2d
    1024    4c8 smlad      r6, fp, lr, r6   op01_conv_2d
    1024    4cc ldrd       ip, lr, [r0], #8   op01_conv_2d
    1024    4d0 smlad      r2, r8, ip, r2   op01_conv_2d
    1024    4d4 smlad      r3, sl, ip, r3   op01_conv_2d
    1024    4d8 smlad      r2, r9, lr, r2   op01_conv_2d
    1024    4dc smlad      r3, fp, lr, r3   op01_conv_2d
    1024    4e0 ldr        ip, [sp, #108]	@ 0x6c   op01_conv_2d
    1024    4e4 cmp        r1, ip   op01_conv_2d
    1024    4e6 bne        3c0 <op01_conv_2d+0x280>   op01_conv_2d
     256    4ea ldr        r1, [sp, #4]   op01_conv_2d
     256    4ec subs       r2, r2, r3   op01_conv_2d
     256    4ee ldrsh      ip, [r1, #6]   op01_conv_2d
     256    4f2 ldr        r1, [r1, #0]   op01_conv_2d
     256    4f4 asrs       r2, r2, #8   op01_conv_2d
     256    4f6 subs       r4, r4, r7   op01_conv_2d
     256    4f8 lsls       r2, r2, #1   op01_conv_2d
     256    4fa add        ip, ip, #4294967295	@ 0xffffffff   op01_conv_2d
     256    4fe smmulr     r0, r2, r1   op01_conv_2d
     256    502 subs       r5, r5, r6   op01_conv_2d
     256    504 add        r2, r0, r2, asr #31   op01_conv_2d
     256    508 asrs       r4, r4, #8   op01_conv_2d
     256    50a ldr        r0, [sp, #12]   op01_conv_2d
     256    50c lsls       r4, r4, #1   op01_conv_2d
     256    50e asrs       r5, r5, #8   op01_conv_2d
     256    510 asr        r2, r2, ip   op01_conv_2d
     256    514 lsls       r5, r5, #1   op01_conv_2d
     256    516 subs       r2, #255	@ 0xff   op01_conv_2d
     256    518 ssat       r2, #8, r2, asr #1   op01_conv_2d
     256    51c strb       r2, [r0, #-96]   op01_conv_2d
     256    520 smmulr     r2, r4, r1   op01_conv_2d
     256    524 add        r2, r2, r4, asr #31   op01_conv_2d
     256    528 asr        r2, r2, ip   op01_conv_2d
     256    52c smmulr     r1, r5, r1   op01_conv_2d
     256    530 add        r1, r1, r5, asr #31   op01_conv_2d
     256    534 asr        r1, r1, ip   op01_conv_2d
     256    538 subs       r2, #255	@ 0xff   op01_conv_2d
     256    53a ssat       r2, #8, r2, asr #1   op01_conv_2d
     256    53e strb       r2, [r0, #-64]   op01_conv_2d
     256    542 ldr        r2, [sp, #4]   op01_conv_2d
     256    544 subs       r1, #255	@ 0xff   op01_conv_2d
     256    546 ssat       r1, #8, r1, asr #1   op01_conv_2d
     256    54a strb       r1, [r0, #-32]   op01_conv_2d
     256    54e mov        r4, r0   op01_conv_2d
     256    550 ldrsh      r0, [r2, #14]   op01_conv_2d
     256    554 ldr        r2, [r2, #8]   op01_conv_2d
     256    556 lsls       r3, r3, #1   op01_conv_2d
     256    558 subs       r0, #1   op01_conv_2d
     256    55a smmulr     r1, r3, r2   op01_conv_2d
     256    55e add        r3, r1, r3, asr #31   op01_conv_2d
     256    562 lsls       r7, r7, #1   op01_conv_2d
     256    564 lsls       r6, r6, #1   op01_conv_2d
     256    566 asrs       r3, r0   op01_conv_2d
     256    568 subs       r3, #255	@ 0xff   op01_conv_2d
     256    56a ssat       r3, #8, r3, asr #1   op01_conv_2d
     256    56e strb       r3, [r4, #-95]   op01_conv_2d
     256    572 smmulr     r3, r7, r2   op01_conv_2d
     256    576 add        r1, r3, r7, asr #31   op01_conv_2d
     256    57a smmulr     r3, r6, r2   op01_conv_2d
     256    57e add        r3, r3, r6, asr #31   op01_conv_2d
     256    582 asrs       r3, r0   op01_conv_2d
     256    584 ldr        r2, [sp, #20]   op01_conv_2d
     256    586 subs       r3, #255	@ 0xff   op01_conv_2d
     256    588 ssat       r3, #8, r3, asr #1   op01_conv_2d
     256    58c strb       r3, [r4, #-31]   op01_conv_2d
     256    590 ldr        r3, [sp, #8]   op01_conv_2d
     256    592 asrs       r1, r0   op01_conv_2d
     256    594 cmp        r2, r3   op01_conv_2d
     256    596 sub        r1, r1, #255	@ 0xff   op01_conv_2d
     256    59a ssat       r1, #8, r1, asr #1   op01_conv_2d
     256    59e strb       r1, [r4, #-63]   op01_conv_2d
     256    5a2 bgt        2fe <op01_conv_2d+0x1be>   op01_conv_2d
      64    5a6 ldrd       sl, lr, [sp, #24]   op01_conv_2d
      64    5aa ldr        r0, [sp, #32]   op01_conv_2d
      64    5ac ldr        r1, [sp, #64]	@ 0x40   op01_conv_2d
      64    5ae cmp        lr, #0   op01_conv_2d
      64    5b2 bne        5dc <op01_conv_2d+0x49c>   op01_conv_2d
      32    5b4 ldr        r3, [sp, #4]   op01_conv_2d
      32    5b6 adds       r3, #16   op01_conv_2d
      32    5b8 str        r3, [sp, #4]   op01_conv_2d
      32    5ba ldr        r3, [sp, #20]   op01_conv_2d
      32    5bc cmp        r3, #0   op01_conv_2d
      32    5be add        sl, sl, #8   op01_conv_2d
      32    5c2 mov        lr, #2   op01_conv_2d
      32    5c6 bgt        2de <op01_conv_2d+0x19e>   op01_conv_2d
      32    5dc ldr        r3, [sp, #72]	@ 0x48   op01_conv_2d
      32    5de ldr        r2, [sp, #20]   op01_conv_2d
      32    5e0 cmp        r3, r2   op01_conv_2d
      32    5e2 ble        7ee <op01_conv_2d+0x6ae>   op01_conv_2d
       8    5e6 ldr        r3, [sp, #60]	@ 0x3c   op01_conv_2d
       8    5e8 ldr        r2, [sp, #76]	@ 0x4c   op01_conv_2d
       8    5ea ldr        ip, [sp, #80]	@ 0x50   op01_conv_2d
       8    5ee str        r0, [sp, #12]   op01_conv_2d
       8    5f0 adds       r7, r3, r2   op01_conv_2d
       8    5f2 strd       ip, r7, [sp, #4]   op01_conv_2d
      16    5f6 ldr        r0, [sp, #12]   op01_conv_2d
      16    5f8 ldr        r6, [sp, #52]	@ 0x34   op01_conv_2d
      16    5fa ldr        r3, [r0, #0]   op01_conv_2d
      16    5fc mov        r4, r3   op01_conv_2d
      16    5fe ldr        r3, [r0, #4]   op01_conv_2d
      16    600 mov        r5, r3   op01_conv_2d
      16    602 ldr        r3, [r0, #8]   op01_conv_2d
      16    604 mov        r2, r3   op01_conv_2d
      16    606 ldr        r3, [r0, #12]   op01_conv_2d
      16    608 ldr        r0, [sp, #4]   op01_conv_2d
      16    60a mov        r7, r0   op01_conv_2d
      16    60c adds       r0, #56	@ 0x38   op01_conv_2d
      16    60e str        r0, [sp, #4]   op01_conv_2d
      16    610 ldr        r0, [sp, #44]	@ 0x2c   op01_conv_2d
      16    612 ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      16    616 ldrd       ip, lr, [r7], #8   op01_conv_2d
      16    61a smlad      r4, r8, ip, r4   op01_conv_2d
      16    61e smlad      r2, sl, ip, r2   op01_conv_2d
      16    622 sxtb16     r8, r8   op01_conv_2d
      16    626 sxtb16     sl, sl   op01_conv_2d
      16    62a smlad      r4, r9, lr, r4   op01_conv_2d
      16    62e smlad      r2, fp, lr, r2   op01_conv_2d
      16    632 sxtb16     r9, r9   op01_conv_2d
      16    636 sxtb16     fp, fp   op01_conv_2d
      16    63a smlad      r5, r8, ip, r5   op01_conv_2d
      16    63e smlad      r3, sl, ip, r3   op01_conv_2d
      16    642 smlad      r5, r9, lr, r5   op01_conv_2d
      16    646 smlad      r3, fp, lr, r3   op01_conv_2d
      16    64a ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      16    64e ldrd       ip, lr, [r7], #8   op01_conv_2d
      16    652 smlad      r4, r8, ip, r4   op01_conv_2d
      16    656 smlad      r2, sl, ip, r2   op01_conv_2d
      16    65a sxtb16     r8, r8   op01_conv_2d
      16    65e sxtb16     sl, sl   op01_conv_2d
      16    662 smlad      r4, r9, lr, r4   op01_conv_2d
      16    666 smlad      r2, fp, lr, r2   op01_conv_2d
      16    66a sxtb16     r9, r9   op01_conv_2d
      16    66e sxtb16     fp, fp   op01_conv_2d
      16    672 smlad      r5, r8, ip, r5   op01_conv_2d
      16    676 smlad      r3, sl, ip, r3   op01_conv_2d
      16    67a smlad      r5, r9, lr, r5   op01_conv_2d
      16    67e smlad      r3, fp, lr, r3   op01_conv_2d
      64    682 ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      64    686 ldrd       ip, lr, [r7], #8   op01_conv_2d
      64    68a smlad      r4, r8, ip, r4   op01_conv_2d
      64    68e smlad      r2, sl, ip, r2   op01_conv_2d
      64    692 sxtb16     r8, r8   op01_conv_2d
      64    696 sxtb16     sl, sl   op01_conv_2d
      64    69a smlad      r4, r9, lr, r4   op01_conv_2d
      64    69e smlad      r2, fp, lr, r2   op01_conv_2d
      64    6a2 sxtb16     r9, r9   op01_conv_2d
      64    6a6 sxtb16     fp, fp   op01_conv_2d
      64    6aa smlad      r5, r8, ip, r5   op01_conv_2d
      64    6ae smlad      r3, sl, ip, r3   op01_conv_2d
      64    6b2 smlad      r5, r9, lr, r5   op01_conv_2d
      64    6b6 smlad      r3, fp, lr, r3   op01_conv_2d
      64    6ba ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      64    6be ldrd       ip, lr, [r7], #8   op01_conv_2d
      64    6c2 smlad      r4, r8, ip, r4   op01_conv_2d
      64    6c6 smlad      r2, sl, ip, r2   op01_conv_2d
      64    6ca sxtb16     r8, r8   op01_conv_2d
      64    6ce sxtb16     sl, sl   op01_conv_2d
      64    6d2 smlad      r4, r9, lr, r4   op01_conv_2d
      64    6d6 smlad      r2, fp, lr, r2   op01_conv_2d
      64    6da sxtb16     r9, r9   op01_conv_2d
      64    6de sxtb16     fp, fp   op01_conv_2d
      64    6e2 smlad      r5, r8, ip, r5   op01_conv_2d
      64    6e6 smlad      r3, sl, ip, r3   op01_conv_2d
      64    6ea smlad      r5, r9, lr, r5   op01_conv_2d
      64    6ee smlad      r3, fp, lr, r3   op01_conv_2d
      64    6f2 ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      64    6f6 ldrd       ip, lr, [r7], #8   op01_conv_2d
      64    6fa smlad      r4, r8, ip, r4   op01_conv_2d
      64    6fe smlad      r2, sl, ip, r2   op01_conv_2d
      64    702 sxtb16     r8, r8   op01_conv_2d
      64    706 sxtb16     sl, sl   op01_conv_2d
      64    70a smlad      r4, r9, lr, r4   op01_conv_2d
      64    70e smlad      r2, fp, lr, r2   op01_conv_2d
      64    712 sxtb16     r9, r9   op01_conv_2d
      64    716 sxtb16     fp, fp   op01_conv_2d
      64    71a smlad      r5, r8, ip, r5   op01_conv_2d
      64    71e smlad      r3, sl, ip, r3   op01_conv_2d
      64    722 smlad      r5, r9, lr, r5   op01_conv_2d
      64    726 smlad      r3, fp, lr, r3   op01_conv_2d
      64    72a ldmia      r6!, {r8, r9, sl, fp}   op01_conv_2d
      64    72e ldrd       ip, lr, [r7], #8   op01_conv_2d
      64    732 smlad      r4, r8, ip, r4   op01_conv_2d
      64    736 smlad      r2, sl, ip, r2   op01_conv_2d
      64    73a sxtb16     r8, r8   op01_conv_2d
      64    73e sxtb16     sl, sl   op01_conv_2d
      64    742 smlad      r4, r9, lr, r4   op01_conv_2d
      64    746 smlad      r2, fp, lr, r2   op01_conv_2d
      64    74a sxtb16     r9, r9   op01_conv_2d
      64    74e sxtb16     fp, fp   op01_conv_2d
      64    752 smlad      r5, r8, ip, r5   op01_conv_2d
      64    756 smlad      r3, sl, ip, r3   op01_conv_2d
      64    75a smlad      r5, r9, lr, r5   op01_conv_2d
      64    75e smlad      r3, fp, lr, r3   op01_conv_2d
      64    762 cmp        r6, r0   op01_conv_2d
      64    764 bne        682 <op01_conv_2d+0x542>   op01_conv_2d
      16    766 subs       r4, r4, r5   op01_conv_2d
      16    768 ldrsh      r7, [r1, #6]   op01_conv_2d
      16    76c ldr        r0, [sp, #8]   op01_conv_2d
      16    76e ldr        r6, [r1, #0]   op01_conv_2d
      16    770 asrs       r4, r4, #8   op01_conv_2d
      16    772 lsls       r4, r4, #1   op01_conv_2d
      16    774 subs       r7, #1   op01_conv_2d
      16    776 smmulr     r6, r4, r6   op01_conv_2d
      16    77a add        r6, r6, r4, asr #31   op01_conv_2d
      16    77e asrs       r6, r7   op01_conv_2d
      16    780 subs       r6, #255	@ 0xff   op01_conv_2d
      16    782 ssat       r6, #8, r6, asr #1   op01_conv_2d
      16    786 strb       r6, [r0, #0]   op01_conv_2d
      16    788 ldrsh      r6, [r1, #14]   op01_conv_2d
      16    78c ldr        r4, [r1, #8]   op01_conv_2d
      16    78e lsls       r5, r5, #1   op01_conv_2d
      16    790 subs       r6, #1   op01_conv_2d
      16    792 smmulr     r4, r5, r4   op01_conv_2d
      16    796 add        r4, r4, r5, asr #31   op01_conv_2d
      16    79a asrs       r4, r6   op01_conv_2d
      16    79c subs       r2, r2, r3   op01_conv_2d
      16    79e subs       r4, #255	@ 0xff   op01_conv_2d
      16    7a0 ssat       r4, #8, r4, asr #1   op01_conv_2d
      16    7a4 strb       r4, [r0, #1]   op01_conv_2d
      16    7a6 ldrsh      r5, [r1, #22]   op01_conv_2d
      16    7aa ldr        r4, [r1, #16]   op01_conv_2d
      16    7ac asrs       r2, r2, #8   op01_conv_2d
      16    7ae lsls       r2, r2, #1   op01_conv_2d
      16    7b0 subs       r5, #1   op01_conv_2d
      16    7b2 smmulr     r4, r2, r4   op01_conv_2d
      16    7b6 add        r2, r4, r2, asr #31   op01_conv_2d
      16    7ba asrs       r2, r5   op01_conv_2d
      16    7bc subs       r2, #255	@ 0xff   op01_conv_2d
      16    7be ssat       r2, #8, r2, asr #1   op01_conv_2d
      16    7c2 strb       r2, [r0, #2]   op01_conv_2d
      16    7c4 ldrsh      r4, [r1, #30]   op01_conv_2d
      16    7c8 ldr        r2, [r1, #24]   op01_conv_2d
      16    7ca lsls       r3, r3, #1   op01_conv_2d
      16    7cc subs       r4, #1   op01_conv_2d
      16    7ce smmulr     r2, r3, r2   op01_conv_2d
      16    7d2 add        r3, r2, r3, asr #31   op01_conv_2d
      16    7d6 asrs       r3, r4   op01_conv_2d
      16    7d8 subs       r3, #255	@ 0xff   op01_conv_2d
      16    7da ssat       r3, #8, r3, asr #1   op01_conv_2d
      16    7de strb       r3, [r0, #3]   op01_conv_2d
      16    7e0 ldr        r3, [sp, #48]	@ 0x30   op01_conv_2d
      16    7e2 adds       r0, #32   op01_conv_2d
      16    7e4 cmp        r0, r3   op01_conv_2d
      16    7e6 str        r0, [sp, #8]   op01_conv_2d
      16    7e8 bne        5f6 <op01_conv_2d+0x4b6>   op01_conv_2d
       8    7ec ldr        r0, [sp, #12]   op01_conv_2d
      32    7ee ldr        r2, [sp, #56]	@ 0x38   op01_conv_2d
      32    7f0 ldr        r3, [sp, #60]	@ 0x3c   op01_conv_2d
      32    7f2 adds       r2, #4   op01_conv_2d
      32    7f4 str        r2, [sp, #56]	@ 0x38   op01_conv_2d
      32    7f6 ldr        r2, [sp, #44]	@ 0x2c   op01_conv_2d
      32    7f8 add        r2, r2, #288	@ 0x120   op01_conv_2d
      32    7fc str        r2, [sp, #44]	@ 0x2c   op01_conv_2d
      32    7fe ldr        r2, [sp, #48]	@ 0x30   op01_conv_2d
      32    800 adds       r2, #4   op01_conv_2d
      32    802 str        r2, [sp, #48]	@ 0x30   op01_conv_2d
      32    804 ldr        r2, [sp, #36]	@ 0x24   op01_conv_2d
      32    806 adds       r3, #4   op01_conv_2d
      32    808 adds       r2, #16   op01_conv_2d
      32    80a cmp        r3, #32   op01_conv_2d
      32    80c str        r3, [sp, #60]	@ 0x3c   op01_conv_2d
      32    80e add        r0, r0, #16   op01_conv_2d
      32    812 add        r1, r1, #32   op01_conv_2d
      32    816 str        r2, [sp, #36]	@ 0x24   op01_conv_2d
      32    818 bne        2c6 <op01_conv_2d+0x186>   op01_conv_2d
       4    81c ldrd       r2, r3, [sp, #92]	@ 0x5c   op01_conv_2d
       4    820 ldr        r1, [sp, #88]	@ 0x58   op01_conv_2d
       4    822 ldr        lr, [sp, #100]	@ 0x64   op01_conv_2d
       4    826 adds       r2, #30   op01_conv_2d
       4    828 add        r1, r1, #480	@ 0x1e0   op01_conv_2d
       4    82c cmp        r2, #119	@ 0x77   op01_conv_2d
       4    82e str        r1, [sp, #88]	@ 0x58   op01_conv_2d
       4    830 sub        r3, r3, #15   op01_conv_2d
       4    834 bne        160 <op01_conv_2d+0x20>   op01_conv_2d
       1    838 add        sp, #116	@ 0x74   op01_conv_2d
       1    83a ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op01_conv_2d
       1    85c stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op03_conv_2d
       1    860 add        r3, r0, #4928	@ 0x1340   op03_conv_2d
       1    864 sub        sp, #116	@ 0x74   op03_conv_2d
       1    866 adds       r3, #30   op03_conv_2d
       1    868 add        fp, r0, #4000	@ 0xfa0   op03_conv_2d
       1    86c and        r2, r0, #3   op03_conv_2d
       1    870 addw       r9, r0, #2401	@ 0x961   op03_conv_2d
       1    874 mov        r8, #50	@ 0x32   op03_conv_2d
       1    878 mov        ip, r3   op03_conv_2d
       1    87a str        r0, [sp, #80]	@ 0x50   op03_conv_2d
       1    87c str        r2, [sp, #84]	@ 0x54   op03_conv_2d
       1    87e mov        r4, r8   op03_conv_2d
       1    880 mov        r6, r0   op03_conv_2d
       1    882 str        fp, [sp, #64]	@ 0x40   op03_conv_2d
       1    886 mov        r3, r9   op03_conv_2d
       4    888 cmp        r4, #15   op03_conv_2d
       4    88a ldr        r1, [sp, #84]	@ 0x54   op03_conv_2d
       4    88c mov        r2, r4   op03_conv_2d
       4    88e it         ge   op03_conv_2d
       4    890 movge      r2, #15   op03_conv_2d
       4    892 lsls       r7, r2, #5   op03_conv_2d
       4    894 cmp        r1, #0   op03_conv_2d
       4    896 bne        e0a <op03_conv_2d+0x5ae>   op03_conv_2d
       4    89a ldr        r5, [sp, #64]	@ 0x40   op03_conv_2d
       4    89c subs       r0, r3, #1   op03_conv_2d
       4    89e mov        lr, r7   op03_conv_2d
       4    8a0 mov        r8, lr   op03_conv_2d
       4    8a2 mov        r1, ip   op03_conv_2d
     200    8a4 ldr        sl, [r0], #4   op03_conv_2d
     200    8a8 sxtb16     r9, sl   op03_conv_2d
     200    8ac sxtb16     sl, sl, ror #8   op03_conv_2d
     200    8b0 pkhbt      ip, r9, sl, lsl #16   op03_conv_2d
     200    8b4 pkhtb      sl, sl, r9, asr #16   op03_conv_2d
     200    8b8 strd       ip, sl, [r5], #8   op03_conv_2d
     200    8bc ldr        sl, [r0], #4   op03_conv_2d
     200    8c0 sxtb16     r9, sl   op03_conv_2d
     200    8c4 sxtb16     sl, sl, ror #8   op03_conv_2d
     200    8c8 pkhbt      ip, r9, sl, lsl #16   op03_conv_2d
     200    8cc pkhtb      sl, sl, r9, asr #16   op03_conv_2d
     200    8d0 strd       ip, sl, [r5], #8   op03_conv_2d
     200    8d4 sub        r8, r8, #8   op03_conv_2d
     200    8d8 cmp        r8, #7   op03_conv_2d
     200    8dc bgt        8a4 <op03_conv_2d+0x48>   op03_conv_2d
       4    8de sub        r9, lr, #8   op03_conv_2d
       4    8e2 bic        r8, r9, #7   op03_conv_2d
       4    8e6 sub        r9, r9, r8   op03_conv_2d
       4    8ea cmp        r9, #3   op03_conv_2d
       4    8ee mov        ip, r1   op03_conv_2d
       4    8f0 rsb        r8, r8, #0   op03_conv_2d
       4    8f4 ble        914 <op03_conv_2d+0xb8>   op03_conv_2d
       4    914 cmp        r9, #0   op03_conv_2d
       4    918 beq        92c <op03_conv_2d+0xd0>   op03_conv_2d
       4    92c cmp        r4, #14   op03_conv_2d
       4    92e bgt        94e <op03_conv_2d+0xf2>   op03_conv_2d
       1    930 ldr        r1, [sp, #80]	@ 0x50   op03_conv_2d
       1    932 add        r0, r7, #2147483648	@ 0x80000000   op03_conv_2d
       1    936 addw       r0, r0, #1999	@ 0x7cf   op03_conv_2d
       1    93a add        r0, r1, r0, lsl #1   op03_conv_2d
       1    93e mov        r1, ip   op03_conv_2d
     320    940 movw       r5, #65408	@ 0xff80   op03_conv_2d
     320    944 strh       r5, [r0, #2]!   op03_conv_2d
     320    948 cmp        r0, r1   op03_conv_2d
     320    94a bne        940 <op03_conv_2d+0xe4>   op03_conv_2d
       1    94c mov        ip, r1   op03_conv_2d
       4    94e ldr        r1, [pc, #708]	@ (c14 <op03_conv_2d+0x3b8>)   op03_conv_2d
       4    950 ldr        r7, [pc, #708]	@ (c18 <op03_conv_2d+0x3bc>)   op03_conv_2d
       4    952 str        r2, [sp, #68]	@ 0x44   op03_conv_2d
       4    954 umull      r5, r0, r1, r2   op03_conv_2d
       4    958 bic        r5, r0, #1   op03_conv_2d
       4    95c add        r0, r5, r0, lsr #1   op03_conv_2d
       4    960 str        r0, [sp, #16]   op03_conv_2d
       4    962 add        r0, r0, r0, lsl #1   op03_conv_2d
       4    966 ldr        r1, [pc, #692]	@ (c1c <op03_conv_2d+0x3c0>)   op03_conv_2d
       4    968 str        r1, [sp, #40]	@ 0x28   op03_conv_2d
       4    96a add        r0, r6, r0, lsl #4   op03_conv_2d
       4    96e ldr        r1, [sp, #80]	@ 0x50   op03_conv_2d
       4    970 str        r3, [sp, #96]	@ 0x60   op03_conv_2d
       4    972 add        lr, r0, #1   op03_conv_2d
       4    976 ldr        r0, [sp, #16]   op03_conv_2d
       4    978 str        lr, [sp, #76]	@ 0x4c   op03_conv_2d
       4    97c add        r0, r1, r0, lsl #6   op03_conv_2d
       4    980 add        r1, r0, #4000	@ 0xfa0   op03_conv_2d
       4    984 adds       r0, r7, #4   op03_conv_2d
       4    986 str        r0, [sp, #32]   op03_conv_2d
       4    988 ldr        r0, [sp, #64]	@ 0x40   op03_conv_2d
       4    98a str        r1, [sp, #72]	@ 0x48   op03_conv_2d
       4    98c add        r0, r0, r2, lsl #6   op03_conv_2d
       4    990 str        r0, [sp, #48]	@ 0x30   op03_conv_2d
       4    992 movs       r0, #0   op03_conv_2d
       4    994 strd       r6, r0, [sp, #52]	@ 0x34   op03_conv_2d
       4    998 strd       r4, r6, [sp, #88]	@ 0x58   op03_conv_2d
       4    99c ldr        r1, [pc, #640]	@ (c20 <op03_conv_2d+0x3c4>)   op03_conv_2d
       4    99e str        ip, [sp, #100]	@ 0x64   op03_conv_2d
       4    9a2 mov        r2, r7   op03_conv_2d
      48    9a4 ldr        r3, [sp, #40]	@ 0x28   op03_conv_2d
      48    9a6 ldr        sl, [sp, #40]	@ 0x28   op03_conv_2d
      48    9aa str        r1, [sp, #0]   op03_conv_2d
      48    9ac subs       r3, #128	@ 0x80   op03_conv_2d
      48    9ae str        r3, [sp, #44]	@ 0x2c   op03_conv_2d
      48    9b0 ldr        r3, [sp, #16]   op03_conv_2d
      48    9b2 cmp        r3, #0   op03_conv_2d
      48    9b4 it         gt   op03_conv_2d
      48    9b6 movgt      r0, #0   op03_conv_2d
      48    9b8 ble        bfc <op03_conv_2d+0x3a0>   op03_conv_2d
      96    9bc sub        r3, sl, #128	@ 0x80   op03_conv_2d
      96    9c0 str        r3, [sp, #36]	@ 0x24   op03_conv_2d
      96    9c2 ldr        r3, [sp, #52]	@ 0x34   op03_conv_2d
      96    9c4 str        r1, [sp, #60]	@ 0x3c   op03_conv_2d
      96    9c6 add        ip, r3, r0   op03_conv_2d
      96    9ca ldr        r3, [sp, #64]	@ 0x40   op03_conv_2d
      96    9cc str        r3, [sp, #12]   op03_conv_2d
      96    9ce movs       r3, #0   op03_conv_2d
      96    9d0 strd       r3, ip, [sp, #4]   op03_conv_2d
      96    9d4 strd       r0, r2, [sp, #20]   op03_conv_2d
      96    9d8 str        sl, [sp, #28]   op03_conv_2d
     384    9dc ldr        r3, [sp, #28]   op03_conv_2d
     384    9de str        r3, [sp, #108]	@ 0x6c   op03_conv_2d
     384    9e0 ldrd       r2, r1, [sp, #20]   op03_conv_2d
     384    9e4 ldr        r3, [sp, #4]   op03_conv_2d
     384    9e6 ldr        r4, [sp, #8]   op03_conv_2d
     384    9e8 adds       r3, #3   op03_conv_2d
     384    9ea str        r3, [sp, #4]   op03_conv_2d
     384    9ec ldr        r3, [r1, r2, lsl #2]   op03_conv_2d
     384    9f0 ldr        r1, [sp, #32]   op03_conv_2d
     384    9f2 ldr        r2, [r1, r2, lsl #2]   op03_conv_2d
     384    9f6 ldr        r1, [sp, #12]   op03_conv_2d
     384    9f8 adds       r4, #144	@ 0x90   op03_conv_2d
     384    9fa mov        r0, r1   op03_conv_2d
     384    9fc adds       r1, #192	@ 0xc0   op03_conv_2d
     384    9fe str        r4, [sp, #8]   op03_conv_2d
     384    a00 str        r1, [sp, #12]   op03_conv_2d
     384    a02 mov        r5, r3   op03_conv_2d
     384    a04 ldr        r1, [sp, #36]	@ 0x24   op03_conv_2d
     384    a06 mov        r7, r2   op03_conv_2d
     384    a08 mov        r4, r3   op03_conv_2d
     384    a0a mov        r6, r2   op03_conv_2d
     768    a0c ldrd       r8, r9, [r1], #16   op03_conv_2d
     768    a10 sxtb16     sl, r8   op03_conv_2d
     768    a14 sxtb16     fp, r9   op03_conv_2d
     768    a18 ldrd       ip, lr, [r0, #64]	@ 0x40   op03_conv_2d
     768    a1c smlad      r5, r8, ip, r5   op03_conv_2d
     768    a20 smlad      r7, sl, ip, r7   op03_conv_2d
     768    a24 smlad      r5, r9, lr, r5   op03_conv_2d
     768    a28 smlad      r7, fp, lr, r7   op03_conv_2d
     768    a2c ldrd       ip, lr, [r0, #128]	@ 0x80   op03_conv_2d
     768    a30 smlad      r4, r8, ip, r4   op03_conv_2d
     768    a34 smlad      r6, sl, ip, r6   op03_conv_2d
     768    a38 smlad      r4, r9, lr, r4   op03_conv_2d
     768    a3c smlad      r6, fp, lr, r6   op03_conv_2d
     768    a40 ldrd       ip, lr, [r0], #8   op03_conv_2d
     768    a44 smlad      r3, r8, ip, r3   op03_conv_2d
     768    a48 smlad      r2, sl, ip, r2   op03_conv_2d
     768    a4c smlad      r3, r9, lr, r3   op03_conv_2d
     768    a50 smlad      r2, fp, lr, r2   op03_conv_2d
     768    a54 ldrd       r8, r9, [r1], #16   op03_conv_2d
     768    a58 sxtb16     sl, r8   op03_conv_2d
     768    a5c sxtb16     fp, r9   op03_conv_2d
     768    a60 ldrd       ip, lr, [r0, #64]	@ 0x40   op03_conv_2d
     768    a64 smlad      r5, r8, ip, r5   op03_conv_2d
     768    a68 smlad      r7, sl, ip, r7   op03_conv_2d
     768    a6c smlad      r5, r9, lr, r5   op03_conv_2d
     768    a70 smlad      r7, fp, lr, r7   op03_conv_2d
     768    a74 ldrd       ip, lr, [r0, #128]	@ 0x80   op03_conv_2d
     768    a78 smlad      r4, r8, ip, r4   op03_conv_2d
     768    a7c smlad      r6, sl, ip, r6   op03_conv_2d
     768    a80 smlad      r4, r9, lr, r4   op03_conv_2d
     768    a84 smlad      r6, fp, lr, r6   op03_conv_2d
     768    a88 ldrd       ip, lr, [r0], #8   op03_conv_2d
     768    a8c smlad      r3, r8, ip, r3   op03_conv_2d
     768    a90 smlad      r2, sl, ip, r2   op03_conv_2d
     768    a94 smlad      r3, r9, lr, r3   op03_conv_2d
     768    a98 smlad      r2, fp, lr, r2   op03_conv_2d
     768    a9c ldrd       r8, r9, [r1], #16   op03_conv_2d
     768    aa0 sxtb16     sl, r8   op03_conv_2d
     768    aa4 sxtb16     fp, r9   op03_conv_2d
     768    aa8 ldrd       ip, lr, [r0, #64]	@ 0x40   op03_conv_2d
     768    aac smlad      r5, r8, ip, r5   op03_conv_2d
     768    ab0 smlad      r7, sl, ip, r7   op03_conv_2d
     768    ab4 smlad      r5, r9, lr, r5   op03_conv_2d
     768    ab8 smlad      r7, fp, lr, r7   op03_conv_2d
     768    abc ldrd       ip, lr, [r0, #128]	@ 0x80   op03_conv_2d
     768    ac0 smlad      r4, r8, ip, r4   op03_conv_2d
     768    ac4 smlad      r6, sl, ip, r6   op03_conv_2d
     768    ac8 smlad      r4, r9, lr, r4   op03_conv_2d
     768    acc smlad      r6, fp, lr, r6   op03_conv_2d
     768    ad0 ldrd       ip, lr, [r0], #8   op03_conv_2d
     768    ad4 smlad      r3, r8, ip, r3   op03_conv_2d
     768    ad8 smlad      r2, sl, ip, r2   op03_conv_2d
     768    adc smlad      r3, r9, lr, r3   op03_conv_2d
     768    ae0 smlad      r2, fp, lr, r2   op03_conv_2d
     768    ae4 ldrd       r8, r9, [r1], #16   op03_conv_2d
     768    ae8 sxtb16     sl, r8   op03_conv_2d
     768    aec sxtb16     fp, r9   op03_conv_2d
     768    af0 ldrd       ip, lr, [r0, #64]	@ 0x40   op03_conv_2d
     768    af4 smlad      r5, r8, ip, r5   op03_conv_2d
     768    af8 smlad      r7, sl, ip, r7   op03_conv_2d
     768    afc smlad      r5, r9, lr, r5   op03_conv_2d
     768    b00 smlad      r7, fp, lr, r7   op03_conv_2d
     768    b04 ldrd       ip, lr, [r0, #128]	@ 0x80   op03_conv_2d
     768    b08 smlad      r4, r8, ip, r4   op03_conv_2d
     768    b0c smlad      r6, sl, ip, r6   op03_conv_2d
     768    b10 smlad      r4, r9, lr, r4   op03_conv_2d
     768    b14 smlad      r6, fp, lr, r6   op03_conv_2d
     768    b18 ldrd       ip, lr, [r0], #8   op03_conv_2d
     768    b1c smlad      r3, r8, ip, r3   op03_conv_2d
     768    b20 smlad      r2, sl, ip, r2   op03_conv_2d
     768    b24 smlad      r3, r9, lr, r3   op03_conv_2d
     768    b28 smlad      r2, fp, lr, r2   op03_conv_2d
     768    b2c ldr        ip, [sp, #108]	@ 0x6c   op03_conv_2d
     768    b30 cmp        r1, ip   op03_conv_2d
     768    b32 bne        a0c <op03_conv_2d+0x1b0>   op03_conv_2d
     384    b36 ldr        r1, [sp, #0]   op03_conv_2d
     384    b38 subs       r3, r3, r2   op03_conv_2d
     384    b3a ldrsh      ip, [r1, #6]   op03_conv_2d
     384    b3e ldr        r1, [r1, #0]   op03_conv_2d
     384    b40 asrs       r3, r3, #8   op03_conv_2d
     384    b42 subs       r5, r5, r7   op03_conv_2d
     384    b44 subs       r4, r4, r6   op03_conv_2d
     384    b46 lsls       r3, r3, #1   op03_conv_2d
     384    b48 add        ip, ip, #4294967295	@ 0xffffffff   op03_conv_2d
     384    b4c smmulr     r0, r3, r1   op03_conv_2d
     384    b50 asrs       r5, r5, #8   op03_conv_2d
     384    b52 add        r3, r0, r3, asr #31   op03_conv_2d
     384    b56 asrs       r4, r4, #8   op03_conv_2d
     384    b58 ldr        r0, [sp, #8]   op03_conv_2d
     384    b5a lsls       r4, r4, #1   op03_conv_2d
     384    b5c lsls       r5, r5, #1   op03_conv_2d
     384    b5e asr        r3, r3, ip   op03_conv_2d
     384    b62 subs       r3, #255	@ 0xff   op03_conv_2d
     384    b64 ssat       r3, #8, r3, asr #1   op03_conv_2d
     384    b68 strb       r3, [r0, #-144]   op03_conv_2d
     384    b6c smmulr     r3, r5, r1   op03_conv_2d
     384    b70 smmulr     r1, r4, r1   op03_conv_2d
     384    b74 add        r3, r3, r5, asr #31   op03_conv_2d
     384    b78 add        r1, r1, r4, asr #31   op03_conv_2d
     384    b7c asr        r3, r3, ip   op03_conv_2d
     384    b80 asr        r1, r1, ip   op03_conv_2d
     384    b84 subs       r3, #255	@ 0xff   op03_conv_2d
     384    b86 subs       r1, #255	@ 0xff   op03_conv_2d
     384    b88 ssat       r3, #8, r3, asr #1   op03_conv_2d
     384    b8c ssat       r1, #8, r1, asr #1   op03_conv_2d
     384    b90 strb       r3, [r0, #-96]   op03_conv_2d
     384    b94 strb       r1, [r0, #-48]   op03_conv_2d
     384    b98 ldr        r3, [sp, #0]   op03_conv_2d
     384    b9a mov        r4, r0   op03_conv_2d
     384    b9c ldrsh      r0, [r3, #14]   op03_conv_2d
     384    ba0 ldr        r3, [r3, #8]   op03_conv_2d
     384    ba2 lsls       r2, r2, #1   op03_conv_2d
     384    ba4 subs       r0, #1   op03_conv_2d
     384    ba6 smmulr     r1, r2, r3   op03_conv_2d
     384    baa add        r2, r1, r2, asr #31   op03_conv_2d
     384    bae lsls       r7, r7, #1   op03_conv_2d
     384    bb0 lsls       r6, r6, #1   op03_conv_2d
     384    bb2 asrs       r2, r0   op03_conv_2d
     384    bb4 subs       r2, #255	@ 0xff   op03_conv_2d
     384    bb6 ssat       r2, #8, r2, asr #1   op03_conv_2d
     384    bba strb       r2, [r4, #-143]   op03_conv_2d
     384    bbe smmulr     r2, r7, r3   op03_conv_2d
     384    bc2 smmulr     r3, r6, r3   op03_conv_2d
     384    bc6 add        r2, r2, r7, asr #31   op03_conv_2d
     384    bca add        r3, r3, r6, asr #31   op03_conv_2d
     384    bce asrs       r2, r0   op03_conv_2d
     384    bd0 asrs       r3, r0   op03_conv_2d
     384    bd2 subs       r2, #255	@ 0xff   op03_conv_2d
     384    bd4 subs       r3, #255	@ 0xff   op03_conv_2d
     384    bd6 ssat       r2, #8, r2, asr #1   op03_conv_2d
     384    bda ssat       r3, #8, r3, asr #1   op03_conv_2d
     384    bde strb       r2, [r4, #-95]   op03_conv_2d
     384    be2 strb       r3, [r4, #-47]   op03_conv_2d
     384    be6 ldr        r2, [sp, #16]   op03_conv_2d
     384    be8 ldr        r3, [sp, #4]   op03_conv_2d
     384    bea cmp        r2, r3   op03_conv_2d
     384    bec bgt        9dc <op03_conv_2d+0x180>   op03_conv_2d
      96    bf0 ldrd       r0, r2, [sp, #20]   op03_conv_2d
      96    bf4 ldr        r1, [sp, #60]	@ 0x3c   op03_conv_2d
      96    bf6 ldr        sl, [sp, #28]   op03_conv_2d
      96    bfa cbnz       r0, c24 <op03_conv_2d+0x3c8>   op03_conv_2d
      48    bfc ldr        r3, [sp, #0]   op03_conv_2d
      48    bfe adds       r3, #16   op03_conv_2d
      48    c00 str        r3, [sp, #0]   op03_conv_2d
      48    c02 ldr        r3, [sp, #16]   op03_conv_2d
      48    c04 cmp        r3, #0   op03_conv_2d
      48    c06 add        sl, sl, #8   op03_conv_2d
      48    c0a mov        r0, #2   op03_conv_2d
      48    c0e bgt        9bc <op03_conv_2d+0x160>   op03_conv_2d
      48    c24 ldr        r3, [sp, #68]	@ 0x44   op03_conv_2d
      48    c26 ldr        r0, [sp, #16]   op03_conv_2d
      48    c28 cmp        r3, r0   op03_conv_2d
      48    c2a ble        dc4 <op03_conv_2d+0x568>   op03_conv_2d
      12    c2e ldr        r0, [sp, #56]	@ 0x38   op03_conv_2d
      12    c30 ldr        r3, [sp, #76]	@ 0x4c   op03_conv_2d
      12    c32 str        r2, [sp, #8]   op03_conv_2d
      12    c34 adds       r7, r3, r0   op03_conv_2d
      12    c36 ldr        r0, [sp, #72]	@ 0x48   op03_conv_2d
      12    c38 strd       r0, r7, [sp]   op03_conv_2d
      24    c3c ldr        r2, [sp, #8]   op03_conv_2d
      24    c3e ldrd       r0, r5, [r2]   op03_conv_2d
      24    c42 ldrd       r3, r4, [r2, #8]   op03_conv_2d
      24    c46 ldr        r2, [sp, #0]   op03_conv_2d
      24    c48 mov        r7, r2   op03_conv_2d
      24    c4a adds       r2, #64	@ 0x40   op03_conv_2d
      24    c4c str        r2, [sp, #0]   op03_conv_2d
      24    c4e ldrd       r2, r6, [sp, #40]	@ 0x28   op03_conv_2d
      48    c52 ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
      48    c56 ldrd       lr, ip, [r7], #8   op03_conv_2d
      48    c5a smlad      r0, r8, lr, r0   op03_conv_2d
      48    c5e smlad      r3, sl, lr, r3   op03_conv_2d
      48    c62 sxtb16     r8, r8   op03_conv_2d
      48    c66 sxtb16     sl, sl   op03_conv_2d
      48    c6a smlad      r0, r9, ip, r0   op03_conv_2d
      48    c6e smlad      r3, fp, ip, r3   op03_conv_2d
      48    c72 sxtb16     r9, r9   op03_conv_2d
      48    c76 sxtb16     fp, fp   op03_conv_2d
      48    c7a smlad      r5, r8, lr, r5   op03_conv_2d
      48    c7e smlad      r4, sl, lr, r4   op03_conv_2d
      48    c82 smlad      r5, r9, ip, r5   op03_conv_2d
      48    c86 smlad      r4, fp, ip, r4   op03_conv_2d
      48    c8a ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
      48    c8e ldrd       lr, ip, [r7], #8   op03_conv_2d
      48    c92 smlad      r0, r8, lr, r0   op03_conv_2d
      48    c96 smlad      r3, sl, lr, r3   op03_conv_2d
      48    c9a sxtb16     r8, r8   op03_conv_2d
      48    c9e sxtb16     sl, sl   op03_conv_2d
      48    ca2 smlad      r0, r9, ip, r0   op03_conv_2d
      48    ca6 smlad      r3, fp, ip, r3   op03_conv_2d
      48    caa sxtb16     r9, r9   op03_conv_2d
      48    cae sxtb16     fp, fp   op03_conv_2d
      48    cb2 smlad      r5, r8, lr, r5   op03_conv_2d
      48    cb6 smlad      r4, sl, lr, r4   op03_conv_2d
      48    cba smlad      r5, r9, ip, r5   op03_conv_2d
      48    cbe smlad      r4, fp, ip, r4   op03_conv_2d
      48    cc2 ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
      48    cc6 ldrd       lr, ip, [r7], #8   op03_conv_2d
      48    cca smlad      r0, r8, lr, r0   op03_conv_2d
      48    cce smlad      r3, sl, lr, r3   op03_conv_2d
      48    cd2 sxtb16     r8, r8   op03_conv_2d
      48    cd6 sxtb16     sl, sl   op03_conv_2d
      48    cda smlad      r0, r9, ip, r0   op03_conv_2d
      48    cde smlad      r3, fp, ip, r3   op03_conv_2d
      48    ce2 sxtb16     r9, r9   op03_conv_2d
      48    ce6 sxtb16     fp, fp   op03_conv_2d
      48    cea smlad      r5, r8, lr, r5   op03_conv_2d
      48    cee smlad      r4, sl, lr, r4   op03_conv_2d
      48    cf2 smlad      r5, r9, ip, r5   op03_conv_2d
      48    cf6 smlad      r4, fp, ip, r4   op03_conv_2d
      48    cfa ldmia      r6!, {r8, r9, sl, fp}   op03_conv_2d
      48    cfe ldrd       lr, ip, [r7], #8   op03_conv_2d
      48    d02 smlad      r0, r8, lr, r0   op03_conv_2d
      48    d06 smlad      r3, sl, lr, r3   op03_conv_2d
      48    d0a sxtb16     r8, r8   op03_conv_2d
      48    d0e sxtb16     sl, sl   op03_conv_2d
      48    d12 smlad      r0, r9, ip, r0   op03_conv_2d
      48    d16 smlad      r3, fp, ip, r3   op03_conv_2d
      48    d1a sxtb16     r9, r9   op03_conv_2d
      48    d1e sxtb16     fp, fp   op03_conv_2d
      48    d22 smlad      r5, r8, lr, r5   op03_conv_2d
      48    d26 smlad      r4, sl, lr, r4   op03_conv_2d
      48    d2a smlad      r5, r9, ip, r5   op03_conv_2d
      48    d2e smlad      r4, fp, ip, r4   op03_conv_2d
      48    d32 cmp        r6, r2   op03_conv_2d
      48    d34 bne        c52 <op03_conv_2d+0x3f6>   op03_conv_2d
      24    d36 subs       r0, r0, r5   op03_conv_2d
      24    d38 ldrsh      r7, [r1, #6]   op03_conv_2d
      24    d3c ldr        r2, [sp, #4]   op03_conv_2d
      24    d3e ldr        r6, [r1, #0]   op03_conv_2d
      24    d40 asrs       r0, r0, #8   op03_conv_2d
      24    d42 lsls       r0, r0, #1   op03_conv_2d
      24    d44 subs       r7, #1   op03_conv_2d
      24    d46 smmulr     r6, r0, r6   op03_conv_2d
      24    d4a add        r6, r6, r0, asr #31   op03_conv_2d
      24    d4e asrs       r6, r7   op03_conv_2d
      24    d50 subs       r6, #255	@ 0xff   op03_conv_2d
      24    d52 ssat       r6, #8, r6, asr #1   op03_conv_2d
      24    d56 strb       r6, [r2, #-1]   op03_conv_2d
      24    d5a ldrsh      r6, [r1, #14]   op03_conv_2d
      24    d5e ldr        r0, [r1, #8]   op03_conv_2d
      24    d60 lsls       r5, r5, #1   op03_conv_2d
      24    d62 subs       r6, #1   op03_conv_2d
      24    d64 smmulr     r0, r5, r0   op03_conv_2d
      24    d68 add        r0, r0, r5, asr #31   op03_conv_2d
      24    d6c asrs       r0, r6   op03_conv_2d
      24    d6e subs       r3, r3, r4   op03_conv_2d
      24    d70 subs       r0, #255	@ 0xff   op03_conv_2d
      24    d72 ssat       r0, #8, r0, asr #1   op03_conv_2d
      24    d76 strb       r0, [r2, #0]   op03_conv_2d
      24    d78 ldrsh      r5, [r1, #22]   op03_conv_2d
      24    d7c ldr        r0, [r1, #16]   op03_conv_2d
      24    d7e asrs       r3, r3, #8   op03_conv_2d
      24    d80 lsls       r3, r3, #1   op03_conv_2d
      24    d82 subs       r5, #1   op03_conv_2d
      24    d84 smmulr     r0, r3, r0   op03_conv_2d
      24    d88 add        r3, r0, r3, asr #31   op03_conv_2d
      24    d8c asrs       r3, r5   op03_conv_2d
      24    d8e subs       r3, #255	@ 0xff   op03_conv_2d
      24    d90 ssat       r3, #8, r3, asr #1   op03_conv_2d
      24    d94 strb       r3, [r2, #1]   op03_conv_2d
      24    d96 ldrsh      r0, [r1, #30]   op03_conv_2d
      24    d9a ldr        r3, [r1, #24]   op03_conv_2d
      24    d9c lsls       r4, r4, #1   op03_conv_2d
      24    d9e subs       r0, #1   op03_conv_2d
      24    da0 smmulr     r3, r4, r3   op03_conv_2d
      24    da4 add        r3, r3, r4, asr #31   op03_conv_2d
      24    da8 asrs       r3, r0   op03_conv_2d
      24    daa adds       r2, #48	@ 0x30   op03_conv_2d
      24    dac subs       r3, #255	@ 0xff   op03_conv_2d
      24    dae ssat       r3, #8, r3, asr #1   op03_conv_2d
      24    db2 strb       r3, [r2, #-46]   op03_conv_2d
      24    db6 ldr        r3, [sp, #48]	@ 0x30   op03_conv_2d
      24    db8 str        r2, [sp, #4]   op03_conv_2d
      24    dba ldr        r2, [sp, #0]   op03_conv_2d
      24    dbc cmp        r3, r2   op03_conv_2d
      24    dbe bne        c3c <op03_conv_2d+0x3e0>   op03_conv_2d
      12    dc2 ldr        r2, [sp, #8]   op03_conv_2d
      48    dc4 ldr        r0, [sp, #52]	@ 0x34   op03_conv_2d
      48    dc6 ldr        r3, [sp, #56]	@ 0x38   op03_conv_2d
      48    dc8 adds       r0, #4   op03_conv_2d
      48    dca str        r0, [sp, #52]	@ 0x34   op03_conv_2d
      48    dcc ldr        r0, [sp, #40]	@ 0x28   op03_conv_2d
      48    dce adds       r0, #128	@ 0x80   op03_conv_2d
      48    dd0 str        r0, [sp, #40]	@ 0x28   op03_conv_2d
      48    dd2 ldr        r0, [sp, #32]   op03_conv_2d
      48    dd4 adds       r3, #4   op03_conv_2d
      48    dd6 adds       r0, #16   op03_conv_2d
      48    dd8 cmp        r3, #48	@ 0x30   op03_conv_2d
      48    dda str        r3, [sp, #56]	@ 0x38   op03_conv_2d
      48    ddc add        r2, r2, #16   op03_conv_2d
      48    de0 add        r1, r1, #32   op03_conv_2d
      48    de4 str        r0, [sp, #32]   op03_conv_2d
      48    de6 bne        9a4 <op03_conv_2d+0x148>   op03_conv_2d
       4    dea ldrd       r4, r6, [sp, #88]	@ 0x58   op03_conv_2d
       4    dee ldrd       r3, ip, [sp, #96]	@ 0x60   op03_conv_2d
       4    df2 subs       r4, #15   op03_conv_2d
       4    df4 cmn        r4, #10   op03_conv_2d
       4    df8 add        r6, r6, #720	@ 0x2d0   op03_conv_2d
       4    dfc add        r3, r3, #480	@ 0x1e0   op03_conv_2d
       4    e00 bne        888 <op03_conv_2d+0x2c>   op03_conv_2d
       1    e04 add        sp, #116	@ 0x74   op03_conv_2d
       1    e06 ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op03_conv_2d
       1    e20 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op05_conv_2d
       1    e24 sub        sp, #116	@ 0x74   op05_conv_2d
       1    e26 and        r3, r0, #3   op05_conv_2d
       1    e2a str        r3, [sp, #80]	@ 0x50   op05_conv_2d
       1    e2c add        r3, r0, #4992	@ 0x1380   op05_conv_2d
       1    e30 movs       r2, #50	@ 0x32   op05_conv_2d
       1    e32 addw       fp, r0, #2401	@ 0x961   op05_conv_2d
       1    e36 str        r3, [sp, #84]	@ 0x54   op05_conv_2d
       1    e38 add        r3, r0, #864	@ 0x360   op05_conv_2d
       1    e3c mov        r1, r3   op05_conv_2d
       1    e3e add        r4, r0, #2400	@ 0x960   op05_conv_2d
       1    e42 mov        r3, r2   op05_conv_2d
       1    e44 mov        ip, fp   op05_conv_2d
       1    e46 mov        r2, r0   op05_conv_2d
       6    e48 cmp        r3, #9   op05_conv_2d
       6    e4a mov        r0, r3   op05_conv_2d
       6    e4c ldr        r5, [sp, #80]	@ 0x50   op05_conv_2d
       6    e4e it         ge   op05_conv_2d
       6    e50 movge      r0, #9   op05_conv_2d
       6    e52 str        r0, [sp, #68]	@ 0x44   op05_conv_2d
       6    e54 add        r0, r0, r0, lsl #1   op05_conv_2d
       6    e58 mov        sl, r0, lsl #4   op05_conv_2d
       6    e5c mov        r7, r2   op05_conv_2d
       6    e5e mov        r0, r4   op05_conv_2d
       6    e60 cmp        r5, #0   op05_conv_2d
       6    e62 bne        13c4 <op05_conv_2d+0x5a4>   op05_conv_2d
       6    e66 mov        r5, r4   op05_conv_2d
       6    e68 mov        lr, sl   op05_conv_2d
       6    e6a mov        r8, lr   op05_conv_2d
       6    e6c mov        r6, r7   op05_conv_2d
     300    e6e ldr        fp, [r5], #4   op05_conv_2d
     300    e72 sxtb16     r9, fp   op05_conv_2d
     300    e76 sxtb16     fp, fp, ror #8   op05_conv_2d
     300    e7a pkhbt      r7, r9, fp, lsl #16   op05_conv_2d
     300    e7e pkhtb      fp, fp, r9, asr #16   op05_conv_2d
     300    e82 strd       r7, fp, [r6], #8   op05_conv_2d
     300    e86 ldr        fp, [r5], #4   op05_conv_2d
     300    e8a sxtb16     r9, fp   op05_conv_2d
     300    e8e sxtb16     fp, fp, ror #8   op05_conv_2d
     300    e92 pkhbt      r7, r9, fp, lsl #16   op05_conv_2d
     300    e96 pkhtb      fp, fp, r9, asr #16   op05_conv_2d
     300    e9a strd       r7, fp, [r6], #8   op05_conv_2d
     300    e9e sub        r8, r8, #8   op05_conv_2d
     300    ea2 cmp        r8, #7   op05_conv_2d
     300    ea6 bgt        e6e <op05_conv_2d+0x4e>   op05_conv_2d
       6    ea8 sub        r9, lr, #8   op05_conv_2d
       6    eac bic        r8, r9, #7   op05_conv_2d
       6    eb0 sub        r9, r9, r8   op05_conv_2d
       6    eb4 cmp        r9, #3   op05_conv_2d
       6    eb8 mov        r7, r6   op05_conv_2d
       6    eba rsb        r8, r8, #0   op05_conv_2d
       6    ebe ble        ede <op05_conv_2d+0xbe>   op05_conv_2d
       6    ede cmp        r9, #0   op05_conv_2d
       6    ee2 beq        ef2 <op05_conv_2d+0xd2>   op05_conv_2d
       6    ef2 cmp        r3, #8   op05_conv_2d
       6    ef4 it         le   op05_conv_2d
       6    ef6 addle      r5, r2, sl, lsl #1   op05_conv_2d
       6    efa bgt        f08 <op05_conv_2d+0xe8>   op05_conv_2d
     192    efc movw       r6, #65408	@ 0xff80   op05_conv_2d
     192    f00 strh       r6, [r5], #2   op05_conv_2d
     192    f04 cmp        r5, r1   op05_conv_2d
     192    f06 bne        efc <op05_conv_2d+0xdc>   op05_conv_2d
       6    f08 ldr        r6, [pc, #692]	@ (11c0 <op05_conv_2d+0x3a0>)   op05_conv_2d
       6    f0a ldr        r5, [sp, #68]	@ 0x44   op05_conv_2d
       6    f0c str        r1, [sp, #100]	@ 0x64   op05_conv_2d
       6    f0e umull      r7, r5, r6, r5   op05_conv_2d
       6    f12 bic        r7, r5, #1   op05_conv_2d
       6    f16 add        r5, r7, r5, lsr #1   op05_conv_2d
       6    f1a add        r6, sl, r4   op05_conv_2d
       6    f1e ldr        r7, [pc, #676]	@ (11c4 <op05_conv_2d+0x3a4>)   op05_conv_2d
       6    f20 str        r5, [sp, #20]   op05_conv_2d
       6    f22 add        r5, r5, r5, lsl #1   op05_conv_2d
       6    f26 add        lr, r2, r5, lsl #5   op05_conv_2d
       6    f2a str        r6, [sp, #44]	@ 0x2c   op05_conv_2d
       6    f2c lsls       r5, r5, #4   op05_conv_2d
       6    f2e ldr        r6, [pc, #664]	@ (11c8 <op05_conv_2d+0x3a8>)   op05_conv_2d
       6    f30 str        r6, [sp, #40]	@ 0x28   op05_conv_2d
       6    f32 strd       r3, r4, [sp, #88]	@ 0x58   op05_conv_2d
       6    f36 adds       r6, r7, #4   op05_conv_2d
       6    f38 str        r5, [sp, #72]	@ 0x48   op05_conv_2d
       6    f3a ldr        r1, [pc, #656]	@ (11cc <op05_conv_2d+0x3ac>)   op05_conv_2d
       6    f3c str        lr, [sp, #76]	@ 0x4c   op05_conv_2d
       6    f40 movs       r5, #0   op05_conv_2d
       6    f42 str        r6, [sp, #32]   op05_conv_2d
       6    f44 str        r5, [sp, #60]	@ 0x3c   op05_conv_2d
       6    f46 str        r0, [sp, #52]	@ 0x34   op05_conv_2d
       6    f48 mov        lr, r7   op05_conv_2d
       6    f4a str        ip, [sp, #96]	@ 0x60   op05_conv_2d
       6    f4e str        r2, [sp, #64]	@ 0x40   op05_conv_2d
      72    f50 ldr        r3, [sp, #40]	@ 0x28   op05_conv_2d
      72    f52 subs       r3, #192	@ 0xc0   op05_conv_2d
      72    f54 str        r3, [sp, #48]	@ 0x30   op05_conv_2d
      72    f56 ldr        r3, [sp, #20]   op05_conv_2d
      72    f58 cmp        r3, #0   op05_conv_2d
      72    f5a ldr        r3, [sp, #40]	@ 0x28   op05_conv_2d
      72    f5c str        r3, [sp, #16]   op05_conv_2d
      72    f5e mov        r0, r1   op05_conv_2d
      72    f60 it         gt   op05_conv_2d
      72    f62 movgt      r5, #0   op05_conv_2d
      72    f64 ble        11a8 <op05_conv_2d+0x388>   op05_conv_2d
     144    f68 ldr        r3, [sp, #16]   op05_conv_2d
     144    f6a str        lr, [sp, #24]   op05_conv_2d
     144    f6e subs       r3, #192	@ 0xc0   op05_conv_2d
     144    f70 str        r3, [sp, #36]	@ 0x24   op05_conv_2d
     144    f72 ldr        r3, [sp, #52]	@ 0x34   op05_conv_2d
     144    f74 str        r1, [sp, #56]	@ 0x38   op05_conv_2d
     144    f76 adds       r2, r3, r5   op05_conv_2d
     144    f78 ldr        r3, [sp, #64]	@ 0x40   op05_conv_2d
     144    f7a str        r3, [sp, #12]   op05_conv_2d
     144    f7c movs       r3, #0   op05_conv_2d
     144    f7e strd       r0, r3, [sp]   op05_conv_2d
     144    f82 str        r2, [sp, #8]   op05_conv_2d
     144    f84 str        r5, [sp, #28]   op05_conv_2d
     384    f86 ldr        r3, [sp, #16]   op05_conv_2d
     384    f88 str        r3, [sp, #108]	@ 0x6c   op05_conv_2d
     384    f8a ldrd       r1, r2, [sp, #24]   op05_conv_2d
     384    f8e ldr        r3, [sp, #4]   op05_conv_2d
     384    f90 ldr        r4, [sp, #8]   op05_conv_2d
     384    f92 adds       r3, #3   op05_conv_2d
     384    f94 str        r3, [sp, #4]   op05_conv_2d
     384    f96 ldr        r3, [r1, r2, lsl #2]   op05_conv_2d
     384    f9a ldr        r1, [sp, #32]   op05_conv_2d
     384    f9c ldr        r2, [r1, r2, lsl #2]   op05_conv_2d
     384    fa0 ldr        r1, [sp, #12]   op05_conv_2d
     384    fa2 adds       r4, #144	@ 0x90   op05_conv_2d
     384    fa4 mov        r0, r1   op05_conv_2d
     384    fa6 add        r1, r1, #288	@ 0x120   op05_conv_2d
     384    faa str        r4, [sp, #8]   op05_conv_2d
     384    fac str        r1, [sp, #12]   op05_conv_2d
     384    fae mov        r5, r3   op05_conv_2d
     384    fb0 ldr        r1, [sp, #36]	@ 0x24   op05_conv_2d
     384    fb2 mov        r7, r2   op05_conv_2d
     384    fb4 mov        r4, r3   op05_conv_2d
     384    fb6 mov        r6, r2   op05_conv_2d
    1152    fb8 ldrd       r8, r9, [r1], #16   op05_conv_2d
    1152    fbc sxtb16     sl, r8   op05_conv_2d
    1152    fc0 sxtb16     fp, r9   op05_conv_2d
    1152    fc4 ldrd       ip, lr, [r0, #96]	@ 0x60   op05_conv_2d
    1152    fc8 smlad      r5, r8, ip, r5   op05_conv_2d
    1152    fcc smlad      r7, sl, ip, r7   op05_conv_2d
    1152    fd0 smlad      r5, r9, lr, r5   op05_conv_2d
    1152    fd4 smlad      r7, fp, lr, r7   op05_conv_2d
    1152    fd8 ldrd       ip, lr, [r0, #192]	@ 0xc0   op05_conv_2d
    1152    fdc smlad      r4, r8, ip, r4   op05_conv_2d
    1152    fe0 smlad      r6, sl, ip, r6   op05_conv_2d
    1152    fe4 smlad      r4, r9, lr, r4   op05_conv_2d
    1152    fe8 smlad      r6, fp, lr, r6   op05_conv_2d
    1152    fec ldrd       ip, lr, [r0], #8   op05_conv_2d
    1152    ff0 smlad      r3, r8, ip, r3   op05_conv_2d
    1152    ff4 smlad      r2, sl, ip, r2   op05_conv_2d
    1152    ff8 smlad      r3, r9, lr, r3   op05_conv_2d
    1152    ffc smlad      r2, fp, lr, r2   op05_conv_2d
    1152   1000 ldrd       r8, r9, [r1], #16   op05_conv_2d
    1152   1004 sxtb16     sl, r8   op05_conv_2d
    1152   1008 sxtb16     fp, r9   op05_conv_2d
    1152   100c ldrd       ip, lr, [r0, #96]	@ 0x60   op05_conv_2d
    1152   1010 smlad      r5, r8, ip, r5   op05_conv_2d
    1152   1014 smlad      r7, sl, ip, r7   op05_conv_2d
    1152   1018 smlad      r5, r9, lr, r5   op05_conv_2d
    1152   101c smlad      r7, fp, lr, r7   op05_conv_2d
    1152   1020 ldrd       ip, lr, [r0, #192]	@ 0xc0   op05_conv_2d
    1152   1024 smlad      r4, r8, ip, r4   op05_conv_2d
    1152   1028 smlad      r6, sl, ip, r6   op05_conv_2d
    1152   102c smlad      r4, r9, lr, r4   op05_conv_2d
    1152   1030 smlad      r6, fp, lr, r6   op05_conv_2d
    1152   1034 ldrd       ip, lr, [r0], #8   op05_conv_2d
    1152   1038 smlad      r3, r8, ip, r3   op05_conv_2d
    1152   103c smlad      r2, sl, ip, r2   op05_conv_2d
    1152   1040 smlad      r3, r9, lr, r3   op05_conv_2d
    1152   1044 smlad      r2, fp, lr, r2   op05_conv_2d
    1152   1048 ldrd       r8, r9, [r1], #16   op05_conv_2d
    1152   104c sxtb16     sl, r8   op05_conv_2d
    1152   1050 sxtb16     fp, r9   op05_conv_2d
    1152   1054 ldrd       ip, lr, [r0, #96]	@ 0x60   op05_conv_2d
    1152   1058 smlad      r5, r8, ip, r5   op05_conv_2d
    1152   105c smlad      r7, sl, ip, r7   op05_conv_2d
    1152   1060 smlad      r5, r9, lr, r5   op05_conv_2d
    1152   1064 smlad      r7, fp, lr, r7   op05_conv_2d
    1152   1068 ldrd       ip, lr, [r0, #192]	@ 0xc0   op05_conv_2d
    1152   106c smlad      r4, r8, ip, r4   op05_conv_2d
    1152   1070 smlad      r6, sl, ip, r6   op05_conv_2d
    1152   1074 smlad      r4, r9, lr, r4   op05_conv_2d
    1152   1078 smlad      r6, fp, lr, r6   op05_conv_2d
    1152   107c ldrd       ip, lr, [r0], #8   op05_conv_2d
    1152   1080 smlad      r3, r8, ip, r3   op05_conv_2d
    1152   1084 smlad      r2, sl, ip, r2   op05_conv_2d
    1152   1088 smlad      r3, r9, lr, r3   op05_conv_2d
    1152   108c smlad      r2, fp, lr, r2   op05_conv_2d
    1152   1090 ldrd       r8, r9, [r1], #16   op05_conv_2d
    1152   1094 sxtb16     sl, r8   op05_conv_2d
    1152   1098 sxtb16     fp, r9   op05_conv_2d
    1152   109c ldrd       ip, lr, [r0, #96]	@ 0x60   op05_conv_2d
    1152   10a0 smlad      r5, r8, ip, r5   op05_conv_2d
    1152   10a4 smlad      r7, sl, ip, r7   op05_conv_2d
    1152   10a8 smlad      r5, r9, lr, r5   op05_conv_2d
    1152   10ac smlad      r7, fp, lr, r7   op05_conv_2d
    1152   10b0 ldrd       ip, lr, [r0, #192]	@ 0xc0   op05_conv_2d
    1152   10b4 smlad      r4, r8, ip, r4   op05_conv_2d
    1152   10b8 smlad      r6, sl, ip, r6   op05_conv_2d
    1152   10bc smlad      r4, r9, lr, r4   op05_conv_2d
    1152   10c0 smlad      r6, fp, lr, r6   op05_conv_2d
    1152   10c4 ldrd       ip, lr, [r0], #8   op05_conv_2d
    1152   10c8 smlad      r3, r8, ip, r3   op05_conv_2d
    1152   10cc smlad      r2, sl, ip, r2   op05_conv_2d
    1152   10d0 smlad      r3, r9, lr, r3   op05_conv_2d
    1152   10d4 smlad      r2, fp, lr, r2   op05_conv_2d
    1152   10d8 ldr        ip, [sp, #108]	@ 0x6c   op05_conv_2d
    1152   10dc cmp        r1, ip   op05_conv_2d
    1152   10de bne        fb8 <op05_conv_2d+0x198>   op05_conv_2d
     384   10e2 ldr        r1, [sp, #0]   op05_conv_2d
     384   10e4 subs       r3, r3, r2   op05_conv_2d
     384   10e6 ldrsh      ip, [r1, #6]   op05_conv_2d
     384   10ea ldr        r1, [r1, #0]   op05_conv_2d
     384   10ec asrs       r3, r3, #8   op05_conv_2d
     384   10ee subs       r5, r5, r7   op05_conv_2d
     384   10f0 subs       r4, r4, r6   op05_conv_2d
     384   10f2 lsls       r3, r3, #1   op05_conv_2d
     384   10f4 add        ip, ip, #4294967295	@ 0xffffffff   op05_conv_2d
     384   10f8 smmulr     r0, r3, r1   op05_conv_2d
     384   10fc asrs       r5, r5, #8   op05_conv_2d
     384   10fe add        r3, r0, r3, asr #31   op05_conv_2d
     384   1102 asrs       r4, r4, #8   op05_conv_2d
     384   1104 ldr        r0, [sp, #8]   op05_conv_2d
     384   1106 lsls       r4, r4, #1   op05_conv_2d
     384   1108 lsls       r5, r5, #1   op05_conv_2d
     384   110a asr        r3, r3, ip   op05_conv_2d
     384   110e subs       r3, #255	@ 0xff   op05_conv_2d
     384   1110 ssat       r3, #8, r3, asr #1   op05_conv_2d
     384   1114 strb       r3, [r0, #-144]   op05_conv_2d
     384   1118 smmulr     r3, r5, r1   op05_conv_2d
     384   111c smmulr     r1, r4, r1   op05_conv_2d
     384   1120 add        r3, r3, r5, asr #31   op05_conv_2d
     384   1124 add        r1, r1, r4, asr #31   op05_conv_2d
     384   1128 asr        r3, r3, ip   op05_conv_2d
     384   112c asr        r1, r1, ip   op05_conv_2d
     384   1130 subs       r3, #255	@ 0xff   op05_conv_2d
     384   1132 subs       r1, #255	@ 0xff   op05_conv_2d
     384   1134 ssat       r3, #8, r3, asr #1   op05_conv_2d
     384   1138 ssat       r1, #8, r1, asr #1   op05_conv_2d
     384   113c strb       r3, [r0, #-96]   op05_conv_2d
     384   1140 strb       r1, [r0, #-48]   op05_conv_2d
     384   1144 ldr        r3, [sp, #0]   op05_conv_2d
     384   1146 mov        r4, r0   op05_conv_2d
     384   1148 ldrsh      r0, [r3, #14]   op05_conv_2d
     384   114c ldr        r3, [r3, #8]   op05_conv_2d
     384   114e lsls       r2, r2, #1   op05_conv_2d
     384   1150 subs       r0, #1   op05_conv_2d
     384   1152 smmulr     r1, r2, r3   op05_conv_2d
     384   1156 add        r2, r1, r2, asr #31   op05_conv_2d
     384   115a lsls       r7, r7, #1   op05_conv_2d
     384   115c lsls       r6, r6, #1   op05_conv_2d
     384   115e asrs       r2, r0   op05_conv_2d
     384   1160 subs       r2, #255	@ 0xff   op05_conv_2d
     384   1162 ssat       r2, #8, r2, asr #1   op05_conv_2d
     384   1166 strb       r2, [r4, #-143]   op05_conv_2d
     384   116a smmulr     r2, r7, r3   op05_conv_2d
     384   116e smmulr     r3, r6, r3   op05_conv_2d
     384   1172 add        r2, r2, r7, asr #31   op05_conv_2d
     384   1176 add        r3, r3, r6, asr #31   op05_conv_2d
     384   117a asrs       r2, r0   op05_conv_2d
     384   117c asrs       r3, r0   op05_conv_2d
     384   117e subs       r2, #255	@ 0xff   op05_conv_2d
     384   1180 subs       r3, #255	@ 0xff   op05_conv_2d
     384   1182 ssat       r2, #8, r2, asr #1   op05_conv_2d
     384   1186 ssat       r3, #8, r3, asr #1   op05_conv_2d
     384   118a strb       r2, [r4, #-95]   op05_conv_2d
     384   118e strb       r3, [r4, #-47]   op05_conv_2d
     384   1192 ldr        r2, [sp, #20]   op05_conv_2d
     384   1194 ldr        r3, [sp, #4]   op05_conv_2d
     384   1196 cmp        r2, r3   op05_conv_2d
     384   1198 bgt        f86 <op05_conv_2d+0x166>   op05_conv_2d
     144   119c ldr        r5, [sp, #28]   op05_conv_2d
     144   119e ldr        r0, [sp, #0]   op05_conv_2d
     144   11a0 ldr        lr, [sp, #24]   op05_conv_2d
     144   11a4 ldr        r1, [sp, #56]	@ 0x38   op05_conv_2d
     144   11a6 cbnz       r5, 11d0 <op05_conv_2d+0x3b0>   op05_conv_2d
      72   11a8 ldr        r3, [sp, #16]   op05_conv_2d
      72   11aa adds       r3, #8   op05_conv_2d
      72   11ac str        r3, [sp, #16]   op05_conv_2d
      72   11ae ldr        r3, [sp, #20]   op05_conv_2d
      72   11b0 cmp        r3, #0   op05_conv_2d
      72   11b2 add        r0, r0, #16   op05_conv_2d
      72   11b6 mov        r5, #2   op05_conv_2d
      72   11ba bgt        f68 <op05_conv_2d+0x148>   op05_conv_2d
      72   11d0 ldr        r3, [sp, #68]	@ 0x44   op05_conv_2d
      72   11d2 ldr        r2, [sp, #20]   op05_conv_2d
      72   11d4 cmp        r3, r2   op05_conv_2d
      72   11d6 ble        1372 <op05_conv_2d+0x552>   op05_conv_2d
      12   11da ldr        r3, [sp, #52]	@ 0x34   op05_conv_2d
      12   11dc ldr        r2, [sp, #72]	@ 0x48   op05_conv_2d
      12   11de ldr        r5, [sp, #76]	@ 0x4c   op05_conv_2d
      12   11e0 str        lr, [sp, #8]   op05_conv_2d
      12   11e4 adds       r7, r3, r2   op05_conv_2d
      12   11e6 strd       r7, r5, [sp]   op05_conv_2d
      24   11ea ldr        r5, [sp, #4]   op05_conv_2d
      24   11ec ldr        r0, [sp, #8]   op05_conv_2d
      24   11ee ldr        r7, [sp, #40]	@ 0x28   op05_conv_2d
      24   11f0 mov        r6, r5   op05_conv_2d
      24   11f2 adds       r5, #96	@ 0x60   op05_conv_2d
      24   11f4 ldrd       r2, r4, [r0]   op05_conv_2d
      24   11f8 str        r5, [sp, #4]   op05_conv_2d
      24   11fa ldrd       r3, r0, [r0, #8]   op05_conv_2d
      24   11fe ldr        r5, [sp, #48]	@ 0x30   op05_conv_2d
      72   1200 ldmia      r5!, {r8, r9, sl, fp}   op05_conv_2d
      72   1204 ldrd       ip, lr, [r6], #8   op05_conv_2d
      72   1208 smlad      r2, r8, ip, r2   op05_conv_2d
      72   120c smlad      r3, sl, ip, r3   op05_conv_2d
      72   1210 sxtb16     r8, r8   op05_conv_2d
      72   1214 sxtb16     sl, sl   op05_conv_2d
      72   1218 smlad      r2, r9, lr, r2   op05_conv_2d
      72   121c smlad      r3, fp, lr, r3   op05_conv_2d
      72   1220 sxtb16     r9, r9   op05_conv_2d
      72   1224 sxtb16     fp, fp   op05_conv_2d
      72   1228 smlad      r4, r8, ip, r4   op05_conv_2d
      72   122c smlad      r0, sl, ip, r0   op05_conv_2d
      72   1230 smlad      r4, r9, lr, r4   op05_conv_2d
      72   1234 smlad      r0, fp, lr, r0   op05_conv_2d
      72   1238 ldmia      r5!, {r8, r9, sl, fp}   op05_conv_2d
      72   123c ldrd       ip, lr, [r6], #8   op05_conv_2d
      72   1240 smlad      r2, r8, ip, r2   op05_conv_2d
      72   1244 smlad      r3, sl, ip, r3   op05_conv_2d
      72   1248 sxtb16     r8, r8   op05_conv_2d
      72   124c sxtb16     sl, sl   op05_conv_2d
      72   1250 smlad      r2, r9, lr, r2   op05_conv_2d
      72   1254 smlad      r3, fp, lr, r3   op05_conv_2d
      72   1258 sxtb16     r9, r9   op05_conv_2d
      72   125c sxtb16     fp, fp   op05_conv_2d
      72   1260 smlad      r4, r8, ip, r4   op05_conv_2d
      72   1264 smlad      r0, sl, ip, r0   op05_conv_2d
      72   1268 smlad      r4, r9, lr, r4   op05_conv_2d
      72   126c smlad      r0, fp, lr, r0   op05_conv_2d
      72   1270 ldmia      r5!, {r8, r9, sl, fp}   op05_conv_2d
      72   1274 ldrd       ip, lr, [r6], #8   op05_conv_2d
      72   1278 smlad      r2, r8, ip, r2   op05_conv_2d
      72   127c smlad      r3, sl, ip, r3   op05_conv_2d
      72   1280 sxtb16     r8, r8   op05_conv_2d
      72   1284 sxtb16     sl, sl   op05_conv_2d
      72   1288 smlad      r2, r9, lr, r2   op05_conv_2d
      72   128c smlad      r3, fp, lr, r3   op05_conv_2d
      72   1290 sxtb16     r9, r9   op05_conv_2d
      72   1294 sxtb16     fp, fp   op05_conv_2d
      72   1298 smlad      r4, r8, ip, r4   op05_conv_2d
      72   129c smlad      r0, sl, ip, r0   op05_conv_2d
      72   12a0 smlad      r4, r9, lr, r4   op05_conv_2d
      72   12a4 smlad      r0, fp, lr, r0   op05_conv_2d
      72   12a8 ldmia      r5!, {r8, r9, sl, fp}   op05_conv_2d
      72   12ac ldrd       ip, lr, [r6], #8   op05_conv_2d
      72   12b0 smlad      r2, r8, ip, r2   op05_conv_2d
      72   12b4 smlad      r3, sl, ip, r3   op05_conv_2d
      72   12b8 sxtb16     r8, r8   op05_conv_2d
      72   12bc sxtb16     sl, sl   op05_conv_2d
      72   12c0 smlad      r2, r9, lr, r2   op05_conv_2d
      72   12c4 smlad      r3, fp, lr, r3   op05_conv_2d
      72   12c8 sxtb16     r9, r9   op05_conv_2d
      72   12cc sxtb16     fp, fp   op05_conv_2d
      72   12d0 smlad      r4, r8, ip, r4   op05_conv_2d
      72   12d4 smlad      r0, sl, ip, r0   op05_conv_2d
      72   12d8 smlad      r4, r9, lr, r4   op05_conv_2d
      72   12dc smlad      r0, fp, lr, r0   op05_conv_2d
      72   12e0 cmp        r5, r7   op05_conv_2d
      72   12e2 bne        1200 <op05_conv_2d+0x3e0>   op05_conv_2d
      24   12e4 subs       r2, r2, r4   op05_conv_2d
      24   12e6 ldrsh      r6, [r1, #6]   op05_conv_2d
      24   12ea ldr        r5, [r1, #0]   op05_conv_2d
      24   12ec asrs       r2, r2, #8   op05_conv_2d
      24   12ee lsls       r2, r2, #1   op05_conv_2d
      24   12f0 subs       r6, #1   op05_conv_2d
      24   12f2 smmulr     r5, r2, r5   op05_conv_2d
      24   12f6 add        r5, r5, r2, asr #31   op05_conv_2d
      24   12fa asrs       r5, r6   op05_conv_2d
      24   12fc ldr        r6, [sp, #0]   op05_conv_2d
      24   12fe subs       r5, #255	@ 0xff   op05_conv_2d
      24   1300 ssat       r5, #8, r5, asr #1   op05_conv_2d
      24   1304 strb       r5, [r6, #0]   op05_conv_2d
      24   1306 ldrsh      r5, [r1, #14]   op05_conv_2d
      24   130a ldr        r2, [r1, #8]   op05_conv_2d
      24   130c lsls       r4, r4, #1   op05_conv_2d
      24   130e subs       r5, #1   op05_conv_2d
      24   1310 smmulr     r2, r4, r2   op05_conv_2d
      24   1314 add        r2, r2, r4, asr #31   op05_conv_2d
      24   1318 asrs       r2, r5   op05_conv_2d
      24   131a subs       r3, r3, r0   op05_conv_2d
      24   131c subs       r2, #255	@ 0xff   op05_conv_2d
      24   131e ssat       r2, #8, r2, asr #1   op05_conv_2d
      24   1322 strb       r2, [r6, #1]   op05_conv_2d
      24   1324 ldrsh      r4, [r1, #22]   op05_conv_2d
      24   1328 ldr        r2, [r1, #16]   op05_conv_2d
      24   132a asrs       r3, r3, #8   op05_conv_2d
      24   132c lsls       r3, r3, #1   op05_conv_2d
      24   132e subs       r4, #1   op05_conv_2d
      24   1330 smmulr     r2, r3, r2   op05_conv_2d
      24   1334 add        r3, r2, r3, asr #31   op05_conv_2d
      24   1338 asrs       r3, r4   op05_conv_2d
      24   133a subs       r3, #255	@ 0xff   op05_conv_2d
      24   133c ssat       r3, #8, r3, asr #1   op05_conv_2d
      24   1340 strb       r3, [r6, #2]   op05_conv_2d
      24   1342 ldrsh      r2, [r1, #30]   op05_conv_2d
      24   1346 ldr        r3, [r1, #24]   op05_conv_2d
      24   1348 lsls       r0, r0, #1   op05_conv_2d
      24   134a subs       r2, #1   op05_conv_2d
      24   134c smmulr     r3, r0, r3   op05_conv_2d
      24   1350 add        r3, r3, r0, asr #31   op05_conv_2d
      24   1354 asrs       r3, r2   op05_conv_2d
      24   1356 mov        r4, r6   op05_conv_2d
      24   1358 subs       r3, #255	@ 0xff   op05_conv_2d
      24   135a ssat       r3, #8, r3, asr #1   op05_conv_2d
      24   135e strb       r3, [r6, #3]   op05_conv_2d
      24   1360 ldr        r3, [sp, #44]	@ 0x2c   op05_conv_2d
      24   1362 adds       r4, #48	@ 0x30   op05_conv_2d
      24   1364 cmp        r4, r3   op05_conv_2d
      24   1366 mov        r5, r6   op05_conv_2d
      24   1368 str        r4, [sp, #0]   op05_conv_2d
      24   136a bne        11ea <op05_conv_2d+0x3ca>   op05_conv_2d
      12   136e ldr        lr, [sp, #8]   op05_conv_2d
      72   1372 ldr        r2, [sp, #52]	@ 0x34   op05_conv_2d
      72   1374 ldr        r3, [sp, #60]	@ 0x3c   op05_conv_2d
      72   1376 adds       r2, #4   op05_conv_2d
      72   1378 str        r2, [sp, #52]	@ 0x34   op05_conv_2d
      72   137a ldr        r2, [sp, #40]	@ 0x28   op05_conv_2d
      72   137c adds       r2, #192	@ 0xc0   op05_conv_2d
      72   137e str        r2, [sp, #40]	@ 0x28   op05_conv_2d
      72   1380 ldr        r2, [sp, #44]	@ 0x2c   op05_conv_2d
      72   1382 adds       r2, #4   op05_conv_2d
      72   1384 str        r2, [sp, #44]	@ 0x2c   op05_conv_2d
      72   1386 ldr        r2, [sp, #32]   op05_conv_2d
      72   1388 adds       r3, #4   op05_conv_2d
      72   138a adds       r2, #16   op05_conv_2d
      72   138c cmp        r3, #48	@ 0x30   op05_conv_2d
      72   138e str        r3, [sp, #60]	@ 0x3c   op05_conv_2d
      72   1390 add        lr, lr, #16   op05_conv_2d
      72   1394 add        r1, r1, #32   op05_conv_2d
      72   1398 str        r2, [sp, #32]   op05_conv_2d
      72   139a bne        f50 <op05_conv_2d+0x130>   op05_conv_2d
       6   139e ldrd       r3, r4, [sp, #88]	@ 0x58   op05_conv_2d
       6   13a2 ldr        r0, [sp, #84]	@ 0x54   op05_conv_2d
       6   13a4 ldr        ip, [sp, #96]	@ 0x60   op05_conv_2d
       6   13a8 ldr        r2, [sp, #64]	@ 0x40   op05_conv_2d
       6   13aa ldr        r1, [sp, #100]	@ 0x64   op05_conv_2d
       6   13ac add        r4, r4, #432	@ 0x1b0   op05_conv_2d
       6   13b0 cmp        r4, r0   op05_conv_2d
       6   13b2 sub        r3, r3, #9   op05_conv_2d
       6   13b6 add        ip, ip, #432	@ 0x1b0   op05_conv_2d
       6   13ba bne        e48 <op05_conv_2d+0x28>   op05_conv_2d
       1   13be add        sp, #116	@ 0x74   op05_conv_2d
       1   13c0 ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op05_conv_2d
       1   13d4 push       {r4, r5, r6, lr}   op06_mean
       1   13d6 ldr        r4, [pc, #104]	@ (1440 <op06_mean+0x6c>)   op06_mean
       1   13d8 add        r6, r0, #2400	@ 0x960   op06_mean
       1   13dc add        ip, r0, #2448	@ 0x990   op06_mean
       1   13e0 movs       r5, #0   op06_mean
       1   13e2 mov        r0, #1073741824	@ 0x40000000   op06_mean
       1   13e6 mvn        lr, #127	@ 0x7f   op06_mean
      48   13ea sub        r3, r6, #2400	@ 0x960   op06_mean
      48   13ee mov        r1, #6400	@ 0x1900   op06_mean
    2400   13f2 ldrsb      r2, [r3, #2400]	@ 0x960   op06_mean
    2400   13f6 adds       r3, #48	@ 0x30   op06_mean
    2400   13f8 cmp        r3, r6   op06_mean
    2400   13fa add        r1, r2   op06_mean
    2400   13fc bne        13f2 <op06_mean+0x1e>   op06_mean
      48   13fe mov        r2, r0   op06_mean
      48   1400 mov        r6, r5   op06_mean
      48   1402 smlal      r2, r6, r1, r4   op06_mean
      48   1406 lsrs       r2, r2, #31   op06_mean
      48   1408 asrs       r1, r6, #31   op06_mean
      48   140a orr        r2, r2, r6, lsl #1   op06_mean
      48   140e adds       r2, #4   op06_mean
      48   1410 mov        r6, r1, lsr #31   op06_mean
      48   1414 adc        r1, r1, #0   op06_mean
      48   1418 subs       r2, r2, r6   op06_mean
      48   141a sbc        r1, r1, #0   op06_mean
      48   141e lsrs       r2, r2, #3   op06_mean
      48   1420 orr        r2, r2, r1, lsl #29   op06_mean
      48   1424 subs       r2, #128	@ 0x80   op06_mean
      48   1426 cmp        r2, #127	@ 0x7f   op06_mean
      48   1428 it         ge   op06_mean
      48   142a movge      r2, #127	@ 0x7f   op06_mean
      48   142c mov        r6, r3   op06_mean
      48   142e cmp        r2, lr   op06_mean
      48   1430 it         lt   op06_mean
      48   1432 movlt      r2, lr   op06_mean
      48   1434 strb       r2, [r6], #1   op06_mean
      48   1438 cmp        r6, ip   op06_mean
      48   143a bne        13ea <op06_mean+0x16>   op06_mean
       1   143c pop        {r4, r5, r6, pc}   op06_mean
       1   1444 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op07_fully_connected
       1   1448 lsls       r3, r0, #30   op07_fully_connected
       1   144a sub        sp, #28   op07_fully_connected
       1   144c mov        r8, r0   op07_fully_connected
       1   144e bne        1688 <op07_fully_connected+0x244>   op07_fully_connected
       1   1452 add        r2, r0, #2400	@ 0x960   op07_fully_connected
       1   1456 mov        r3, r0   op07_fully_connected
       1   1458 movs       r0, #48	@ 0x30   op07_fully_connected
       1   145a mov        r1, r0   op07_fully_connected
       6   145c ldr        r6, [r2], #4   op07_fully_connected
       6   1460 sxtb16     r5, r6   op07_fully_connected
       6   1464 sxtb16     r6, r6, ror #8   op07_fully_connected
       6   1468 pkhbt      r4, r5, r6, lsl #16   op07_fully_connected
       6   146c pkhtb      r6, r6, r5, asr #16   op07_fully_connected
       6   1470 strd       r4, r6, [r3], #8   op07_fully_connected
       6   1474 ldr        r6, [r2], #4   op07_fully_connected
       6   1478 sxtb16     r5, r6   op07_fully_connected
       6   147c sxtb16     r6, r6, ror #8   op07_fully_connected
       6   1480 pkhbt      r4, r5, r6, lsl #16   op07_fully_connected
       6   1484 pkhtb      r6, r6, r5, asr #16   op07_fully_connected
       6   1488 strd       r4, r6, [r3], #8   op07_fully_connected
       6   148c subs       r1, #8   op07_fully_connected
       6   148e cmp        r1, #7   op07_fully_connected
       6   1490 bgt        145c <op07_fully_connected+0x18>   op07_fully_connected
       1   1492 and        r0, r0, #7   op07_fully_connected
       1   1496 cmp        r0, #3   op07_fully_connected
       1   1498 ble        14c0 <op07_fully_connected+0x7c>   op07_fully_connected
       1   14c0 ldr        r5, [pc, #468]	@ (1698 <op07_fully_connected+0x254>)   op07_fully_connected
       1   14c2 ldr        r4, [pc, #472]	@ (169c <op07_fully_connected+0x258>)   op07_fully_connected
       1   14c4 ldr        ip, [pc, #472]	@ 16a0 <op07_fully_connected+0x25c>   op07_fully_connected
       1   14c8 str        r8, [sp, #16]   op07_fully_connected
       1   14cc addw       lr, r8, #2404	@ 0x964   op07_fully_connected
       1   14d0 addw       r3, r8, #2420	@ 0x974   op07_fully_connected
       1   14d4 strd       r5, lr, [sp, #4]   op07_fully_connected
       1   14d8 str        r3, [sp, #12]   op07_fully_connected
       1   14da addw       r3, r8, #2424	@ 0x978   op07_fully_connected
       1   14de str        r3, [sp, #20]   op07_fully_connected
       5   14e0 ldr        r0, [sp, #4]   op07_fully_connected
       5   14e2 ldr        r6, [sp, #16]   op07_fully_connected
       5   14e4 add        r7, ip, #192	@ 0xc0   op07_fully_connected
       5   14e8 ldrd       r3, r1, [r0]   op07_fully_connected
       5   14ec mov        r5, r7   op07_fully_connected
       5   14ee ldrd       r2, r0, [r0, #8]   op07_fully_connected
      15   14f2 ldmia      ip!, {r8, r9, sl, fp}   op07_fully_connected
      15   14f6 ldrd       r7, lr, [r6], #8   op07_fully_connected
      15   14fa smlad      r3, r8, r7, r3   op07_fully_connected
      15   14fe smlad      r2, sl, r7, r2   op07_fully_connected
      15   1502 sxtb16     r8, r8   op07_fully_connected
      15   1506 sxtb16     sl, sl   op07_fully_connected
      15   150a smlad      r3, r9, lr, r3   op07_fully_connected
      15   150e smlad      r2, fp, lr, r2   op07_fully_connected
      15   1512 sxtb16     r9, r9   op07_fully_connected
      15   1516 sxtb16     fp, fp   op07_fully_connected
      15   151a smlad      r1, r8, r7, r1   op07_fully_connected
      15   151e smlad      r0, sl, r7, r0   op07_fully_connected
      15   1522 smlad      r1, r9, lr, r1   op07_fully_connected
      15   1526 smlad      r0, fp, lr, r0   op07_fully_connected
      15   152a ldmia      ip!, {r8, r9, sl, fp}   op07_fully_connected
      15   152e ldrd       r7, lr, [r6], #8   op07_fully_connected
      15   1532 smlad      r3, r8, r7, r3   op07_fully_connected
      15   1536 smlad      r2, sl, r7, r2   op07_fully_connected
      15   153a sxtb16     r8, r8   op07_fully_connected
      15   153e sxtb16     sl, sl   op07_fully_connected
      15   1542 smlad      r3, r9, lr, r3   op07_fully_connected
      15   1546 smlad      r2, fp, lr, r2   op07_fully_connected
      15   154a sxtb16     r9, r9   op07_fully_connected
      15   154e sxtb16     fp, fp   op07_fully_connected
      15   1552 smlad      r1, r8, r7, r1   op07_fully_connected
      15   1556 smlad      r0, sl, r7, r0   op07_fully_connected
      15   155a smlad      r1, r9, lr, r1   op07_fully_connected
      15   155e smlad      r0, fp, lr, r0   op07_fully_connected
      15   1562 ldmia      ip!, {r8, r9, sl, fp}   op07_fully_connected
      15   1566 ldrd       r7, lr, [r6], #8   op07_fully_connected
      15   156a smlad      r3, r8, r7, r3   op07_fully_connected
      15   156e smlad      r2, sl, r7, r2   op07_fully_connected
      15   1572 sxtb16     r8, r8   op07_fully_connected
      15   1576 sxtb16     sl, sl   op07_fully_connected
      15   157a smlad      r3, r9, lr, r3   op07_fully_connected
      15   157e smlad      r2, fp, lr, r2   op07_fully_connected
      15   1582 sxtb16     r9, r9   op07_fully_connected
      15   1586 sxtb16     fp, fp   op07_fully_connected
      15   158a smlad      r1, r8, r7, r1   op07_fully_connected
      15   158e smlad      r0, sl, r7, r0   op07_fully_connected
      15   1592 smlad      r1, r9, lr, r1   op07_fully_connected
      15   1596 smlad      r0, fp, lr, r0   op07_fully_connected
      15   159a ldmia      ip!, {r8, r9, sl, fp}   op07_fully_connected
      15   159e ldrd       r7, lr, [r6], #8   op07_fully_connected
      15   15a2 smlad      r3, r8, r7, r3   op07_fully_connected
      15   15a6 smlad      r2, sl, r7, r2   op07_fully_connected
      15   15aa sxtb16     r8, r8   op07_fully_connected
      15   15ae sxtb16     sl, sl   op07_fully_connected
      15   15b2 smlad      r3, r9, lr, r3   op07_fully_connected
      15   15b6 smlad      r2, fp, lr, r2   op07_fully_connected
      15   15ba sxtb16     r9, r9   op07_fully_connected
      15   15be sxtb16     fp, fp   op07_fully_connected
      15   15c2 smlad      r1, r8, r7, r1   op07_fully_connected
      15   15c6 smlad      r0, sl, r7, r0   op07_fully_connected
      15   15ca smlad      r1, r9, lr, r1   op07_fully_connected
      15   15ce smlad      r0, fp, lr, r0   op07_fully_connected
      15   15d2 cmp        ip, r5   op07_fully_connected
      15   15d4 bne        14f2 <op07_fully_connected+0xae>   op07_fully_connected
       5   15d6 subs       r3, r3, r1   op07_fully_connected
       5   15d8 ldrsh      r7, [r4, #6]   op07_fully_connected
       5   15dc ldr        r6, [r4, #0]   op07_fully_connected
       5   15de asrs       r3, r3, #8   op07_fully_connected
       5   15e0 lsls       r3, r3, #1   op07_fully_connected
       5   15e2 subs       r7, #1   op07_fully_connected
       5   15e4 smmulr     r6, r3, r6   op07_fully_connected
       5   15e8 add        r3, r6, r3, asr #31   op07_fully_connected
       5   15ec asrs       r3, r7   op07_fully_connected
       5   15ee ldr        r7, [sp, #8]   op07_fully_connected
       5   15f0 adds       r3, #39	@ 0x27   op07_fully_connected
       5   15f2 ssat       r3, #8, r3, asr #1   op07_fully_connected
       5   15f6 strb       r3, [r7, #-4]   op07_fully_connected
       5   15fa ldrsh      r6, [r4, #14]   op07_fully_connected
       5   15fe ldr        r3, [r4, #8]   op07_fully_connected
       5   1600 lsls       r1, r1, #1   op07_fully_connected
       5   1602 subs       r6, #1   op07_fully_connected
       5   1604 smmulr     r3, r1, r3   op07_fully_connected
       5   1608 add        r3, r3, r1, asr #31   op07_fully_connected
       5   160c asrs       r3, r6   op07_fully_connected
       5   160e adds       r3, #39	@ 0x27   op07_fully_connected
       5   1610 ssat       r3, #8, r3, asr #1   op07_fully_connected
       5   1614 strb       r3, [r7, #-3]   op07_fully_connected
       5   1618 ldr        r3, [sp, #12]   op07_fully_connected
       5   161a cmp        r7, r3   op07_fully_connected
       5   161c ldr        r3, [sp, #4]   op07_fully_connected
       5   161e sub        r2, r2, r0   op07_fully_connected
       5   1622 mov        r2, r2, asr #8   op07_fully_connected
       5   1626 add        r3, r3, #16   op07_fully_connected
       5   162a mov        r2, r2, lsl #1   op07_fully_connected
       5   162e mov        r0, r0, lsl #1   op07_fully_connected
       5   1632 str        r3, [sp, #4]   op07_fully_connected
       5   1634 bne        163c <op07_fully_connected+0x1f8>   op07_fully_connected
       1   1636 add        sp, #28   op07_fully_connected
       1   1638 ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op07_fully_connected
       4   163c ldrsh      r1, [r4, #22]   op07_fully_connected
       4   1640 ldr        r3, [r4, #16]   op07_fully_connected
       4   1642 smmulr     r3, r2, r3   op07_fully_connected
       4   1646 subs       r1, #1   op07_fully_connected
       4   1648 add        r3, r3, r2, asr #31   op07_fully_connected
       4   164c asrs       r3, r1   op07_fully_connected
       4   164e ldr        r1, [sp, #8]   op07_fully_connected
       4   1650 adds       r3, #39	@ 0x27   op07_fully_connected
       4   1652 ssat       r3, #8, r3, asr #1   op07_fully_connected
       4   1656 strb       r3, [r1, #-2]   op07_fully_connected
       4   165a ldrsh      r2, [r4, #30]   op07_fully_connected
       4   165e ldr        r3, [r4, #24]   op07_fully_connected
       4   1660 smmulr     r3, r0, r3   op07_fully_connected
       4   1664 adds       r1, #4   op07_fully_connected
       4   1666 subs       r2, #1   op07_fully_connected
       4   1668 add        r3, r3, r0, asr #31   op07_fully_connected
       4   166c asrs       r3, r2   op07_fully_connected
       4   166e adds       r3, #39	@ 0x27   op07_fully_connected
       4   1670 ssat       r3, #8, r3, asr #1   op07_fully_connected
       4   1674 strb       r3, [r1, #-5]   op07_fully_connected
       4   1678 ldr        r3, [sp, #20]   op07_fully_connected
       4   167a str        r1, [sp, #8]   op07_fully_connected
       4   167c cmp        r1, r3   op07_fully_connected
       4   167e add        r4, r4, #32   op07_fully_connected
       4   1682 beq        1636 <op07_fully_connected+0x1f2>   op07_fully_connected
       4   1684 mov        ip, r5   op07_fully_connected
       4   1686 b          14e0 <op07_fully_connected+0x9c>   op07_fully_connected
       1   16a4 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op02_depthwise_conv_2d
       1   16a8 mov        r2, r0   op02_depthwise_conv_2d
       1   16aa add        sl, r0, #2400	@ 0x960   op02_depthwise_conv_2d
       1   16ae sub        sp, #44	@ 0x2c   op02_depthwise_conv_2d
       1   16b0 add        r0, r0, #4000	@ 0xfa0   op02_depthwise_conv_2d
       1   16b4 strd       r0, r2, [sp, #32]   op02_depthwise_conv_2d
       1   16b8 mov        r8, #4294967295	@ 0xffffffff   op02_depthwise_conv_2d
       1   16bc mvn        r7, #8323199	@ 0x7f007f   op02_depthwise_conv_2d
       1   16c0 mov        r5, sl   op02_depthwise_conv_2d
       1   16c2 mov        r6, r8   op02_depthwise_conv_2d
      50   16c4 sub        r0, r6, #4294967295	@ 0xffffffff   op02_depthwise_conv_2d
      50   16c8 clz        r0, r0   op02_depthwise_conv_2d
      50   16cc lsrs       r0, r0, #5   op02_depthwise_conv_2d
      50   16ce rsb        r2, r6, #50	@ 0x32   op02_depthwise_conv_2d
      50   16d2 cmp        r2, #3   op02_depthwise_conv_2d
      50   16d4 ite        le   op02_depthwise_conv_2d
      50   16d6 rsble      r3, r0, r2   op02_depthwise_conv_2d
      50   16da rsbgt      r3, r0, #3   op02_depthwise_conv_2d
      50   16de str        r3, [sp, #8]   op02_depthwise_conv_2d
      50   16e0 ldr        r3, [sp, #36]	@ 0x24   op02_depthwise_conv_2d
      50   16e2 ldr        r9, [pc, #480]	@ 18c4 <op02_depthwise_conv_2d+0x220>   op02_depthwise_conv_2d
      50   16e6 ldr        lr, [pc, #480]	@ 18c8 <op02_depthwise_conv_2d+0x224>   op02_depthwise_conv_2d
      50   16ea ldr        fp, [pc, #480]	@ 18cc <op02_depthwise_conv_2d+0x228>   op02_depthwise_conv_2d
      50   16ee adds       r4, r6, r0   op02_depthwise_conv_2d
      50   16f0 add        r8, r3, r4, lsl #5   op02_depthwise_conv_2d
      50   16f4 ldr        r3, [pc, #456]	@ (18c0 <op02_depthwise_conv_2d+0x21c>)   op02_depthwise_conv_2d
      50   16f6 add        r0, r3, r0, lsl #6   op02_depthwise_conv_2d
      50   16fa movs       r3, #0   op02_depthwise_conv_2d
      50   16fc strd       r5, r6, [sp, #24]   op02_depthwise_conv_2d
      50   1700 mov        sl, r5   op02_depthwise_conv_2d
      50   1702 str        r3, [sp, #4]   op02_depthwise_conv_2d
      50   1704 b          1832 <op02_depthwise_conv_2d+0x18e>   op02_depthwise_conv_2d
     384   1706 ldrd       r5, r4, [r0]   op02_depthwise_conv_2d
     384   170a ldr        ip, [r8]   op02_depthwise_conv_2d
     384   170e ldr        r3, [r8, #64]	@ 0x40   op02_depthwise_conv_2d
     384   1712 str        r3, [sp, #20]   op02_depthwise_conv_2d
     384   1714 ldr        r1, [lr]   op02_depthwise_conv_2d
     384   1718 ldr        r3, [lr, #8]   op02_depthwise_conv_2d
     384   171c ldr        r6, [r8, #32]   op02_depthwise_conv_2d
     384   1720 sxtb16     r2, ip   op02_depthwise_conv_2d
     384   1724 smlabb     r1, r2, r5, r1   op02_depthwise_conv_2d
     384   1728 smlatt     r3, r2, r5, r3   op02_depthwise_conv_2d
     384   172c ldr        r5, [lr, #12]   op02_depthwise_conv_2d
     384   1730 ldr        r2, [lr, #4]   op02_depthwise_conv_2d
     384   1734 sxtb16     ip, ip, ror #8   op02_depthwise_conv_2d
     384   1738 smlabb     r2, ip, r4, r2   op02_depthwise_conv_2d
     384   173c smlatt     ip, ip, r4, r5   op02_depthwise_conv_2d
     384   1740 sxtb16     r4, r6   op02_depthwise_conv_2d
     384   1744 sxtb16     r5, r6, ror #8   op02_depthwise_conv_2d
     384   1748 ldr        r6, [r0, #64]	@ 0x40   op02_depthwise_conv_2d
     384   174a smlatt     r3, r4, r6, r3   op02_depthwise_conv_2d
     384   174e smlabb     r1, r4, r6, r1   op02_depthwise_conv_2d
     384   1752 ldr        r4, [r0, #68]	@ 0x44   op02_depthwise_conv_2d
     384   1754 str        r3, [sp, #16]   op02_depthwise_conv_2d
     384   1756 smlabb     r4, r5, r4, r2   op02_depthwise_conv_2d
     384   175a ldr        r3, [sp, #20]   op02_depthwise_conv_2d
     384   175c ldr        r2, [r0, #68]	@ 0x44   op02_depthwise_conv_2d
     384   175e str        r4, [sp, #12]   op02_depthwise_conv_2d
     384   1760 ldr        r4, [r0, #128]	@ 0x80   op02_depthwise_conv_2d
     384   1764 smlatt     r5, r5, r2, ip   op02_depthwise_conv_2d
     384   1768 sxtb16     r2, r3   op02_depthwise_conv_2d
     384   176c smlabb     r6, r2, r4, r1   op02_depthwise_conv_2d
     384   1770 ldr        r1, [sp, #16]   op02_depthwise_conv_2d
     384   1772 sxtb16     r3, r3, ror #8   op02_depthwise_conv_2d
     384   1776 smlatt     r2, r2, r4, r1   op02_depthwise_conv_2d
     384   177a ldr        r1, [r0, #132]	@ 0x84   op02_depthwise_conv_2d
     384   177e ldr        r4, [sp, #12]   op02_depthwise_conv_2d
     384   1780 smlabb     r4, r3, r1, r4   op02_depthwise_conv_2d
     384   1784 smlatt     r3, r3, r1, r5   op02_depthwise_conv_2d
     400   1788 ldr        r5, [sp, #4]   op02_depthwise_conv_2d
     400   178a lsls       r1, r6, #1   op02_depthwise_conv_2d
     400   178c ldrsh      r6, [r9, #6]   op02_depthwise_conv_2d
     400   1790 adds       r5, #4   op02_depthwise_conv_2d
     400   1792 str        r5, [sp, #4]   op02_depthwise_conv_2d
     400   1794 subs       r6, #1   op02_depthwise_conv_2d
     400   1796 ldr        r5, [r9]   op02_depthwise_conv_2d
     400   179a smmulr     r5, r1, r5   op02_depthwise_conv_2d
     400   179e add        r5, r5, r1, asr #31   op02_depthwise_conv_2d
     400   17a2 asrs       r5, r6   op02_depthwise_conv_2d
     400   17a4 sub        r1, r5, #255	@ 0xff   op02_depthwise_conv_2d
     400   17a8 ssat       r1, #8, r1, asr #1   op02_depthwise_conv_2d
     400   17ac strb       r1, [sl]   op02_depthwise_conv_2d
     400   17b0 ldrsh      r5, [r9, #14]   op02_depthwise_conv_2d
     400   17b4 ldr        r1, [r9, #8]   op02_depthwise_conv_2d
     400   17b8 lsls       r4, r4, #1   op02_depthwise_conv_2d
     400   17ba subs       r5, #1   op02_depthwise_conv_2d
     400   17bc smmulr     r1, r4, r1   op02_depthwise_conv_2d
     400   17c0 add        r1, r1, r4, asr #31   op02_depthwise_conv_2d
     400   17c4 asrs       r1, r5   op02_depthwise_conv_2d
     400   17c6 subs       r1, #255	@ 0xff   op02_depthwise_conv_2d
     400   17c8 ssat       r1, #8, r1, asr #1   op02_depthwise_conv_2d
     400   17cc strb       r1, [sl, #1]   op02_depthwise_conv_2d
     400   17d0 ldrsh      r4, [r9, #22]   op02_depthwise_conv_2d
     400   17d4 ldr        r1, [r9, #16]   op02_depthwise_conv_2d
     400   17d8 ldr        r5, [sp, #4]   op02_depthwise_conv_2d
     400   17da lsls       r2, r2, #1   op02_depthwise_conv_2d
     400   17dc subs       r4, #1   op02_depthwise_conv_2d
     400   17de smmulr     r1, r2, r1   op02_depthwise_conv_2d
     400   17e2 add        r1, r1, r2, asr #31   op02_depthwise_conv_2d
     400   17e6 asrs       r1, r4   op02_depthwise_conv_2d
     400   17e8 sub        r2, r1, #255	@ 0xff   op02_depthwise_conv_2d
     400   17ec ssat       r2, #8, r2, asr #1   op02_depthwise_conv_2d
     400   17f0 strb       r2, [sl, #2]   op02_depthwise_conv_2d
     400   17f4 ldrsh      r1, [r9, #30]   op02_depthwise_conv_2d
     400   17f8 ldr        r2, [r9, #24]   op02_depthwise_conv_2d
     400   17fc lsls       r3, r3, #1   op02_depthwise_conv_2d
     400   17fe subs       r1, #1   op02_depthwise_conv_2d
     400   1800 smmulr     r2, r3, r2   op02_depthwise_conv_2d
     400   1804 add        r2, r2, r3, asr #31   op02_depthwise_conv_2d
     400   1808 asrs       r2, r1   op02_depthwise_conv_2d
     400   180a cmp        r5, #32   op02_depthwise_conv_2d
     400   180c sub        r3, r2, #255	@ 0xff   op02_depthwise_conv_2d
     400   1810 add        lr, lr, #16   op02_depthwise_conv_2d
     400   1814 ssat       r3, #8, r3, asr #1   op02_depthwise_conv_2d
     400   1818 add        r8, r8, #4   op02_depthwise_conv_2d
     400   181c strb       r3, [sl, #3]   op02_depthwise_conv_2d
     400   1820 add        r0, r0, #8   op02_depthwise_conv_2d
     400   1824 add        fp, fp, #16   op02_depthwise_conv_2d
     400   1828 add        r9, r9, #32   op02_depthwise_conv_2d
     400   182c add        sl, sl, #4   op02_depthwise_conv_2d
     400   1830 beq        18a6 <op02_depthwise_conv_2d+0x202>   op02_depthwise_conv_2d
     400   1832 ldr        r3, [sp, #8]   op02_depthwise_conv_2d
     400   1834 cmp        r3, #3   op02_depthwise_conv_2d
     400   1836 beq        1706 <op02_depthwise_conv_2d+0x62>   op02_depthwise_conv_2d
      16   183a ldr        r3, [r8]   op02_depthwise_conv_2d
      16   183e ldr        r1, [r0, #0]   op02_depthwise_conv_2d
      16   1840 ldr        r4, [fp]   op02_depthwise_conv_2d
      16   1844 ldr        ip, [r0, #4]   op02_depthwise_conv_2d
      16   1848 sxtb16     r2, r3   op02_depthwise_conv_2d
      16   184c ssub16     r2, r2, r7   op02_depthwise_conv_2d
      16   1850 sxtb16     r3, r3, ror #8   op02_depthwise_conv_2d
      16   1854 ssub16     r5, r3, r7   op02_depthwise_conv_2d
      16   1858 ldr        r3, [fp, #8]   op02_depthwise_conv_2d
      16   185c smlabb     r6, r2, r1, r4   op02_depthwise_conv_2d
      16   1860 smlatt     r2, r2, r1, r3   op02_depthwise_conv_2d
      16   1864 ldr        r1, [fp, #12]   op02_depthwise_conv_2d
      16   1868 ldr        r4, [fp, #4]   op02_depthwise_conv_2d
      16   186c smlatt     r3, r5, ip, r1   op02_depthwise_conv_2d
      16   1870 ldr        r1, [sp, #8]   op02_depthwise_conv_2d
      16   1872 cmp        r1, #1   op02_depthwise_conv_2d
      16   1874 smlabb     r4, r5, ip, r4   op02_depthwise_conv_2d
      16   1878 beq        1788 <op02_depthwise_conv_2d+0xe4>   op02_depthwise_conv_2d
      16   187a ldr        r1, [r8, #32]   op02_depthwise_conv_2d
      16   187e ldr        ip, [r0, #64]	@ 0x40   op02_depthwise_conv_2d
      16   1882 sxtb16     r5, r1   op02_depthwise_conv_2d
      16   1886 ssub16     r5, r5, r7   op02_depthwise_conv_2d
      16   188a smlabb     r6, r5, ip, r6   op02_depthwise_conv_2d
      16   188e smlatt     r2, r5, ip, r2   op02_depthwise_conv_2d
      16   1892 ldr        r5, [r0, #68]	@ 0x44   op02_depthwise_conv_2d
      16   1894 sxtb16     r1, r1, ror #8   op02_depthwise_conv_2d
      16   1898 ssub16     r1, r1, r7   op02_depthwise_conv_2d
      16   189c smlabb     r4, r1, r5, r4   op02_depthwise_conv_2d
      16   18a0 smlatt     r3, r1, r5, r3   op02_depthwise_conv_2d
      16   18a4 b          1788 <op02_depthwise_conv_2d+0xe4>   op02_depthwise_conv_2d
      50   18a6 ldrd       r5, r6, [sp, #24]   op02_depthwise_conv_2d
      50   18aa ldr        r3, [sp, #32]   op02_depthwise_conv_2d
      50   18ac adds       r5, #32   op02_depthwise_conv_2d
      50   18ae cmp        r3, r5   op02_depthwise_conv_2d
      50   18b0 add        r6, r6, #1   op02_depthwise_conv_2d
      50   18b4 bne        16c4 <op02_depthwise_conv_2d+0x20>   op02_depthwise_conv_2d
       1   18b8 add        sp, #44	@ 0x2c   op02_depthwise_conv_2d
       1   18ba ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op02_depthwise_conv_2d
       1   18d0 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op04_depthwise_conv_2d
       1   18d4 mov        r2, r0   op04_depthwise_conv_2d
       1   18d6 add        sl, r0, #2400	@ 0x960   op04_depthwise_conv_2d
       1   18da sub        sp, #44	@ 0x2c   op04_depthwise_conv_2d
       1   18dc add        r0, r0, #4800	@ 0x12c0   op04_depthwise_conv_2d
       1   18e0 strd       r0, r2, [sp, #32]   op04_depthwise_conv_2d
       1   18e4 mov        r8, #4294967295	@ 0xffffffff   op04_depthwise_conv_2d
       1   18e8 mvn        r7, #8323199	@ 0x7f007f   op04_depthwise_conv_2d
       1   18ec mov        r6, sl   op04_depthwise_conv_2d
       1   18ee mov        ip, r8   op04_depthwise_conv_2d
      50   18f0 sub        r4, ip, #4294967295	@ 0xffffffff   op04_depthwise_conv_2d
      50   18f4 clz        r4, r4   op04_depthwise_conv_2d
      50   18f8 lsrs       r4, r4, #5   op04_depthwise_conv_2d
      50   18fa rsb        r5, ip, #50	@ 0x32   op04_depthwise_conv_2d
      50   18fe mov        r3, r4   op04_depthwise_conv_2d
      50   1900 cmp        r5, #3   op04_depthwise_conv_2d
      50   1902 ite        le   op04_depthwise_conv_2d
      50   1904 rsble      r3, r3, r5   op04_depthwise_conv_2d
      50   1908 rsbgt      r3, r3, #3   op04_depthwise_conv_2d
      50   190c add        r2, ip, r4   op04_depthwise_conv_2d
      50   1910 str        r3, [sp, #8]   op04_depthwise_conv_2d
      50   1912 ldr        r3, [sp, #36]	@ 0x24   op04_depthwise_conv_2d
      50   1914 ldr        r9, [pc, #484]	@ 1afc <op04_depthwise_conv_2d+0x22c>   op04_depthwise_conv_2d
      50   1918 ldr        fp, [pc, #484]	@ 1b00 <op04_depthwise_conv_2d+0x230>   op04_depthwise_conv_2d
      50   191c ldr        r8, [pc, #484]	@ 1b04 <op04_depthwise_conv_2d+0x234>   op04_depthwise_conv_2d
      50   1920 add        r2, r2, r2, lsl #1   op04_depthwise_conv_2d
      50   1924 add        sl, r3, r2, lsl #4   op04_depthwise_conv_2d
      50   1928 ldr        r3, [pc, #460]	@ (1af8 <op04_depthwise_conv_2d+0x228>)   op04_depthwise_conv_2d
      50   192a add        r0, r4, r4, lsl #1   op04_depthwise_conv_2d
      50   192e add        r0, r3, r0, lsl #5   op04_depthwise_conv_2d
      50   1932 movs       r3, #0   op04_depthwise_conv_2d
      50   1934 strd       r6, ip, [sp, #24]   op04_depthwise_conv_2d
      50   1938 mov        lr, r6   op04_depthwise_conv_2d
      50   193a str        r3, [sp, #4]   op04_depthwise_conv_2d
      50   193c b          1a6a <op04_depthwise_conv_2d+0x19a>   op04_depthwise_conv_2d
     576   193e ldrd       r5, r4, [r0]   op04_depthwise_conv_2d
     576   1942 ldr        ip, [sl]   op04_depthwise_conv_2d
     576   1946 ldr        r3, [sl, #96]	@ 0x60   op04_depthwise_conv_2d
     576   194a str        r3, [sp, #20]   op04_depthwise_conv_2d
     576   194c ldr        r1, [fp]   op04_depthwise_conv_2d
     576   1950 ldr        r3, [fp, #8]   op04_depthwise_conv_2d
     576   1954 ldr        r6, [sl, #48]	@ 0x30   op04_depthwise_conv_2d
     576   1958 sxtb16     r2, ip   op04_depthwise_conv_2d
     576   195c smlabb     r1, r2, r5, r1   op04_depthwise_conv_2d
     576   1960 smlatt     r3, r2, r5, r3   op04_depthwise_conv_2d
     576   1964 ldr        r5, [fp, #12]   op04_depthwise_conv_2d
     576   1968 ldr        r2, [fp, #4]   op04_depthwise_conv_2d
     576   196c sxtb16     ip, ip, ror #8   op04_depthwise_conv_2d
     576   1970 smlabb     r2, ip, r4, r2   op04_depthwise_conv_2d
     576   1974 smlatt     ip, ip, r4, r5   op04_depthwise_conv_2d
     576   1978 sxtb16     r4, r6   op04_depthwise_conv_2d
     576   197c sxtb16     r5, r6, ror #8   op04_depthwise_conv_2d
     576   1980 ldr        r6, [r0, #96]	@ 0x60   op04_depthwise_conv_2d
     576   1982 smlatt     r3, r4, r6, r3   op04_depthwise_conv_2d
     576   1986 smlabb     r1, r4, r6, r1   op04_depthwise_conv_2d
     576   198a ldr        r4, [r0, #100]	@ 0x64   op04_depthwise_conv_2d
     576   198c str        r3, [sp, #16]   op04_depthwise_conv_2d
     576   198e smlabb     r4, r5, r4, r2   op04_depthwise_conv_2d
     576   1992 ldr        r3, [sp, #20]   op04_depthwise_conv_2d
     576   1994 ldr        r2, [r0, #100]	@ 0x64   op04_depthwise_conv_2d
     576   1996 str        r4, [sp, #12]   op04_depthwise_conv_2d
     576   1998 ldr        r4, [r0, #192]	@ 0xc0   op04_depthwise_conv_2d
     576   199c smlatt     r5, r5, r2, ip   op04_depthwise_conv_2d
     576   19a0 sxtb16     r2, r3   op04_depthwise_conv_2d
     576   19a4 smlabb     r6, r2, r4, r1   op04_depthwise_conv_2d
     576   19a8 ldr        r1, [sp, #16]   op04_depthwise_conv_2d
     576   19aa sxtb16     r3, r3, ror #8   op04_depthwise_conv_2d
     576   19ae smlatt     r2, r2, r4, r1   op04_depthwise_conv_2d
     576   19b2 ldr        r1, [r0, #196]	@ 0xc4   op04_depthwise_conv_2d
     576   19b6 ldr        r4, [sp, #12]   op04_depthwise_conv_2d
     576   19b8 smlabb     r4, r3, r1, r4   op04_depthwise_conv_2d
     576   19bc smlatt     r3, r3, r1, r5   op04_depthwise_conv_2d
     600   19c0 ldr        r5, [sp, #4]   op04_depthwise_conv_2d
     600   19c2 lsls       r1, r6, #1   op04_depthwise_conv_2d
     600   19c4 ldrsh      r6, [r9, #6]   op04_depthwise_conv_2d
     600   19c8 adds       r5, #4   op04_depthwise_conv_2d
     600   19ca str        r5, [sp, #4]   op04_depthwise_conv_2d
     600   19cc subs       r6, #1   op04_depthwise_conv_2d
     600   19ce ldr        r5, [r9]   op04_depthwise_conv_2d
     600   19d2 smmulr     r5, r1, r5   op04_depthwise_conv_2d
     600   19d6 add        r5, r5, r1, asr #31   op04_depthwise_conv_2d
     600   19da asrs       r5, r6   op04_depthwise_conv_2d
     600   19dc sub        r1, r5, #255	@ 0xff   op04_depthwise_conv_2d
     600   19e0 ssat       r1, #8, r1, asr #1   op04_depthwise_conv_2d
     600   19e4 strb       r1, [lr]   op04_depthwise_conv_2d
     600   19e8 ldrsh      r5, [r9, #14]   op04_depthwise_conv_2d
     600   19ec ldr        r1, [r9, #8]   op04_depthwise_conv_2d
     600   19f0 lsls       r4, r4, #1   op04_depthwise_conv_2d
     600   19f2 subs       r5, #1   op04_depthwise_conv_2d
     600   19f4 smmulr     r1, r4, r1   op04_depthwise_conv_2d
     600   19f8 add        r1, r1, r4, asr #31   op04_depthwise_conv_2d
     600   19fc asrs       r1, r5   op04_depthwise_conv_2d
     600   19fe subs       r1, #255	@ 0xff   op04_depthwise_conv_2d
     600   1a00 ssat       r1, #8, r1, asr #1   op04_depthwise_conv_2d
     600   1a04 strb       r1, [lr, #1]   op04_depthwise_conv_2d
     600   1a08 ldrsh      r4, [r9, #22]   op04_depthwise_conv_2d
     600   1a0c ldr        r1, [r9, #16]   op04_depthwise_conv_2d
     600   1a10 ldr        r5, [sp, #4]   op04_depthwise_conv_2d
     600   1a12 lsls       r2, r2, #1   op04_depthwise_conv_2d
     600   1a14 subs       r4, #1   op04_depthwise_conv_2d
     600   1a16 smmulr     r1, r2, r1   op04_depthwise_conv_2d
     600   1a1a add        r1, r1, r2, asr #31   op04_depthwise_conv_2d
     600   1a1e asrs       r1, r4   op04_depthwise_conv_2d
     600   1a20 sub        r2, r1, #255	@ 0xff   op04_depthwise_conv_2d
     600   1a24 ssat       r2, #8, r2, asr #1   op04_depthwise_conv_2d
     600   1a28 strb       r2, [lr, #2]   op04_depthwise_conv_2d
     600   1a2c ldrsh      r1, [r9, #30]   op04_depthwise_conv_2d
     600   1a30 ldr        r2, [r9, #24]   op04_depthwise_conv_2d
     600   1a34 lsls       r3, r3, #1   op04_depthwise_conv_2d
     600   1a36 subs       r1, #1   op04_depthwise_conv_2d
     600   1a38 smmulr     r2, r3, r2   op04_depthwise_conv_2d
     600   1a3c add        r2, r2, r3, asr #31   op04_depthwise_conv_2d
     600   1a40 asrs       r2, r1   op04_depthwise_conv_2d
     600   1a42 cmp        r5, #48	@ 0x30   op04_depthwise_conv_2d
     600   1a44 sub        r3, r2, #255	@ 0xff   op04_depthwise_conv_2d
     600   1a48 add        fp, fp, #16   op04_depthwise_conv_2d
     600   1a4c ssat       r3, #8, r3, asr #1   op04_depthwise_conv_2d
     600   1a50 add        sl, sl, #4   op04_depthwise_conv_2d
     600   1a54 strb       r3, [lr, #3]   op04_depthwise_conv_2d
     600   1a58 add        r0, r0, #8   op04_depthwise_conv_2d
     600   1a5c add        r8, r8, #16   op04_depthwise_conv_2d
     600   1a60 add        r9, r9, #32   op04_depthwise_conv_2d
     600   1a64 add        lr, lr, #4   op04_depthwise_conv_2d
     600   1a68 beq        1ade <op04_depthwise_conv_2d+0x20e>   op04_depthwise_conv_2d
     600   1a6a ldr        r3, [sp, #8]   op04_depthwise_conv_2d
     600   1a6c cmp        r3, #3   op04_depthwise_conv_2d
     600   1a6e beq        193e <op04_depthwise_conv_2d+0x6e>   op04_depthwise_conv_2d
      24   1a72 ldr        r3, [sl]   op04_depthwise_conv_2d
      24   1a76 ldr        r1, [r0, #0]   op04_depthwise_conv_2d
      24   1a78 ldr        r4, [r8]   op04_depthwise_conv_2d
      24   1a7c ldr        ip, [r0, #4]   op04_depthwise_conv_2d
      24   1a80 sxtb16     r2, r3   op04_depthwise_conv_2d
      24   1a84 ssub16     r2, r2, r7   op04_depthwise_conv_2d
      24   1a88 sxtb16     r3, r3, ror #8   op04_depthwise_conv_2d
      24   1a8c ssub16     r5, r3, r7   op04_depthwise_conv_2d
      24   1a90 ldr        r3, [r8, #8]   op04_depthwise_conv_2d
      24   1a94 smlabb     r6, r2, r1, r4   op04_depthwise_conv_2d
      24   1a98 smlatt     r2, r2, r1, r3   op04_depthwise_conv_2d
      24   1a9c ldr        r1, [r8, #12]   op04_depthwise_conv_2d
      24   1aa0 ldr        r4, [r8, #4]   op04_depthwise_conv_2d
      24   1aa4 smlatt     r3, r5, ip, r1   op04_depthwise_conv_2d
      24   1aa8 ldr        r1, [sp, #8]   op04_depthwise_conv_2d
      24   1aaa cmp        r1, #1   op04_depthwise_conv_2d
      24   1aac smlabb     r4, r5, ip, r4   op04_depthwise_conv_2d
      24   1ab0 beq        19c0 <op04_depthwise_conv_2d+0xf0>   op04_depthwise_conv_2d
      24   1ab2 ldr        r1, [sl, #48]	@ 0x30   op04_depthwise_conv_2d
      24   1ab6 ldr        ip, [r0, #96]	@ 0x60   op04_depthwise_conv_2d
      24   1aba sxtb16     r5, r1   op04_depthwise_conv_2d
      24   1abe ssub16     r5, r5, r7   op04_depthwise_conv_2d
      24   1ac2 smlabb     r6, r5, ip, r6   op04_depthwise_conv_2d
      24   1ac6 smlatt     r2, r5, ip, r2   op04_depthwise_conv_2d
      24   1aca ldr        r5, [r0, #100]	@ 0x64   op04_depthwise_conv_2d
      24   1acc sxtb16     r1, r1, ror #8   op04_depthwise_conv_2d
      24   1ad0 ssub16     r1, r1, r7   op04_depthwise_conv_2d
      24   1ad4 smlabb     r4, r1, r5, r4   op04_depthwise_conv_2d
      24   1ad8 smlatt     r3, r1, r5, r3   op04_depthwise_conv_2d
      24   1adc b          19c0 <op04_depthwise_conv_2d+0xf0>   op04_depthwise_conv_2d
      50   1ade ldrd       r6, ip, [sp, #24]   op04_depthwise_conv_2d
      50   1ae2 ldr        r3, [sp, #32]   op04_depthwise_conv_2d
      50   1ae4 adds       r6, #48	@ 0x30   op04_depthwise_conv_2d
      50   1ae6 cmp        r3, r6   op04_depthwise_conv_2d
      50   1ae8 add        ip, ip, #1   op04_depthwise_conv_2d
      50   1aec bne        18f0 <op04_depthwise_conv_2d+0x20>   op04_depthwise_conv_2d
       1   1af0 add        sp, #44	@ 0x2c   op04_depthwise_conv_2d
       1   1af2 ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op04_depthwise_conv_2d
       1   1b08 stmdb      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}   op08_softmax
       1   1b0c addw       ip, r0, #2399	@ 0x95f   op08_softmax
       1   1b10 addw       lr, r0, #2417	@ 0x971   op08_softmax
       1   1b14 sub        sp, #12   op08_softmax
       1   1b16 mov        r3, ip   op08_softmax
       1   1b18 mvn        r0, #127	@ 0x7f   op08_softmax
      18   1b1c ldrsb      r2, [r3, #1]!   op08_softmax
      18   1b20 cmp        r0, r2   op08_softmax
      18   1b22 it         lt   op08_softmax
      18   1b24 movlt      r0, r2   op08_softmax
      18   1b26 cmp        lr, r3   op08_softmax
      18   1b28 bne        1b1c <op08_softmax+0x14>   op08_softmax
       1   1b2a ldr        r6, [pc, #292]	@ (1c50 <op08_softmax+0x148>)   op08_softmax
       1   1b2c mov        r1, ip   op08_softmax
       1   1b2e movs       r2, #0   op08_softmax
      18   1b30 ldrsb      r3, [r1, #1]!   op08_softmax
      18   1b34 subs       r3, r0, r3   op08_softmax
      18   1b36 cmp        lr, r1   op08_softmax
      18   1b38 ldr        r3, [r6, r3, lsl #2]   op08_softmax
      18   1b3c add        r3, r3, #2048	@ 0x800   op08_softmax
      18   1b40 add        r2, r2, r3, lsr #12   op08_softmax
      18   1b44 bne        1b30 <op08_softmax+0x28>   op08_softmax
       1   1b46 clz        r8, r2   op08_softmax
       1   1b4a lsl        r3, r2, r8   op08_softmax
       1   1b4e add        r3, r3, #2147483648	@ 0x80000000   op08_softmax
       1   1b52 adds       r7, r3, #2147483648	@ 0x80000000   op08_softmax
       1   1b56 mov        r1, r3, asr #31   op08_softmax
       1   1b5a adc        r1, r1, #0   op08_softmax
       1   1b5e lsrs       r7, r7, #1   op08_softmax
       1   1b60 orr        r7, r7, r1, lsl #31   op08_softmax
       1   1b64 ldr        r3, [pc, #236]	@ (1c54 <op08_softmax+0x14c>)   op08_softmax
       1   1b66 str        r0, [sp, #4]   op08_softmax
       1   1b68 asrs       r1, r1, #1   op08_softmax
       1   1b6a negs       r2, r7   op08_softmax
       1   1b6c mla        r2, r3, r1, r2   op08_softmax
       1   1b70 umull      r3, r4, r7, r3   op08_softmax
       1   1b74 adds       r3, r3, #1073741824	@ 0x40000000   op08_softmax
       1   1b78 adc        r2, r2, r4   op08_softmax
       1   1b7c lsrs       r3, r3, #31   op08_softmax
       1   1b7e orr        r3, r3, r2, lsl #1   op08_softmax
       1   1b82 add        r3, r3, #1515870810	@ 0x5a5a5a5a   op08_softmax
       1   1b86 movs       r5, #3   op08_softmax
       1   1b88 mov        r9, #1073741824	@ 0x40000000   op08_softmax
       1   1b8c mov        fp, #0   op08_softmax
       3   1b90 umull      r2, sl, r3, r7   op08_softmax
       3   1b94 asrs       r4, r3, #31   op08_softmax
       3   1b96 mul        r0, r3, r1   op08_softmax
       3   1b9a adds       r2, r2, #1073741824	@ 0x40000000   op08_softmax
       3   1b9e mla        r0, r7, r4, r0   op08_softmax
       3   1ba2 adc        r0, r0, sl   op08_softmax
       3   1ba6 lsrs       r2, r2, #31   op08_softmax
       3   1ba8 orr        r2, r2, r0, lsl #1   op08_softmax
       3   1bac rsb        r4, r2, #536870912	@ 0x20000000   op08_softmax
       3   1bb0 mov        r0, fp   op08_softmax
       3   1bb2 mov        r2, r9   op08_softmax
       3   1bb4 smlal      r2, r0, r4, r3   op08_softmax
       3   1bb8 lsrs       r2, r2, #31   op08_softmax
       3   1bba orr        r2, r2, r0, lsl #1   op08_softmax
       3   1bbe cmp        r2, #536870912	@ 0x20000000   op08_softmax
       3   1bc2 bge        1c34 <op08_softmax+0x12c>   op08_softmax
       3   1bc4 cmp        r2, #3758096384	@ 0xe0000000   op08_softmax
       3   1bc8 blt        1c40 <op08_softmax+0x138>   op08_softmax
       3   1bca lsls       r2, r2, #2   op08_softmax
       3   1bcc subs       r5, #1   op08_softmax
       3   1bce add        r3, r2   op08_softmax
       3   1bd0 bne        1b90 <op08_softmax+0x88>   op08_softmax
       1   1bd2 cmp        r3, #1073741824	@ 0x40000000   op08_softmax
       1   1bd6 ldr        r0, [sp, #4]   op08_softmax
       1   1bd8 bge        1c3a <op08_softmax+0x132>   op08_softmax
       1   1bda cmp        r3, #3221225472	@ 0xc0000000   op08_softmax
       1   1bde blt        1c46 <op08_softmax+0x13e>   op08_softmax
       1   1be0 lsls       r2, r3, #1   op08_softmax
       1   1be2 sbfx       r5, r3, #30, #1   op08_softmax
       1   1be6 rsb        r3, r8, #34	@ 0x22   op08_softmax
       1   1bea movs       r1, #1   op08_softmax
       1   1bec rsb        r4, r8, #35	@ 0x23   op08_softmax
       1   1bf0 lsls       r1, r3   op08_softmax
      18   1bf2 ldrsb      r3, [ip, #1]!   op08_softmax
      18   1bf6 subs       r3, r0, r3   op08_softmax
      18   1bf8 ldr        r7, [r6, r3, lsl #2]   op08_softmax
      18   1bfc umull      r3, r8, r7, r2   op08_softmax
      18   1c00 mov        r9, r7, asr #31   op08_softmax
      18   1c04 mul        r7, r5, r7   op08_softmax
      18   1c08 adds       r3, r3, #1073741824	@ 0x40000000   op08_softmax
      18   1c0c mla        r7, r2, r9, r7   op08_softmax
      18   1c10 adc        r7, r7, r8   op08_softmax
      18   1c14 lsrs       r3, r3, #31   op08_softmax
      18   1c16 orr        r3, r3, r7, lsl #1   op08_softmax
      18   1c1a add        r3, r1   op08_softmax
      18   1c1c lsrs       r3, r4   op08_softmax
      18   1c1e subs       r3, #128	@ 0x80   op08_softmax
      18   1c20 cmp        r3, #127	@ 0x7f   op08_softmax
      18   1c22 it         ge   op08_softmax
      18   1c24 movge      r3, #127	@ 0x7f   op08_softmax
      18   1c26 cmp        lr, ip   op08_softmax
      18   1c28 strb       r3, [ip]   op08_softmax
      18   1c2c bne        1bf2 <op08_softmax+0xea>   op08_softmax
       1   1c2e add        sp, #12   op08_softmax
       1   1c30 ldmia      sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}   op08_softmax
       1   1c60 push       {r4, lr}   kd_model_run
       1   1c62 mov        r4, r0   kd_model_run
       1   1c64 bl         140 <op01_conv_2d>   kd_model_run
       1   1c68 mov        r0, r4   kd_model_run
       1   1c6a bl         16a4 <op02_depthwise_conv_2d>   kd_model_run
       1   1c6e mov        r0, r4   kd_model_run
       1   1c70 bl         85c <op03_conv_2d>   kd_model_run
       1   1c74 mov        r0, r4   kd_model_run
       1   1c76 bl         18d0 <op04_depthwise_conv_2d>   kd_model_run
       1   1c7a mov        r0, r4   kd_model_run
       1   1c7c bl         e20 <op05_conv_2d>   kd_model_run
       1   1c80 mov        r0, r4   kd_model_run
       1   1c82 bl         13d4 <op06_mean>   kd_model_run
       1   1c86 mov        r0, r4   kd_model_run
       1   1c88 bl         1444 <op07_fully_connected>   kd_model_run
       1   1c8c mov        r0, r4   kd_model_run
       1   1c8e ldmia      sp!, {r4, lr}   kd_model_run
       1   1c92 b          1b08 <op08_softmax>   kd_model_run
       1   1db0 push       {r3, lr}   kd_batch_run
       1   1db2 ldr        r0, [pc, #8]	@ (1dbc <kd_batch_run+0xc>)   kd_batch_run
       1   1db4 bl         1c60 <kd_model_run>   kd_batch_run
       1   1db8 movs       r0, #0   kd_batch_run
       1   1dba pop        {r3, pc}   kd_batch_run
