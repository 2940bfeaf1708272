import type { Device, DeviceBadge } from '../../src-bridge/phone-state.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { pictureUrl } from '../../src-bridge/device-pictures.ts';
import type { Settings } from '../../src-bridge/settings.ts';
import { badgeOf, deviceList, handlerOf } from './device-list.ts';
import type { Line } from './line.ts';
import type { Fingerprint } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';

export interface AccountDevicesOptions {
  readonly client: ProviderClient;
  readonly fingerprint: Fingerprint;
  readonly settings: () => Settings;
  /** This device; undefined for a program that is no device. */
  readonly device: { readonly id: string } | undefined;
  readonly lines: () => readonly Line[];
}

/** The devices of the account, on all its lines: named by ids that a window may know, not by their handlers. */
export class AccountDevices {
  readonly #options: AccountDevicesOptions;

  constructor(options: AccountDevicesOptions) {
    this.#options = options;
  }

  /** This device first, then the others by name. */
  get list(): readonly Device[] {
    const { lines, fingerprint } = this.#options;
    const handlers = lines().map((line) => ({ lineId: line.id, handlers: line.devices.active }));
    return deviceList(handlers, this.#own, fingerprint);
  }

  /** What is shown of a handler of a line; one that is not known yet is asked for, and has an empty name meanwhile. */
  badgeOf(line: Line, handler: string): DeviceBadge {
    if (handler === '') return { id: '', name: '' };
    if (handler === line.ownHandler) return this.#own;
    const { fingerprint } = this.#options;
    const known = line.devices.find(handler);
    return known === undefined ? { id: fingerprint(handler), name: '' } : badgeOf(known, fingerprint);
  }

  /** The handler of a device on a line. Throws a `PhoneError` `device-unavailable`, and has the list brought up to date. */
  handlerOf(deviceId: string, line: Line): string {
    try {
      return handlerOf(deviceId, line.devices.active, this.#options.fingerprint);
    } catch (error) {
      void line.devices.refresh();
      throw error;
    }
  }

  /** Takes another device off all lines. Rejects with a `PhoneError`. */
  async remove(deviceId: string, signal: AbortSignal): Promise<void> {
    const { client, fingerprint, lines } = this.#options;
    if (deviceId === this.#own.id) throw new PhoneError('not-now');
    const handlers = lines()
      .flatMap((line) => line.devices.active)
      .filter((handler) => fingerprint(handler['device-id']) === deviceId);
    if (handlers.length === 0) throw new PhoneError('device-unavailable');
    const remove = ({ uri }: { uri: string }): Promise<void> =>
      client.command({ method: 'DELETE', uri, missing: 'device-unavailable', signal });
    await Promise.all(handlers.map(remove));
  }

  get #own(): DeviceBadge {
    const { settings, device, fingerprint } = this.#options;
    const { deviceName, devicePicture } = settings();
    return { id: fingerprint(device?.id ?? ''), name: deviceName, picture: pictureUrl(devicePicture) };
  }
}
