import type { Contact } from '../../src-bridge/contacts.ts';
import type { Clock, ContactStore, SecretStore, SettingsStore } from '../../src-main/session/ports.ts';
import { settingsSchema, type Settings } from '../../src-bridge/settings.ts';

/** Secrets in memory; `isPersistent` is what the store says of itself. */
export function createMemorySecrets(isPersistent = true): SecretStore & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    isPersistent,
    read: (name) => Promise.resolve(entries.get(name)),
    write: async (name, secret) => void entries.set(name, secret),
    remove: async (name) => void entries.delete(name),
  };
}

/** Settings in memory. */
export function createMemorySettings(given: Partial<Settings> & { deviceName: string }): SettingsStore & {
  readonly saved: readonly Settings[];
} {
  const saved: Settings[] = [];
  return {
    saved,
    load: () => Promise.resolve({ settings: saved.at(-1) ?? settingsSchema.parse(given), wasReset: false }),
    save: async (settings) => void saved.push(settings),
  };
}

/** Contacts in memory. */
export function createMemoryContacts(given: readonly Contact[] = []): ContactStore {
  const contacts = new Map(given.map((contact) => [contact.id, contact]));
  return {
    load: () => Promise.resolve([...contacts.values()]),
    save: async (contact) => void contacts.set(contact.id, contact),
    remove: async (id) => void contacts.delete(id),
  };
}

/** A log in memory. */
export class MemoryLog {
  readonly lines: string[] = [];

  info(message: string, fields?: object): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: object): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: object): void {
    this.#write('error', message, fields);
  }

  #write(level: string, message: string, fields: object = {}): void {
    this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  }
}

/** A clock that passes everything to another and counts the timers that were set through it and still run. */
export class CountingClock implements Clock {
  readonly #clock: Clock;
  #pending = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get pending(): number {
    return this.#pending;
  }

  now(): number {
    return this.#clock.now();
  }

  after(delayMs: number, task: () => void): () => void {
    let isSet = true;
    this.#pending++;
    const settle = (): void => {
      if (isSet) this.#pending--;
      isSet = false;
    };
    const stop = this.#clock.after(delayMs, () => {
      settle();
      task();
    });
    return () => {
      settle();
      stop();
    };
  }
}
