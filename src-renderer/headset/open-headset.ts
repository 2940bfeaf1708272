import { ButtonReader, type Press } from './button-reader.ts';
import { readReport, writeLamps, type HeadsetLayout, type LampReport } from './report-layout.ts';
import { SharedSwitch } from './shared-switch.ts';
import type { Lamps } from './usages.ts';
import type { HidDevice, HidInputReport } from './web-hid.ts';

/** Every lamp is out. */
export const dark: Lamps = { ring: false, offHook: false, mute: false, hold: false };

export interface HeadsetParts {
  readonly device: HidDevice;
  readonly layout: HeadsetLayout;
  /** Obeys a press. Undefined where it means nothing now; otherwise resolves with whether it went well. */
  readonly obey: (press: Press) => Promise<boolean> | undefined;
}

/** A headset that is open: its presses are obeyed, and its lamps follow the phone. */
export class OpenHeadset {
  readonly #parts: HeadsetParts;
  readonly #hook = new SharedSwitch();
  readonly #mute = new SharedSwitch();
  readonly #reader = new ButtonReader({ hook: this.#hook, mute: this.#mute });
  /** What each report said last, by its id. */
  readonly #sent = new Map<number, string>();
  #wanted: Lamps = dark;
  /** A press was obeyed, and what came of it is not seen yet: until then the headset may be ahead of the phone. */
  #isAhead = false;
  #isWriting = false;
  #written: Promise<void> = Promise.resolve();

  private constructor(parts: HeadsetParts) {
    this.#parts = parts;
  }

  /** Opens the device. Rejects where that is not allowed, or another program has it alone. */
  static async open(parts: HeadsetParts): Promise<OpenHeadset> {
    if (!parts.device.opened) await parts.device.open();
    const headset = new OpenHeadset(parts);
    parts.device.addEventListener('inputreport', headset.#onReport);
    return headset;
  }

  get device(): HidDevice {
    return this.#parts.device;
  }

  /** Makes the lamps show a state of the phone. */
  show(lamps: Lamps): void {
    if (JSON.stringify(lamps) !== JSON.stringify(this.#wanted)) this.#isAhead = false;
    this.#wanted = lamps;
    this.#write();
  }

  /** Puts the lamps out and lets go of the device. */
  async close(): Promise<void> {
    this.#parts.device.removeEventListener('inputreport', this.#onReport);
    this.show(dark);
    await this.#written;
    await this.#parts.device.close().catch(() => undefined);
  }

  readonly #onReport = (event: Event): void => {
    const { reportId, data } = event as HidInputReport;
    for (const press of this.#reader.read(readReport(this.#parts.layout, reportId, data))) this.#obey(press);
    this.#write();
  };

  #obey(press: Press): void {
    const obeyed = this.#parts.obey(press);
    if (obeyed === undefined) return;
    this.#isAhead = true;
    void obeyed.then((isDone) => {
      if (isDone) return;
      this.#isAhead = false;
      this.#write();
    });
  }

  #write(): void {
    if (!this.#isWriting) this.#written = this.#writeDue();
  }

  /** One report after the other, each with what holds when its turn comes. A device that is gone is told no more. */
  async #writeDue(): Promise<void> {
    this.#isWriting = true;
    try {
      for (let due = this.#nextDue(); due !== undefined; due = this.#nextDue()) await this.#send(due);
    } catch {
      // What is gone says so with `disconnect`; what is not is told again with the next change.
    }
    this.#isWriting = false;
  }

  async #send({ reportId, data, shows }: LampReport): Promise<void> {
    this.#sent.set(reportId, String(data));
    // Before the report is through: its echo may be here first.
    if (shows.has('offHook')) this.#hook.write(this.#wanted.offHook);
    if (shows.has('mute')) this.#mute.write(this.#wanted.mute);
    await this.#parts.device.sendReport(reportId, data);
  }

  /** The first report that says something new, or that the headset has to be reminded of. */
  #nextDue(): LampReport | undefined {
    return writeLamps(this.#parts.layout, this.#wanted).find(
      ({ reportId, data, shows }) =>
        this.#sent.get(reportId) !== String(data) ||
        (!this.#isAhead &&
          ((shows.has('offHook') && this.#hook.agreed !== this.#wanted.offHook) ||
            (shows.has('mute') && this.#mute.agreed !== this.#wanted.mute))),
    );
  }
}
