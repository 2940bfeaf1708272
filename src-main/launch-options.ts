import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { isKeyPin } from '../src-wire/key-pin.ts';
import { rootsOf } from '../src-protocol/discovery.ts';
import type { SettingsChange } from '../src-bridge/settings.ts';
import { LaunchError } from './launch-error.ts';
import type { PhoneStart } from './session/phone.ts';
import { readSipOptions } from './sip-options.ts';

/** How the phone is to be started, as the command line says. */
export interface LaunchOptions {
  readonly start: PhoneStart;
  /** 0 for any free port. */
  readonly port: number;
  readonly dataDirectory?: string;
  readonly deviceName?: string;
  /** PEM certificates trusted beside the public roots. */
  readonly extraCertificates: readonly string[];
  /** Keys of which each server of the provider must have one. */
  readonly pins?: readonly string[];
  /** Calls go over HTTP/3 where the provider offers it and Node carries them. */
  readonly wantsHttp3: boolean;
  /** How desk phones are to see the calls, where that was asked for. */
  readonly deskPhones?: NonNullable<SettingsChange['deskPhones']>;
  /** One ready line for scripts, and no browser. */
  readonly isForScripts: boolean;
}

export const launchHelp = `npm start -- [options]

  --browser               run in the browser even where Electron is there
  --demo                  start the built-in provider and sign in there at once
  --provider URL          sign in at this provider, with --token
  --token T               the access token; the environment variable BYWAY_TOKEN does the same
  --ca FILE               trust this certificate (PEM) as well
  --pin sha256/KEY        connect only to servers with this key; may be given twice
  --http3                 use HTTP/3 where the provider offers it
  --sip ADDRESS:PORT      let desk phones see the calls over SIP, at this address of this computer
  --sip-trust ADDRESS,…   trust subscriptions from these addresses and networks (192.168.1.0/24)
  --sip-users NUMBER=USER,…  the SIP users of lines besides their numbers
  --device-name NAME      how your other devices name this one
  --port N                listen on this port of 127.0.0.1 (default: any free one)
  --data-dir DIR          keep settings here
  --json                  open nothing, and print one line {"ready":true,"url":…}
  --help                  say this
`;

const valuesSchema = z.object({
  browser: z.boolean().default(false),
  demo: z.boolean().default(false),
  provider: z.string().optional(),
  token: z.string().min(1).max(512).optional(),
  ca: z.string().optional(),
  pin: z.array(z.string().refine(isKeyPin, 'give sha256/ and the SHA-256 of the public key in base64')).optional(),
  http3: z.boolean().default(false),
  sip: z.string().optional(),
  'sip-trust': z.string().optional(),
  'sip-users': z.string().optional(),
  'device-name': z.string().trim().min(1).max(64).optional(),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  'data-dir': z.string().min(1).optional(),
  json: z.boolean().default(false),
  help: z.boolean().default(false),
});
type Values = z.infer<typeof valuesSchema>;

/**
 * What `args` ask for, or `help`. Takes the token out of `environment`: programs that we start would inherit it. Throws a `LaunchError` with exit code 2 for what they do not fit together to, and
 * with 1 for a certificate that cannot be read.
 */
export async function readLaunchOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<LaunchOptions | 'help'> {
  const values = readValues(args);
  if (values.help) return 'help';
  const { 'data-dir': dataDirectory, 'device-name': deviceName } = values;
  const token = values.token ?? (environment['BYWAY_TOKEN'] || undefined);
  delete environment['BYWAY_TOKEN'];
  const deskPhones = readSipOptions(values);
  return {
    start: readStart(values, token),
    port: values.port,
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
    ...(deviceName === undefined ? {} : { deviceName }),
    extraCertificates: values.ca === undefined ? [] : [await readCertificate(values.ca)],
    ...(values.pin === undefined ? {} : { pins: values.pin }),
    wantsHttp3: values.http3,
    ...(deskPhones === undefined ? {} : { deskPhones }),
    isForScripts: values.json,
  };
}

function readValues(args: readonly string[]): Values {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        browser: flag,
        demo: flag,
        provider: text,
        token: text,
        ca: text,
        pin: { ...text, multiple: true },
        http3: flag,
        sip: text,
        'sip-trust': text,
        'sip-users': text,
        'device-name': text,
        port: text,
        'data-dir': text,
        json: flag,
        help: flag,
      },
    });
    return valuesSchema.parse(values);
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const reason = issue === undefined ? (cause as Error).message : `--${issue.path.join('.')}: ${issue.message}`;
    throw new LaunchError(`${reason}\nnpm start -- --help says what can be asked for.`, { exitCode: 2, cause });
  }
}

function readStart({ demo, provider }: Values, token: string | undefined): PhoneStart {
  if (demo && provider !== undefined) throw new LaunchError('Choose --demo or --provider, not both.', { exitCode: 2 });
  if (demo) return { kind: 'demo' };
  if (provider === undefined) return { kind: 'resume' };
  if (token === undefined)
    throw new LaunchError('--provider needs --token, or the variable BYWAY_TOKEN.', { exitCode: 2 });
  return { kind: 'token', authority: readProvider(provider), token };
}

/** The authority of `example.com`, `example.com:8443` or `https://example.com:8443/`. Throws a `LaunchError`. */
export function readProvider(provider: string): string {
  const authority = provider.replace(/^https:\/\//iu, '').replace(/\/$/u, '');
  try {
    rootsOf(authority);
    return authority;
  } catch (cause) {
    throw new LaunchError(
      `${provider} is no provider. Give its domain, such as example.com or https://example.com:8443.`,
      {
        exitCode: 2,
        cause,
      },
    );
  }
}

/** The certificate in a file, PEM. Throws a `LaunchError`. */
export async function readCertificate(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LaunchError(`The certificate ${path} cannot be read. Check the path after --ca.`, { cause });
  });
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  throw new LaunchError(`${path} is no certificate in PEM. Give the file that the provider printed.`);
}

/** What the file system says of a directory that cannot be used. */
const badDirectory = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'ENOENT',
  'EISDIR',
  'ENOSPC',
  'ENAMETOOLONG',
  'ELOOP',
]);

/** What failed at the start, as a sentence for the person where it is theirs to mend; otherwise the error itself. */
export function explainStart(cause: unknown, { port, directory }: { port: number; directory: string }): unknown {
  const { code, syscall } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  if (syscall === 'listen' && code === 'EADDRINUSE') {
    return new LaunchError(`Port ${port} is in use. Choose another with --port, or none for a free one.`, { cause });
  }
  if (syscall === 'listen' && code === 'EACCES') {
    return new LaunchError(`Port ${port} is kept for the system. Choose one above 1023 with --port.`, { cause });
  }
  if (code !== undefined && badDirectory.has(code)) {
    return new LaunchError(`${directory} cannot be written. Choose another directory with --data-dir.`, { cause });
  }
  return cause;
}
