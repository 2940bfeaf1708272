import type { Hid, HidCollection, HidDevice, HidInputReport } from '../../src-renderer/headset/web-hid.ts';
import { readHidDescriptor } from './hid-descriptor.ts';
import { headsetDescriptors, type HeadsetVendor } from './headset-descriptors.ts';

/** A headset as WebHID shows it. What was sent stands in `sent`, in order: the id, then the bytes. */
export class FakeHeadset extends EventTarget implements HidDevice {
  readonly vendorId: number;
  readonly productId = 0x0400;
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  readonly sent: (readonly number[])[] = [];
  opened = false;
  isPlugged = true;
  /** Another program has it alone. */
  isTaken = false;
  /** Runs at each output report, as the device's own doing. */
  onOutput: (report: readonly number[]) => void = () => undefined;
  #isSending = false;

  constructor(vendor: HeadsetVendor, vendorId = 0x0b0e) {
    super();
    this.vendorId = vendorId;
    this.productName = `${vendor} headset`;
    this.collections = readHidDescriptor(headsetDescriptors[vendor]);
  }

  async open(): Promise<void> {
    if (this.opened) throw new DOMException('is open or being opened', 'InvalidStateError');
    if (!this.isPlugged || this.isTaken) throw new DOMException('failed to open', 'NotAllowedError');
    this.opened = true;
  }

  async close(): Promise<void> {
    this.opened = false;
  }

  async sendReport(reportId: number, data: Uint8Array): Promise<void> {
    if (!this.opened) throw new DOMException('is not open', 'InvalidStateError');
    if (!this.isPlugged) throw new DOMException('failed to write', 'NotAllowedError');
    if (this.#isSending) throw new Error('a report was sent before the one before it was through');
    if (data.length !== this.#lengthOf(reportId))
      throw new Error(`report ${reportId} is not ${data.length} bytes long`);
    this.#isSending = true;
    this.sent.push([reportId, ...data]);
    this.onOutput([reportId, ...data]);
    await Promise.resolve();
    this.#isSending = false;
  }

  /** The device reports `bytes`; nobody hears it while it is not open. */
  report(reportId: number, ...bytes: readonly number[]): void {
    if (!this.opened) return;
    const data = new DataView(Uint8Array.from(bytes).buffer);
    this.dispatchEvent(Object.assign(new Event('inputreport'), { reportId, data }) satisfies HidInputReport);
  }

  #lengthOf(reportId: number): number | undefined {
    const reports = this.collections.flatMap(({ outputReports = [] }) => outputReports);
    const report = reports.find((candidate) => candidate.reportId === reportId);
    const bits = report?.items?.reduce((sum, { reportSize = 0, reportCount = 0 }) => sum + reportSize * reportCount, 0);
    return bits === undefined ? undefined : Math.ceil(bits / 8);
  }
}

/** `navigator.hid` with the headsets that are plugged in. */
export class FakeHid extends EventTarget implements Hid {
  readonly #allowed = new Set<FakeHeadset>();
  readonly #plugged = new Set<FakeHeadset>();
  /** A click was just made; without one nothing may be asked. */
  isClicked = false;
  /** What the person takes from the chooser. */
  chooses: FakeHeadset | undefined;
  /** The filters of each question. */
  readonly asked: { usagePage: number }[][] = [];

  async getDevices(): Promise<HidDevice[]> {
    return [...this.#plugged].filter((device) => this.#allowed.has(device));
  }

  async requestDevice({ filters }: { filters: { usagePage: number }[] }): Promise<HidDevice[]> {
    if (!this.isClicked) throw new DOMException('needs a user gesture', 'SecurityError');
    this.isClicked = false;
    this.asked.push(filters);
    const device = this.chooses;
    if (device === undefined || !device.collections.some(({ usagePage }) => usagePage === filters[0]?.usagePage))
      return [];
    this.#allowed.add(device);
    return [device];
  }

  allow(device: FakeHeadset): void {
    this.#allowed.add(device);
  }

  plug(device: FakeHeadset): void {
    this.#plugged.add(device);
    device.isPlugged = true;
    if (this.#allowed.has(device)) this.dispatchEvent(Object.assign(new Event('connect'), { device }));
  }

  unplug(device: FakeHeadset): void {
    this.#plugged.delete(device);
    device.isPlugged = false;
    device.opened = false;
    if (this.#allowed.has(device)) this.dispatchEvent(Object.assign(new Event('disconnect'), { device }));
  }
}
