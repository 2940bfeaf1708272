import type { DeskPhonesSettings } from '../../src-bridge/settings.ts';
import { followDeskPhones } from '../../src-main/dialog-package/follow-desk-phones.ts';
import type { HostPort } from '../../src-main/dialog-package/sip/host-port.ts';
import { forkSipProcess } from '../../src-main/node/fork-sip-process.ts';
import { fingerprint, systemClock } from '../../src-main/node/system-clock.ts';
import type { HeadlessPhone } from '../../test/support/headless-phone.ts';
import { MemoryLog } from '../../test/support/memory-ports.ts';

const address = '127.0.0.1';

/** Publishes the calls of a phone on a free port of this machine, to whoever is on this machine. */
export async function publishCalls(
  desk: HeadlessPhone,
  users: DeskPhonesSettings['users'],
): Promise<{ readonly place: HostPort; stop(): Promise<void> }> {
  const { phone } = desk;
  await phone.changeSettings({ deskPhones: { isOn: true, address, port: 0, users, trustedAddresses: [address] } });
  const stop = followDeskPhones(phone, {
    start: forkSipProcess(new URL('../../src-main/sip.ts', import.meta.url)),
    certificate: () => Promise.reject(new Error('TLS is off')),
    clock: systemClock,
    fingerprint,
    log: new MemoryLog(),
  });
  const { deskPhones } = await desk.until((state) => state.deskPhones.kind === 'on');
  return { place: { host: address, port: deskPhones.kind === 'on' ? deskPhones.port : 0 }, stop };
}
