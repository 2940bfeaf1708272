import type { Handler } from '../../src-protocol/handler.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Device, DeviceBadge } from '../../src-bridge/phone-state.ts';
import type { Fingerprint } from './ports.ts';

/** A line and the handlers on it. */
export interface DevicesOfLine {
  readonly lineId: string;
  readonly handlers: readonly Handler[];
}

/** Pictures that a window may draw without asking the network. */
const drawable = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/u;

/** What is shown of a handler. A device has the same id on every line, from run to run. */
export function badgeOf(handler: Handler, fingerprint: Fingerprint): DeviceBadge {
  const { nickname, img } = handler;
  const id = fingerprint(handler['device-id']);
  return { id, name: nickname, ...(img !== undefined && drawable.test(img) ? { picture: img } : {}) };
}

/** The devices of an account: handlers of the same device on several lines are one. `own` is this device's badge. */
export function deviceList(lines: readonly DevicesOfLine[], own: DeviceBadge, fingerprint: Fingerprint): Device[] {
  const devices = new Map<string, Device>();
  for (const { lineId, handlers } of lines) {
    for (const handler of handlers) {
      const badge = badgeOf(handler, fingerprint);
      const isThis = badge.id === own.id;
      const earlier = devices.get(badge.id);
      const vendor = handler.vendor ?? earlier?.vendor;
      devices.set(badge.id, {
        ...badge,
        ...(isThis ? own : {}),
        ...(vendor === undefined ? {} : { vendor }),
        isThis,
        lineIds: [...(earlier?.lineIds ?? []), lineId],
      });
    }
  }
  return [...devices.values()].sort(
    (a, b) => Number(b.isThis) - Number(a.isThis) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id),
  );
}

/** The handler of a device among those of a line. Throws a `PhoneError` `device-unavailable` where it has none. */
export function handlerOf(deviceId: string, handlers: readonly Handler[], fingerprint: Fingerprint): string {
  const handler = handlers.find((candidate) => fingerprint(candidate['device-id']) === deviceId);
  if (handler === undefined) throw new PhoneError('device-unavailable');
  return handler.uri;
}
