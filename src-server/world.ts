/** What the provider needs of the world, so that no test waits for it. */
export interface World {
  readonly clock: Clock;
  readonly random: { token(): string };
  readonly log: ProviderLog;
}

export interface Clock {
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Runs `task` once after `delayMs`; returns the way to prevent that. */
  after(delayMs: number, task: () => void): () => void;
}

/** One line a lifecycle change; never a token and never a handler URI. */
export interface ProviderLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const silentLog: ProviderLog = { info: () => undefined, warn: () => undefined };
