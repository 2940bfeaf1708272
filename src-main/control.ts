import { PhoneError } from '../src-bridge/phone-error.ts';
import { settingsSchema } from '../src-bridge/settings.ts';
import type { PhoneState } from '../src-bridge/phone-state.ts';
import { controlHelp, readControlOptions, type ControlOptions } from './control/control-options.ts';
import { control } from './control/control-commands.ts';
import { ControlError } from './control/control-error.ts';
import { controlErrorOf } from './control/control-words.ts';
import { LaunchError } from './launch-error.ts';
import { createForgetfulSecrets } from './node/keychain.ts';
import { createHttp2Exchange } from './node/http2-exchange.ts';
import { createPassportSigner } from './node/passport-signer.ts';
import { fingerprint, systemClock, systemRandom } from './node/system-clock.ts';
import { createPhone, type RunningPhone } from './session/phone.ts';
import type { Wire } from './session/ports.ts';

/** How long a command may take until its effect is seen, ms: a device has 10 s to connect. */
const patienceMs = 20_000;

/** Calls of an account, seen and controlled from a terminal or a script; no device of its own, and no sound. */
async function main(): Promise<void> {
  const options = await readControlOptions(process.argv.slice(2), process.env);
  if (options === 'help') return void process.stdout.write(controlHelp);
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
  const wire = createHttp2Exchange({ trust: { certificates: options.extraCertificates, isExclusive: false } });
  const phone = await openPhone(options, wire);
  const limit = setTimeout(() => stopped.abort(), patienceMs);
  if (options.command.kind === 'watch') clearTimeout(limit);
  try {
    await signedIn(phone);
    await phone.catchUp();
    await control(options.command, {
      phone,
      isJson: options.isJson,
      print: (line) => console.log(line),
      stopped: stopped.signal,
    });
  } finally {
    clearTimeout(limit);
    await phone.close();
    wire.close();
  }
}

async function openPhone({ authority, token }: ControlOptions, wire: Wire): Promise<RunningPhone> {
  const secrets = createForgetfulSecrets();
  const settings = settingsSchema.parse({ deviceName: 'byway-ctl' });
  return createPhone(
    {
      wire,
      clock: systemClock,
      random: systemRandom,
      fingerprint,
      secrets,
      settings: { load: async () => ({ settings, wasReset: false }), save: async () => undefined },
      contacts: { load: async () => [], save: async () => undefined, remove: async () => undefined },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      signer: await createPassportSigner(secrets),
      builtInProvider: { start: () => Promise.reject(new PhoneError('demo-failed')) },
      signInPage: { requestToken: () => Promise.reject(new PhoneError('sign-in-refused')) },
      device: undefined,
    },
    { kind: 'token', authority, token },
  );
}

/** Resolves once the account's lines are known and followed. Rejects with the `PhoneError` that the state shows. */
function signedIn(phone: RunningPhone): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = phone.subscribe(({ account, connection }: PhoneState) => {
      const problem = account.kind === 'signed-out' ? account.problem : undefined;
      if (problem !== undefined) reject(controlErrorOf(problem));
      else if (account.kind !== 'signed-in' || connection.kind !== 'online') return;
      else resolve();
      queueMicrotask(() => stop());
    });
  });
}

function fail(error: unknown): void {
  const known =
    error instanceof ControlError || error instanceof LaunchError
      ? error
      : error instanceof PhoneError && error.code !== 'internal'
        ? controlErrorOf(error.toFailure(), error)
        : undefined;
  console.error(known?.message ?? `byway-ctl has a defect; please report it with this: ${String(error)}`);
  process.exitCode = known?.exitCode ?? 1;
}

await main().catch(fail);
