/** WebHID as far as headsets need it; the DOM library does not describe it (https://wicg.github.io/webhid/). */
export interface Hid extends EventTarget {
  /** The devices that the person has allowed and that are plugged in. */
  getDevices(): Promise<HidDevice[]>;
  /** Lets the person choose; needs a click. Resolves with nothing where the person chose nothing. */
  requestDevice(options: { filters: { usagePage: number }[] }): Promise<HidDevice[]>;
}

export interface HidDevice extends EventTarget {
  readonly opened: boolean;
  readonly vendorId: number;
  readonly productId: number;
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  open(): Promise<void>;
  close(): Promise<void>;
  /** Sends an output report; `data` is without the report id. Rejects while the device is not open. */
  sendReport(reportId: number, data: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** A collection; its reports hold the items of the collections within it as well. */
export interface HidCollection {
  readonly usagePage?: number;
  readonly inputReports?: readonly HidReport[];
  readonly outputReports?: readonly HidReport[];
}

/** A report: its items in the order of their bits, padding among them. The id is 0 where the device has none. */
export interface HidReport {
  readonly reportId?: number;
  readonly items?: readonly HidReportItem[];
}

/** Fields of the same size, side by side. A usage has its page in the upper 16 bits. */
export interface HidReportItem {
  readonly isAbsolute?: boolean;
  /** The fields hold the numbers of the usages that are on, instead of one field standing for each usage. */
  readonly isArray?: boolean;
  readonly isRange?: boolean;
  readonly usages?: readonly number[];
  readonly usageMinimum?: number;
  readonly usageMaximum?: number;
  readonly reportSize?: number;
  readonly reportCount?: number;
  readonly logicalMinimum?: number;
}

/** `inputreport` of a device; `data` is without the report id. */
export interface HidInputReport extends Event {
  readonly reportId: number;
  readonly data: DataView;
}

/** `connect` and `disconnect` of `navigator.hid`. */
export interface HidConnection extends Event {
  readonly device: HidDevice;
}
