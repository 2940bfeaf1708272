import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keepCertificate, type Certificate } from './certificate.ts';
import type { AccountConfig } from './config.ts';
import { listen } from './listener.ts';
import { SharedProvider } from './processes/shared-provider.ts';
import { createProvider, type Provider } from './provider.ts';
import type { ProviderProcess, ProviderStore } from './store/provider-store.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { silentLog, type Clock, type ProviderLog } from './world.ts';

export interface StartOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  readonly dataDirectory: string;
  readonly accounts: readonly AccountConfig[];
  readonly services: boolean;
  /** True to serve HTTP/3 as well. */
  readonly http3?: boolean;
  /** In place of the self-signed one that is made and kept in the data directory. */
  readonly certificate?: Certificate;
  readonly log?: ProviderLog;
  /** The origin from which every URI is minted; the address of this process when absent. */
  readonly origin?: string;
  /** State that several processes share; a data base in the data directory when absent. */
  readonly shared?: {
    /** `redis://host:port/db`. */
    readonly url: string;
    /** The name of this process, for a load balancer. */
    readonly process: string;
  };
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

/** How a process answers, and how it stops. */
interface Serving {
  readonly fetch: Provider['fetch'];
  /** Ends the calls, or leaves them to another process. */
  readonly leave: (stopListening: () => void) => Promise<void>;
  readonly close: () => void;
}

/** Starts a provider on a socket of this machine. Rejects when the directory, the port or the state cannot be had. */
export async function startProvider(options: StartOptions): Promise<RunningProvider> {
  const { dataDirectory, log = silentLog } = options;
  await makeDirectory(dataDirectory);
  const certificate = options.certificate ?? (await keepCertificate(dataDirectory));
  const store = await openStore(options);
  let serving: Serving | undefined;
  try {
    const listener = await listen({
      ...certificate,
      host: options.host ?? 'localhost',
      port: options.port,
      http3: options.http3 === true,
      fetch: (request) => serving?.fetch(request) ?? Promise.reject(new Error('not ready')),
      clock: systemClock,
      log,
    });
    const url = `https://localhost:${listener.port}`;
    const makeProvider = (): Provider =>
      createProvider({
        origin: options.origin ?? url,
        clock: systemClock,
        random: { token: () => randomBytes(18).toString('base64url') },
        store,
        accounts: options.accounts,
        services: options.services,
        log,
      });
    serving =
      options.shared === undefined
        ? serveAlone(makeProvider())
        : await serveWithOthers(makeProvider, {
            self: { name: options.shared.process, url },
            store,
            certificate: certificate.certificate,
            log,
          });
    const { leave, close } = serving;
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await leave(() => listener.drain());
      await listener.stop();
      close();
      store.close();
    };
    return {
      url: options.origin ?? url,
      ca: certificate.certificate,
      caPath: certificate.path,
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** The client of Redis is loaded where it is wanted: a phone that is its own provider starts without it. */
async function openStore({ shared, dataDirectory, log = silentLog }: StartOptions): Promise<ProviderStore> {
  if (shared === undefined) return openSqliteStore(join(dataDirectory, 'provider.sqlite'));
  const { openRedisStore } = await import('./store/redis-store.ts');
  return openRedisStore(shared.url, { clock: systemClock, log });
}

function serveAlone(provider: Provider): Serving {
  return {
    fetch: (request) => provider.fetch(request),
    leave: () => Promise.resolve(provider.close()),
    close: () => undefined,
  };
}

async function serveWithOthers(
  makeProvider: () => Provider,
  given: { self: ProviderProcess; store: ProviderStore; certificate: string; log: ProviderLog },
): Promise<Serving> {
  const certificates = [new X509Certificate(given.certificate).toString()];
  const trust = { certificates, isExclusive: true, isPinned: true };
  const shared = new SharedProvider({ ...given, clock: systemClock, trust, createProvider: makeProvider });
  await shared.start();
  return {
    fetch: (request) => shared.fetch(request),
    leave: (stopListening) => shared.leave(stopListening),
    close: () => shared.close(),
  };
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
