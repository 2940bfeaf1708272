import { createClient } from '@redis/client';
import type { ProviderLog } from '../world.ts';

const reconnectMs = 100;
/** A command that is not answered for so long has failed; a script of ours may be run twice. */
const commandLimitMs = 1000;

/** A connection to Redis that is opened again whenever it is lost. */
export interface RedisLink {
  /** Runs a script. Rejects at once while there is no connection, and after a second without an answer. */
  run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  get(key: string): Promise<string | null>;
  /** Calls `listener` whenever the connection is lost or cannot be had again. */
  whenLost(listener: () => void): void;
  close(): void;
}

/** The shared state cannot be had. */
export class StateUnreachableError extends Error {
  readonly code = 'STATE_UNREACHABLE';
}

/** Connects to `redis://host:port/db`. Rejects with a `StateUnreachableError` when nobody answers there. */
export async function openRedisLink(url: string, log: ProviderLog): Promise<RedisLink> {
  let onLost = (): void => undefined;
  let wasOpen = false;
  let isLost = false;
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: commandLimitMs, reconnectStrategy: () => (wasOpen ? reconnectMs : false) },
  });
  client.on('error', (error: Error) => {
    if (wasOpen) onLost();
    if (wasOpen && !isLost) log.warn('shared state lost', { cause: error.message });
    isLost = true;
  });
  client.on('ready', () => {
    if (wasOpen && isLost) log.info('shared state is back');
    isLost = false;
  });
  try {
    await client.connect();
  } catch (cause) {
    throw new StateUnreachableError('nobody answers there', { cause });
  }
  wasOpen = true;
  return {
    run: (script, keys, args) => inTime(client.eval(script, { keys: [...keys], arguments: [...args] })),
    get: (key) => inTime(client.get(key)),
    whenLost: (listener) => (onLost = listener),
    close: () => client.destroy(),
  };
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StateUnreachableError('no answer in time')), commandLimitMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
