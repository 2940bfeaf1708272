import type { DeviceChoice } from '../../../src-bridge/settings.ts';
import type { Stop } from '../audio-desk.ts';
import type { PresentDevices } from './device-choice.ts';

const none: PresentDevices = { devices: [], defaultLabel: '' };

/** Entries with which Chromium lists what the system prefers; they are no devices of their own. */
const pseudoIds = ['default', 'communications'];

/** The sound devices of this machine, kept up to date while somebody listens. */
export class DeviceList {
  readonly #media: MediaDevices;
  readonly #listeners = new Set<() => void>();
  readonly #onChange = (): void => void this.refresh();
  microphones: PresentDevices = none;
  speakers: PresentDevices = none;

  constructor(media: MediaDevices) {
    this.#media = media;
    media.addEventListener('devicechange', this.#onChange);
  }

  /** Lists the devices again, and calls every listener when that is done. */
  async refresh(): Promise<void> {
    const infos = await this.#media.enumerateDevices().catch(() => []);
    this.microphones = devicesOf('audioinput', infos);
    this.speakers = devicesOf('audiooutput', infos);
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#media.removeEventListener('devicechange', this.#onChange);
    this.#listeners.clear();
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

/** The default by the name of the device behind it, which shares its group; the first device where nothing says. */
function defaultLabel(preferred: MediaDeviceInfo | undefined, real: readonly MediaDeviceInfo[]): string {
  const behind = real.find(({ groupId }) => groupId !== '' && groupId === preferred?.groupId);
  return behind?.label ?? preferred?.label ?? real[0]?.label ?? '';
}
