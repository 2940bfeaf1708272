import { handlerListSchema, handlerSchema, type Handler } from '../../src-protocol/handler.ts';
import type { TgEvent } from '../../src-protocol/events.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Log } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';

/** More devices than this are no person's. */
const maxDevices = 100;

export interface LineDevicesOptions {
  readonly client: ProviderClient;
  /** The URI of the terminal group. */
  readonly group: string;
  readonly log: Log;
  readonly onChange: () => void;
  /** A device was removed. */
  readonly onGone: (handler: string) => void;
}

/** The handlers of one terminal group: the devices that a call of it can be given to (PROTOCOL 2, 3). */
export class LineDevices {
  readonly #options: LineDevicesOptions;
  readonly #active = new Map<string, Handler>();
  /** Removed ones, by their URI; undefined where they were never known. */
  readonly #gone = new Map<string, Handler | undefined>();
  readonly #asked = new Map<string, symbol>();
  readonly #closed = new AbortController();

  constructor(options: LineDevicesOptions) {
    this.#options = options;
  }

  get active(): readonly Handler[] {
    return [...this.#active.values()];
  }

  isGone(handler: string): boolean {
    return this.#gone.has(handler);
  }

  /** What is known of a device, removed or not; one that is not known is asked for. */
  find(handler: string): Handler | undefined {
    const found = this.#active.get(handler) ?? this.#gone.get(handler);
    if (found === undefined && !this.#gone.has(handler) && !this.#asked.has(handler)) void this.#ask(handler);
    return found;
  }

  /** Asks for the whole list. */
  async refresh(): Promise<void> {
    const { client, group, log } = this.#options;
    try {
      const { handlers } = await client.json({
        method: 'GET',
        uri: `${group}/handlers`,
        missing: 'no-line',
        answer: handlerListSchema,
        signal: this.#closed.signal,
      });
      const listed = new Set(handlers.slice(0, maxDevices));
      for (const handler of [...this.#active.keys()]) if (!listed.has(handler)) this.#remove(handler);
      await Promise.all([...listed].map((handler) => this.#ask(handler)));
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      const { code, detail } = PhoneError.from(error);
      log.warn('devices not listed', { code, detail });
    }
  }

  /** Follows an event of the terminal group. */
  follow({ handler, change }: Extract<TgEvent, { event: 'handler' }>): void {
    if (change === 'destroyed') this.#remove(handler);
    else void this.#ask(handler);
  }

  close(): void {
    this.#closed.abort();
  }

  /** Asks for one device. Of several answers the one to the last question counts. */
  async #ask(handler: string): Promise<void> {
    const { client, log, onChange } = this.#options;
    const question = Symbol();
    this.#asked.set(handler, question);
    try {
      const found = await client.json({
        method: 'GET',
        uri: handler,
        missing: 'device-unavailable',
        answer: handlerSchema,
        signal: this.#closed.signal,
      });
      if (this.#asked.get(handler) !== question || this.#active.size >= maxDevices) return;
      this.#gone.delete(handler);
      this.#active.set(handler, found);
      onChange();
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      const { code, detail } = PhoneError.from(error);
      if (code === 'device-unavailable') this.#remove(handler);
      else log.warn('device not known', { code, detail });
    } finally {
      if (this.#asked.get(handler) === question) this.#asked.delete(handler);
    }
  }

  #remove(handler: string): void {
    if (this.#gone.has(handler)) return;
    this.#asked.delete(handler);
    this.#gone.set(handler, this.#active.get(handler));
    this.#active.delete(handler);
    this.#options.onGone(handler);
    this.#options.onChange();
  }
}
