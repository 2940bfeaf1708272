import { handlerSchema, type Handler, type HandlerDescription } from '../../src-protocol/handler.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { isSameJson } from './same-json.ts';
import type { Log } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';

export interface HandlerRegistrationOptions {
  readonly client: ProviderClient;
  /** The URI of the terminal group. */
  readonly group: string;
  readonly log: Log;
  /** What this device says of itself now. */
  readonly describe: () => HandlerDescription;
  /** Where the handler's URI is kept from run to run. */
  readonly kept: KeptUri;
}

export interface KeptUri {
  read(): Promise<string | undefined>;
  write(uri: string): Promise<void>;
  remove(): Promise<void>;
}

/** This device as a handler of one terminal group (PROTOCOL 2): registered once, for ever. */
export class HandlerRegistration {
  readonly #options: HandlerRegistrationOptions;
  #uri: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: HandlerRegistrationOptions) {
    this.#options = options;
  }

  /** The handler's URI, once it is known to be registered. */
  get uri(): string | undefined {
    return this.#uri;
  }

  /**
   * Makes sure that this device is registered as it describes itself now, and returns its handler's URI. A handler that
   * the provider has dropped is registered anew. One such request waits for the other.
   */
  ensure(signal: AbortSignal): Promise<string> {
    const ensured = this.#last.then(() => this.#ensure(signal));
    this.#last = ensured.catch(() => undefined);
    return ensured;
  }

  /** Takes this device off the terminal group. */
  async remove(): Promise<void> {
    await this.#last;
    const uri = this.#uri ?? (await this.#options.kept.read());
    this.#uri = undefined;
    await this.#options.kept.remove();
    if (uri !== undefined) await this.#options.client.command({ method: 'DELETE', uri, missing: 'device-unavailable' });
  }

  async #ensure(signal: AbortSignal): Promise<string> {
    const kept = this.#uri ?? (await this.#options.kept.read());
    const known = kept === undefined ? undefined : await this.#find(kept, signal);
    if (known === undefined) return this.#register(signal);
    this.#uri = known.uri;
    await this.#bringUpToDate(known, signal);
    return known.uri;
  }

  async #find(uri: string, signal: AbortSignal): Promise<Handler | undefined> {
    try {
      const found = await this.#options.client.json({
        method: 'GET',
        uri,
        missing: 'device-unavailable',
        answer: handlerSchema,
        signal,
      });
      if (found.uri !== uri) throw new PhoneError('bad-response', { detail: 'uri' });
      return found;
    } catch (error) {
      if (error instanceof PhoneError && error.code === 'device-unavailable') return undefined;
      throw error;
    }
  }

  async #register(signal: AbortSignal): Promise<string> {
    const { client, group, describe, kept, log } = this.#options;
    const { uri } = await client.json({
      method: 'POST',
      uri: `${group}/handlers`,
      missing: 'no-line',
      json: describe(),
      answer: handlerSchema,
      signal,
    });
    this.#uri = uri;
    log.info('device registered');
    await kept.write(uri);
    return uri;
  }

  async #bringUpToDate(known: Handler, signal: AbortSignal): Promise<void> {
    const { client, describe, log } = this.#options;
    const wanted = describe();
    if (Object.entries(wanted).every(([name, value]) => isSameJson(known[name], value))) return;
    await client.json({
      method: 'PUT',
      uri: known.uri,
      missing: 'device-unavailable',
      json: wanted,
      answer: handlerSchema,
      signal,
    });
    log.info('device description changed');
  }
}
