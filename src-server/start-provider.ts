import { randomBytes } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keepCertificate, type Certificate } from './certificate.ts';
import type { AccountConfig } from './config.ts';
import { listen } from './listener.ts';
import { createProvider, type Provider } from './provider.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { silentLog, type Clock, type ProviderLog } from './world.ts';

export interface StartOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  readonly dataDirectory: string;
  readonly accounts: readonly AccountConfig[];
  readonly services: boolean;
  /** In place of the self-signed one that is made and kept in the data directory. */
  readonly certificate?: Certificate;
  readonly log?: ProviderLog;
}

export interface RunningProvider {
  /** The origin, such as `https://localhost:8443`. */
  readonly url: string;
  /** The certificate to trust, PEM. */
  readonly ca: string;
  /** The file that holds it. */
  readonly caPath: string;
  /** Stopping twice is harmless. */
  stop(): Promise<void>;
}

/** Starts a provider on a socket of this machine. Rejects when the directory or the port cannot be had. */
export async function startProvider(options: StartOptions): Promise<RunningProvider> {
  const { dataDirectory, log = silentLog } = options;
  await makeDirectory(dataDirectory);
  const certificate = options.certificate ?? (await keepCertificate(dataDirectory));
  const store = openSqliteStore(join(dataDirectory, 'provider.sqlite'));
  let provider: Provider | undefined;
  try {
    const listener = await listen({
      ...certificate,
      host: options.host ?? 'localhost',
      port: options.port,
      fetch: (request) => provider?.fetch(request) ?? Promise.reject(new Error('not ready')),
      clock: systemClock,
      log,
    });
    const url = `https://localhost:${listener.port}`;
    provider = createProvider({
      origin: url,
      clock: systemClock,
      random: { token: () => randomBytes(18).toString('base64url') },
      store,
      accounts: options.accounts,
      services: options.services,
      log,
    });
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      provider?.close();
      await listener.stop();
      store.close();
    };
    return {
      url,
      ca: certificate.certificate,
      caPath: certificate.path,
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Makes a directory and those above it. A recursive `mkdir` never comes back from `/proc`, where none can be made. */
async function makeDirectory(path: string): Promise<void> {
  const make = (): Promise<void> => mkdir(path, { mode: 0o700 });
  await make().catch(async (error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT') throw error;
    await makeDirectory(dirname(path));
    await make();
  });
}

const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
