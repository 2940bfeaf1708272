import type { PhoneApi, PlaceCallRequest } from '../../src-bridge/phone-api.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { HeadsetChoice } from '../../src-bridge/settings.ts';
import type { Press } from './button-reader.ts';
import { actionFor, wantedLamps, type HeadsetAction } from './headset-actions.ts';
import { dark, OpenHeadset } from './open-headset.ts';
import { layoutOf } from './report-layout.ts';
import { telephonyPage, type Lamps } from './usages.ts';
import type { Hid, HidConnection, HidDevice } from './web-hid.ts';

/**
 *   elsewhere -> none -> absent <-> connected | refused
 */
export type HeadsetStatus =
  /** Another window of the phone has the headsets: one press must not count twice. */
  | 'elsewhere'
  /** No headset is chosen. */
  | 'none'
  /** The chosen one is not plugged in, or not allowed any more. */
  | 'absent'
  | 'connected'
  /** It is there and cannot be opened: another program has it. */
  | 'refused';

export interface HeadsetDeskParts {
  /** Absent where the browser has no WebHID. */
  readonly hid: Hid | undefined;
  readonly phone: Pick<
    PhoneApi,
    'answer' | 'decline' | 'cancel' | 'end' | 'pull' | 'setHeld' | 'setMuted' | 'placeCall'
  >;
  /** Runs a command for a place of the page, which shows its failure; resolves with whether it went well. */
  readonly run: (place: string, command: () => Promise<unknown>) => Promise<boolean>;
}

/** The chosen headset: from `start` on opened when it is there, obeyed, and shown what the phone does. */
export class HeadsetDesk {
  readonly #parts: HeadsetDeskParts;
  readonly #listeners = new Set<(status: HeadsetStatus) => void>();
  readonly #ending = new AbortController();
  #state: PhoneState | undefined;
  #lamps: Lamps = dark;
  #choice: HeadsetChoice = { kind: 'none' };
  #headset: OpenHeadset | undefined;
  #status: HeadsetStatus = 'elsewhere';
  #isStarted = false;
  /** Lookups run one after the other, so that a device is not opened twice. */
  #looking: Promise<void> = Promise.resolve();
  #lastDialled: PlaceCallRequest | undefined;

  constructor(parts: HeadsetDeskParts) {
    this.#parts = parts;
    const { signal } = this.#ending;
    parts.hid?.addEventListener('connect', () => this.#look(), { signal });
    parts.hid?.addEventListener('disconnect', (event) => this.#lose((event as HidConnection).device), { signal });
  }

  get isSupported(): boolean {
    return this.#parts.hid !== undefined;
  }

  /** Lets the person choose; needs a click. Resolves with undefined where they chose no headset. */
  async choose(): Promise<HeadsetChoice | undefined> {
    const chosen = (await this.#parts.hid?.requestDevice({ filters: [{ usagePage: telephonyPage }] })) ?? [];
    const device = chosen.find(isHeadset);
    // The same one again: it may be allowed only now.
    if (device !== undefined && isChosen(device, this.#choice)) this.#look();
    if (device === undefined) return undefined;
    const { vendorId, productId, productName } = device;
    return { kind: 'headset', vendorId, productId, name: productName };
  }

  /** Calls `listener` with what holds now and with each change; returns the way to stop that. */
  onStatus(listener: (status: HeadsetStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  /** This window has the headsets from now on. */
  start(): void {
    this.#isStarted = true;
    this.#look();
  }

  /** Brings the headset into line with a snapshot. */
  follow(state: PhoneState): void {
    this.#state = state;
    const dialled = state.calls.find(({ direction }) => direction === 'outbound');
    if (dialled !== undefined) this.#lastDialled = { destination: dialled.party.number, lineId: dialled.lineId };
    this.#lamps = wantedLamps(state, this.#lamps.offHook);
    this.#headset?.show(this.#lamps);
    const { headset } = state.settings;
    if (JSON.stringify(headset) === JSON.stringify(this.#choice)) return;
    this.#choice = headset;
    this.#look();
  }

  async close(): Promise<void> {
    this.#ending.abort();
    this.#choice = { kind: 'none' };
    this.#look();
    await this.#looking;
  }

  #look(): void {
    if (!this.#isStarted) return;
    this.#looking = this.#looking.then(() => this.#settle());
  }

  /** Lets go of what is not chosen, and opens what is. */
  async #settle(): Promise<void> {
    if (this.#headset?.device.opened === true && isChosen(this.#headset.device, this.#choice)) return;
    const unwanted = this.#headset;
    this.#headset = undefined;
    await unwanted?.close();
    const choice = this.#choice;
    if (choice.kind === 'none') return this.#setStatus('none');
    const devices = await (this.#parts.hid?.getDevices() ?? Promise.resolve([])).catch(() => []);
    const device = devices.find((candidate) => isChosen(candidate, choice) && isHeadset(candidate));
    if (device === undefined) return this.#setStatus('absent');
    await this.#open(device);
  }

  async #open(device: HidDevice): Promise<void> {
    const layout = layoutOf(device.collections);
    if (layout === undefined) return;
    try {
      this.#headset = await OpenHeadset.open({ device, layout, obey: (press) => this.#obey(press) });
    } catch {
      return this.#setStatus('refused');
    }
    this.#headset.show(this.#lamps);
    this.#setStatus('connected');
  }

  #lose(device: HidDevice): void {
    if (this.#headset?.device !== device) return this.#look();
    const lost = this.#headset;
    this.#headset = undefined;
    void lost.close();
    this.#setStatus('absent');
  }

  #obey(press: Press): Promise<boolean> | undefined {
    const action = this.#state && actionFor(press, this.#state, this.#lastDialled);
    if (action === undefined) return undefined;
    const place = action.kind === 'redial' ? 'dial' : action.callId;
    return this.#parts.run(place, () => this.#perform(action));
  }

  #perform(action: HeadsetAction): Promise<unknown> {
    const { phone } = this.#parts;
    switch (action.kind) {
      case 'hold':
        return phone.setHeld(action.callId, action.isHeld);
      case 'mute':
        return phone.setMuted(action.callId, action.isMuted);
      case 'redial':
        return phone.placeCall(action.request);
      default:
        return phone[action.kind](action.callId);
    }
  }

  #setStatus(status: HeadsetStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}

function isHeadset({ collections }: HidDevice): boolean {
  return layoutOf(collections) !== undefined;
}

function isChosen({ vendorId, productId }: HidDevice, choice: HeadsetChoice): boolean {
  return choice.kind === 'headset' && choice.vendorId === vendorId && choice.productId === productId;
}
