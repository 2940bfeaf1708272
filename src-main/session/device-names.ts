import { handlerSchema } from '../../src-protocol/handler.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Log } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';

export interface DeviceNamesOptions {
  readonly client: ProviderClient;
  readonly log: Log;
  /** A name is known now that was not before. */
  readonly onChange: () => void;
}

/** The nicknames of the account's devices, asked for when they are first needed. */
export class DeviceNames {
  readonly #options: DeviceNamesOptions;
  readonly #names = new Map<string, string>();
  readonly #closed = new AbortController();

  constructor(options: DeviceNamesOptions) {
    this.#options = options;
  }

  /** The nickname of the device with this handler URI; empty while it is not known. */
  nameOf(handler: string): string {
    const name = this.#names.get(handler);
    if (name !== undefined) return name;
    this.#names.set(handler, '');
    void this.#ask(handler);
    return '';
  }

  close(): void {
    this.#closed.abort();
  }

  async #ask(handler: string): Promise<void> {
    const { client, log, onChange } = this.#options;
    try {
      const { nickname } = await client.json({
        method: 'GET',
        uri: handler,
        missing: 'device-unavailable',
        answer: handlerSchema,
        signal: this.#closed.signal,
      });
      this.#names.set(handler, nickname);
      onChange();
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      const { code, detail } = PhoneError.from(error);
      log.warn('device without a name', { code, detail });
    }
  }
}
