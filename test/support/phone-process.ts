import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderProcess, TestAccount } from './provider-process.ts';
import { startReadyProcess, type ReadyProcess } from './ready-process.ts';

/** The browser host as a process of its own, as `npm start -- --json` starts it. */
export interface PhoneProcess {
  /** Where the phone opens, with its one-time secret. */
  readonly url: string;
  /** Where desk phones can watch, where they can. */
  readonly sip: { readonly address: string; readonly port: number } | undefined;
  readonly process: ReadyProcess['process'];
  stop(): Promise<void>;
}

/** Starts a phone with a data directory of its own and no keychain; `args` are those of `npm start`. */
export async function startPhoneProcess(args: readonly string[], token?: string): Promise<PhoneProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-phone-'));
  const environment = {
    HOME: directory,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    ...(token === undefined ? {} : { BYWAY_TOKEN: token }),
  };
  const phone = await startReadyProcess(
    'src-main/browser.ts',
    ['--json', '--data-dir', join(directory, 'data'), ...args],
    environment,
  );
  return {
    url: String(phone.ready['url']),
    sip: phone.ready['sip'] as PhoneProcess['sip'],
    process: phone.process,
    async stop() {
      await phone.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A phone of `account`, signed in at `provider`. */
export function startPhoneOf(
  account: TestAccount,
  provider: ProviderProcess,
  deviceName: string,
  extra: readonly string[] = [],
): Promise<PhoneProcess> {
  const args = ['--provider', provider.url, '--ca', provider.ca, '--device-name', deviceName, ...extra];
  return startPhoneProcess(args, account.token);
}
