import type { Page } from 'playwright-core';

/** A headset with an absolute hook (bit 0), a mute key (bit 1) and lamps: ring, off-hook, mute (bits 0 to 2). */
export interface PageHeadset {
  /** The headset reports a byte. */
  report(byte: number): Promise<void>;
  /** The byte that its lamps show. */
  lamps(): Promise<number | undefined>;
}

declare global {
  interface Window {
    pageHeadset: { report: (byte: number) => void; lamps: number | undefined };
  }
}

/**
 * Runs in the page before its scripts: `navigator.hid` with one headset, plugged in and allowed. Its hook follows the
 * off-hook lamp, as that of an everyday headset does, which makes an echo.
 */
export function plugHeadsetIn(): void {
  const telephony = (id: number): number => 0x0b0000 + id;
  const led = (id: number): number => 0x080000 + id;
  const bit = (usages: number[], isAbsolute: boolean): object => ({
    isAbsolute,
    usages,
    reportSize: 1,
    reportCount: usages.length,
  });
  const headset = Object.assign(new EventTarget(), {
    opened: false,
    vendorId: 0x0b0e,
    productId: 0x0400,
    productName: 'Headset of the page',
    collections: [
      {
        usagePage: 0x0b,
        inputReports: [{ reportId: 2, items: [bit([telephony(0x20)], true), bit([telephony(0x2f)], false)] }],
        outputReports: [{ reportId: 2, items: [bit([led(0x18), led(0x17), led(0x09)], true)] }],
      },
    ],
    open: async () => void (headset.opened = true),
    close: async () => void (headset.opened = false),
    async sendReport(_id: number, data: Uint8Array) {
      const before = window.pageHeadset.lamps ?? 0;
      const lamps = data[0] ?? 0;
      window.pageHeadset.lamps = lamps;
      if ((before & 2) !== (lamps & 2)) window.pageHeadset.report((lamps & 2) >> 1);
    },
  });
  window.pageHeadset = {
    lamps: undefined,
    report(byte) {
      const data = new DataView(Uint8Array.of(byte).buffer);
      headset.dispatchEvent(Object.assign(new Event('inputreport'), { reportId: 2, data }));
    },
  };
  const hid = Object.assign(new EventTarget(), {
    getDevices: async () => [headset],
    requestDevice: async () => [headset],
  });
  Object.defineProperty(navigator, 'hid', { value: hid });
}

/** The headset that `plugHeadsetIn` put into `page`. */
export function pageHeadsetOf(page: Page): PageHeadset {
  return {
    report: (byte) => page.evaluate((value) => window.pageHeadset.report(value), byte),
    lamps: () => page.evaluate(() => window.pageHeadset.lamps),
  };
}
