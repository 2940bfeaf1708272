/** Report descriptors in the manner of several vendors' headsets, cut down to what telephony needs. */
export const headsetDescriptors = {
  /**
   * Absolute hook beside relative keys, all called constant; a key of the vendor's own; the ringer on the telephony
   * page. Report 2 in: bit 0 hook, 1 busy, 2 mute, 3 flash, 4 redial, 5 reject. Out: 0 off-hook, 1 speaker, 2 mute,
   * 3 ring, 4 hold, 5 microphone, 6 ringer.
   */
  jabra: `
    050c 0901 a101 8501 1500 2501 09e9 09ea 7501 9502 8102 9506 8101 c0
    050b 0905 a101 8502 1500 2501 0920 0997 7501 9502 8123
    092f 0921 0924 0afdff 9504 8107 950a 8101
    0508 0917 091e 0909 0918 0920 0921 9506 9122 050b 099e 9501 9122 9509 9101 c0`,
  /** A report for each lamp. Report 8 in: bit 0 hook, absolute; 1 mute and 2 flash, relative. Out: 9 mute, 23, 24, 32. */
  poly: `
    050b 0905 a101 8508 1500 2501 0920 7501 9501 8122 092f 0921 9502 8106 9505 8101
    0508 8509 0909 9501 9122 9507 9101
    8517 0917 9501 9122 9507 9101
    8518 0918 9501 9122 9507 9101
    8520 0920 9501 9122 9507 9101 c0`,
  /** Buttons within collections of their own, in two reports. Report 1 in: bit 0 hook. Report 3 in: bit 4 mute, relative. Out 5. */
  epos: `
    050b 0905 a101 8501 1500 2501 0920 7501 9501 8102 9507 8103
    0907 a102 8503 7501 9504 8103 092f 9501 8106 9503 8103 c0
    8505 0508 a102 0918 0917 0909 9503 9122 9505 9103 c0 c0`,
  /** A list of a telephone's keys. Report 4 in: bit 0 hook, absolute; byte 1 one of redial, flash, drop (from 1 on). Out 4. */
  logitech: `
    050b 0905 a101 8504 1500 2501 0920 7501 9501 8122 9507 8101
    1501 2503 0924 0921 0926 7508 9501 8100
    1500 2501 0508 0917 0918 0909 7501 9503 9102 9505 9101 c0`,
  /** Mute tells how it stands. Report 6 in: bit 0 hook, 1 mute, both absolute; 2 redial. Out 6: a list of one lamp of four. */
  yealink: `
    050b 0905 a101 8506 1500 2501 0920 092f 0924 7501 9503 8122 9505 8101
    1501 2504 0508 0917 0918 0909 0920 7508 9504 9100 c0`,
  /** No report ids; every button relative. In: bit 0 hook, 1 mute, 2 flash. Out: 0 mute, 1 off-hook, 2 ring. */
  microsoft: `
    050b 0905 a101 1500 2501 0920 092f 0921 7501 9503 8106 9505 8101
    0508 0909 0917 0918 9503 9102 9505 9101 c0`,
} as const;
export type HeadsetVendor = keyof typeof headsetDescriptors;
