import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SettingsChange } from '../src-bridge/settings.ts';
import { startProvider } from '../src-server/start-provider.ts';
import { followDeskPhones } from './dialog-package/follow-desk-phones.ts';
import type { StartSipProcess } from './dialog-package/sip-process.ts';
import { createBuiltInProvider } from './node/built-in-provider.ts';
import { openContactsFile } from './node/contacts-file.ts';
import { DirectoryInUse, keepDeviceId, takeDataDirectory } from './node/data-directory.ts';
import { keepDeskPhoneCertificate } from './node/desk-phone-certificate.ts';
import { openSecretStore } from './node/keychain.ts';
import { openLogFile } from './node/log-file.ts';
import { createPassportSigner } from './node/passport-signer.ts';
import { openSettingsFile } from './node/settings-file.ts';
import { createSignInPage } from './node/sign-in-page.ts';
import { fingerprint, systemClock, systemRandom } from './node/system-clock.ts';
import { LaunchError } from './launch-error.ts';
import { createPhone, type PhoneStart, type RunningPhone } from './session/phone.ts';
import type { Log, Wire } from './session/ports.ts';

export interface AssembleOptions {
  readonly directory: string;
  readonly start: PhoneStart;
  readonly deviceName?: string;
  readonly wire: Wire;
  /** Shows an address in the person's browser; resolves false where it cannot. */
  readonly openPage: (url: string) => Promise<boolean>;
  /** Starts the process in which the SIP side runs. */
  readonly startSip: StartSipProcess;
  /** How desk phones are to see the calls from now on. */
  readonly deskPhones?: NonNullable<SettingsChange['deskPhones']>;
}

export interface AssembledPhone {
  readonly phone: RunningPhone;
  readonly log: Log;
  /** Ends the phone and everything it started. */
  readonly stop: () => Promise<void>;
}

/** The phone with the ports that Node gives it, in a data directory that no other phone uses meanwhile. */
export async function assemblePhone(options: AssembleOptions): Promise<AssembledPhone> {
  const { directory } = options;
  const release = await takeDataDirectory(directory).catch((error: unknown) => {
    if (!(error instanceof DirectoryInUse)) throw error;
    throw new LaunchError(
      `Byway already runs with ${directory}. Go to its window, or choose another directory with --data-dir.`,
      { cause: error },
    );
  });
  const log = openLogFile(join(directory, 'log.jsonl'));
  const deviceId = await keepDeviceId(directory);
  const secrets = await openSecretStore(deviceId);
  const contacts = openContactsFile(join(directory, 'contacts.sqlite'));
  if (contacts.wasReset) log.error('the contacts could not be read and were put aside');
  const builtInProvider = createBuiltInProvider(startProvider, join(directory, 'built-in-provider'));
  const phone = await createPhone(
    {
      wire: options.wire,
      clock: systemClock,
      random: systemRandom,
      fingerprint,
      secrets,
      settings: openSettingsFile(join(directory, 'settings.json'), {
        default: hostname().slice(0, 64) || 'Computer',
        ...(options.deviceName === undefined ? {} : { wanted: options.deviceName }),
      }),
      contacts,
      log,
      signer: await createPassportSigner(secrets),
      builtInProvider,
      signInPage: createSignInPage({ open: options.openPage, clock: systemClock }),
      device: { id: deviceId, vendor: 'Byway' },
    },
    options.start,
  );
  const { deskPhones } = options;
  if (deskPhones !== undefined) await phone.changeSettings({ deskPhones }).catch(() => undefined);
  const stopDeskPhones = followDeskPhones(phone, {
    start: options.startSip,
    certificate: () => keepDeskPhoneCertificate(secrets),
    clock: systemClock,
    fingerprint,
    log,
  });
  return {
    phone,
    log,
    async stop() {
      // A desk phone that does not answer is waited for, and no call with it.
      await Promise.all([stopDeskPhones(), phone.close()]);
      await builtInProvider.stop();
      contacts.close();
      await release();
    },
  };
}
