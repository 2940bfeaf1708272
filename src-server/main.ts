import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { checkJson } from '../src-protocol/check.ts';
import { ProtocolError } from '../src-protocol/protocol-error.ts';
import type { Certificate } from './certificate.ts';
import { configSchema, type ProviderConfig } from './config.ts';
import { Http3Missing } from './http3-listener.ts';
import { processCookie } from './processes/call-cookie.ts';
import { startProvider } from './start-provider.ts';

const help = `npm run server -- --port N --data-dir DIR --config FILE [--json]

Runs the reference RIPP provider on this machine.

  --port N          the port to listen on; 0 takes a free one (default 8443)
  --data-dir DIR    where devices and the certificate are kept (default ./provider-data)
  --config FILE     {"accounts":[{"user","name","numbers":["+14085550110"],"token","devices":["Kitchen phone"]}],
                    "services":true}; devices, which the provider itself plays, may be absent
  --cert, --key     a certificate and its key, PEM, in place of the self-signed one
  --origin URL      the address of all URIs, where a load balancer stands before this process (default its own)
  --state URL       redis://host:port/db: devices and calls are kept there, and several processes with the same
                    --origin, --config, --cert and --key are one provider (default a file in --data-dir, without calls)
  --process NAME    names this process in the cookie ${processCookie}, which says who keeps a call (default random)
  --http3           serve HTTP/3 as well, at the UDP port of the same number
  --json            print one ready line for scripts, and nothing else
`;

/** What the system says of a directory that cannot be made or written. */
const directoryFaults: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'ENOENT',
  'ENOSPC',
]);

/** A reason to stop that is the person's to mend: told as one sentence, without a stack. */
class UsageError extends Error {}

const optionsSchema = z.object({
  port: z
    .string()
    .regex(/^\d{1,5}$/u, '--port is a number from 0 to 65535.')
    .transform(Number)
    .refine((port) => port <= 65_535, '--port is a number from 0 to 65535.')
    .default(8443),
  'data-dir': z.string().min(1, '--data-dir names a directory.').default('provider-data'),
  config: z.string('Say with --config FILE which accounts there are.').min(1, '--config names a file.'),
  cert: z.string().optional(),
  key: z.string().optional(),
  origin: z
    .url({ protocol: /^https$/u, error: '--origin is an address such as https://provider.example:8443.' })
    .transform((text) => new URL(text).origin)
    .optional(),
  state: z.url({ protocol: /^rediss?$/u, error: '--state is an address such as redis://localhost:6379/0.' }).optional(),
  process: z
    .string()
    .regex(/^[\w.-]{1,64}$/u, '--process is letters, digits, dots, dashes and underscores.')
    .default(() => randomBytes(6).toString('hex')),
  http3: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof optionsSchema>;

async function main(): Promise<void> {
  const options = readOptions();
  if (options === 'help') return void process.stdout.write(help);
  const config = await readConfig(options.config);
  const certificate = await readCertificate(options);
  const provider = await startProvider({
    port: options.port,
    dataDirectory: resolve(options['data-dir']),
    http3: options.http3,
    ...config,
    ...(certificate === undefined ? {} : { certificate }),
    ...(options.origin === undefined ? {} : { origin: options.origin }),
    ...(options.state === undefined ? {} : { shared: { url: options.state, process: options.process } }),
    log: options.json ? undefined : { info: logLine, warn: logLine },
  }).catch((error: unknown) => {
    throw explain(error, options);
  });
  const { url, caPath: ca } = provider;
  if (options.json) console.log(JSON.stringify({ ready: true, url, ca }));
  else console.log(`The provider is ready at ${url}\nPhones trust it with --ca ${ca}\nCtrl-C stops it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void provider.stop());
}

function readOptions(): Options | 'help' {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        config: { type: 'string' },
        cert: { type: 'string' },
        key: { type: 'string' },
        origin: { type: 'string' },
        state: { type: 'string' },
        process: { type: 'string' },
        http3: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return values.help === true ? 'help' : optionsSchema.parse(values);
  } catch (cause) {
    const message =
      cause instanceof z.ZodError
        ? cause.issues.map(({ message: fault }) => fault).join(' ')
        : (cause as Error).message;
    throw new UsageError(`${message}\nSee npm run server -- --help`, { cause });
  }
}

async function readConfig(path: string): Promise<ProviderConfig> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`The configuration ${path} cannot be read. Check the path after --config.`, { cause });
  });
  try {
    return checkJson(configSchema, bytes);
  } catch (cause) {
    const where = cause instanceof ProtocolError ? cause.message : String(cause);
    throw new UsageError(`The configuration ${path} is not right: ${where}.`, { cause });
  }
}

async function readCertificate({ cert, key }: Options): Promise<Certificate | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new UsageError('Give --cert and --key together.');
  try {
    const given = { certificate: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8'), path: resolve(cert) };
    createSecureContext({ cert: given.certificate, key: given.key });
    return given;
  } catch (cause) {
    throw new UsageError(`The certificate or its key cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function explain(error: unknown, { port, state, 'data-dir': directory }: Options): unknown {
  if (error instanceof Http3Missing) {
    const advice = 'Install it with npm install @currentspace/http3, or leave --http3 away.';
    return new UsageError(`${error.message}. ${advice}`, { cause: error });
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'STATE_UNREACHABLE') {
    const where = new URL(state ?? '').host;
    return new UsageError(`Redis does not answer at ${where}. Start it, or correct --state.`, { cause: error });
  }
  if (code === 'EADDRINUSE')
    return new UsageError(`Port ${port} is in use. Choose another with --port, or 0 for a free one.`, { cause: error });
  if (code === 'EACCES' && port < 1024)
    return new UsageError(`Port ${port} needs more rights. Choose one above 1023 with --port.`, { cause: error });
  if (code === 'ERR_SQLITE_ERROR' && error instanceof Error) {
    const reason = `provider.sqlite in ${directory} cannot be used: ${error.message}.`;
    return new UsageError(`${reason} Move it away or choose another directory with --data-dir.`, { cause: error });
  }
  if (typeof code === 'string' && directoryFaults.has(code)) {
    return new UsageError(`${directory} cannot be written. Choose another directory with --data-dir.`, {
      cause: error,
    });
  }
  return error;
}

function logLine(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const details = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
  console.log([new Date().toISOString(), message, ...details].join(' '));
}

await main().catch((error: unknown) => {
  console.error(error instanceof UsageError ? error.message : `The provider could not start: ${String(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
