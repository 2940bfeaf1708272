import { readFile } from 'node:fs/promises';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { createHttp2Exchange } from '../../src-main/node/http2-exchange.ts';
import { createPassportSigner } from '../../src-main/node/passport-signer.ts';
import { fingerprint, systemClock, systemRandom } from '../../src-main/node/system-clock.ts';
import { createPhone, type RunningPhone } from '../../src-main/session/phone.ts';
import type { Wire } from '../../src-main/session/ports.ts';
import type { Trust } from '../../src-wire/http2-connection.ts';
import { createMemoryContacts, createMemorySecrets, createMemorySettings, MemoryLog } from './memory-ports.ts';
import type { ProviderProcess, TestAccount } from './provider-process.ts';

/** A phone without a window in this process, on a real connection of its own. */
export interface HeadlessPhone {
  readonly phone: RunningPhone;
  /** Resolves with the first state that is as `holds` says, the present one included. */
  until(holds: (state: PhoneState) => boolean): Promise<PhoneState>;
  stop(): Promise<void>;
}

/** Opens the wire of a phone that trusts `trust`. */
export type OpenWire = (trust: Trust) => Wire & { close(): void };

/** The wire whose connections go to another port of this machine. */
export function byWayOf(port: number): OpenWire {
  return (trust) => createHttp2Exchange({ trust, connectTo: () => ({ host: '127.0.0.1', port }) });
}

const straight: OpenWire = (trust) => createHttp2Exchange({ trust });

/** Opens a phone of `account` as the device `name`, over a wire of `openWire`; resolves when it is online. */
export async function openHeadlessPhone(
  account: TestAccount,
  provider: Pick<ProviderProcess, 'url' | 'ca'>,
  name: string,
  openWire = straight,
): Promise<HeadlessPhone> {
  const certificate = await readFile(provider.ca, 'utf8');
  const wire = openWire({ certificates: [certificate], isExclusive: true });
  const secrets = createMemorySecrets();
  const phone = await createPhone(
    {
      wire,
      clock: systemClock,
      random: systemRandom,
      fingerprint,
      secrets,
      settings: createMemorySettings({ deviceName: name }),
      contacts: createMemoryContacts(),
      log: new MemoryLog(),
      signer: await createPassportSigner(secrets),
      builtInProvider: { start: () => Promise.reject(new PhoneError('demo-failed')) },
      signInPage: { requestToken: () => Promise.reject(new PhoneError('sign-in-refused')) },
      device: { id: name, vendor: 'Byway' },
    },
    { kind: 'token', authority: new URL(provider.url).host, token: account.token },
  );
  const until = (holds: (state: PhoneState) => boolean): Promise<PhoneState> =>
    new Promise((resolve) => {
      let isDone = false;
      let stop = (): void => undefined;
      stop = phone.subscribe((state) => {
        if (isDone || !holds(state)) return;
        isDone = true;
        queueMicrotask(() => stop());
        resolve(state);
      });
    });
  await until(({ connection }) => connection.kind === 'online');
  return {
    phone,
    until,
    async stop() {
      await phone.close();
      wire.close();
    },
  };
}
