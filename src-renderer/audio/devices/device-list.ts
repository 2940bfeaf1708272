import type { DeviceChoice } from '../../../src-bridge/settings.ts';
import type { Stop } from '../audio-desk.ts';
import type { PresentDevices } from './device-choice.ts';

const none: PresentDevices = { devices: [], defaultLabel: '' };

/** Entries with which Chromium lists what the system prefers; they are no devices of their own. */
const pseudoIds = ['default', 'communications'];

/** Chromium on PulseAudio sees that a device came or went only when it is asked for the list, so it is asked this often. */
const askAgainMs = 500;

/** The sound devices of this machine. */
export class DeviceList {
  readonly #media: MediaDevices;
  readonly #listeners = new Set<() => void>();
  readonly #onChange = (): void => void this.refresh();
  readonly #watchers = new Set<symbol>();
  #asking: ReturnType<typeof setInterval> | undefined;
  microphones: PresentDevices = none;
  speakers: PresentDevices = none;

  constructor(media: MediaDevices) {
    this.#media = media;
    media.addEventListener('devicechange', this.#onChange);
  }

  /** Lists the devices again, and calls every listener when that changed something. */
  async refresh(): Promise<void> {
    const infos = await this.#media.enumerateDevices().catch(() => []);
    const [microphones, speakers] = [devicesOf('audioinput', infos), devicesOf('audiooutput', infos)];
    const isNews = JSON.stringify([microphones, speakers]) !== JSON.stringify([this.microphones, this.speakers]);
    this.microphones = microphones;
    this.speakers = speakers;
    if (isNews) for (const listener of this.#listeners) listener();
  }

  /** Notices within a second that a device came or went, until stopped; without it only what the browser tells. */
  watch(): Stop {
    const watcher = Symbol();
    this.#watchers.add(watcher);
    this.#asking ??= setInterval(this.#onChange, askAgainMs);
    return () => {
      if (this.#watchers.delete(watcher) && this.#watchers.size === 0) this.#stopAsking();
    };
  }

  onChange(listener: () => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#watchers.clear();
    this.#stopAsking();
    this.#media.removeEventListener('devicechange', this.#onChange);
    this.#listeners.clear();
  }

  #stopAsking(): void {
    clearInterval(this.#asking);
    this.#asking = undefined;
  }
}

/** The devices as a person chooses among them. */
export function choicesOf({ devices }: PresentDevices): readonly DeviceChoice[] {
  return devices.map(({ id, label }) => ({ kind: 'device', id, label }));
}

/** The devices of `kind` among `infos`. */
export function devicesOf(kind: MediaDeviceKind, infos: readonly MediaDeviceInfo[]): PresentDevices {
  const ofKind = infos.filter((info) => info.kind === kind);
  const real = ofKind.filter(({ deviceId }) => !pseudoIds.includes(deviceId));
  const preferred = ofKind.find(({ deviceId }) => deviceId === 'default');
  return {
    devices: real.map(({ deviceId, label }) => ({ id: deviceId, label })),
    defaultLabel: defaultLabel(preferred, real),
  };
}

/** The name of the device behind the system default: that which shares its group, or the only one there is. */
function defaultLabel(preferred: MediaDeviceInfo | undefined, real: readonly MediaDeviceInfo[]): string {
  const behind = real.find(({ groupId }) => groupId !== '' && groupId === preferred?.groupId);
  const only = real.length === 1 ? real[0] : undefined;
  return (behind ?? only ?? preferred ?? real[0])?.label ?? '';
}
