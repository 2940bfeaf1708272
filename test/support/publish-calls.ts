import type { DeskPhonesSettings } from '../../src-bridge/settings.ts';
import { followDeskPhones } from '../../src-main/dialog-package/follow-desk-phones.ts';
import { keepDeskPhoneCertificate } from '../../src-main/node/desk-phone-certificate.ts';
import { forkSipProcess } from '../../src-main/node/fork-sip-process.ts';
import { fingerprint, systemClock } from '../../src-main/node/system-clock.ts';
import type { HeadlessPhone } from './headless-phone.ts';
import { createMemorySecrets, MemoryLog } from './memory-ports.ts';

const host = '127.0.0.1';

/** Runs the SIP side of a phone in a process of its own. Returns the way to stop it. */
export function startSipSide({ phone }: HeadlessPhone): () => Promise<void> {
  return followDeskPhones(phone, {
    start: forkSipProcess(new URL('../../src-main/sip.ts', import.meta.url)),
    certificate: () => keepDeskPhoneCertificate(createMemorySecrets()),
    clock: systemClock,
    fingerprint,
    log: new MemoryLog(),
  });
}

/** Publishes the calls of a phone on a free port of this machine, to whoever is on this machine unless told otherwise. */
export async function publishCalls(
  desk: HeadlessPhone,
  settings: Partial<Pick<DeskPhonesSettings, 'users' | 'trustedAddresses'>>,
): Promise<{ readonly place: { readonly host: string; readonly port: number }; stop(): Promise<void> }> {
  const deskPhones = { isOn: true, address: host, port: 0, trustedAddresses: [host], ...settings };
  await desk.phone.changeSettings({ deskPhones });
  const stop = startSipSide(desk);
  const { deskPhones: state } = await desk.until(({ deskPhones: { kind } }) => kind === 'on');
  return { place: { host, port: state.kind === 'on' ? state.port : 0 }, stop };
}
