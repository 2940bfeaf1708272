import { readTgEvent } from '../../src-protocol/events.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { DeviceBadge, Line as LineView } from '../../src-bridge/phone-state.ts';
import type { CallLine } from './call-options.ts';
import type { DiscoveredGroup } from './discovery.ts';
import { readEventStream } from './event-stream.ts';
import type { HandlerRegistration } from './handler-registration.ts';
import { LastingConnection, type ConnectionStatus } from './lasting-connection.ts';
import { LineDevices } from './line-devices.ts';
import type { Clock, Log } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

export interface LineOptions {
  readonly id: string;
  readonly discovered: DiscoveredGroup;
  readonly client: ProviderClient;
  /** This device on the line; undefined for a program that is no device. */
  readonly registration: HandlerRegistration | undefined;
  readonly clock: Clock;
  readonly policy: ReconnectPolicy;
  readonly log: Log;
  readonly onStatus: () => void;
  /** The provider names a call of this line. */
  readonly onCall: (uri: string) => void;
  /** The stream is open again after it was lost. */
  readonly onReturned: () => void;
  /** The provider had dropped this device; it is registered as another handler now. */
  readonly onRegisteredAnew: () => void;
  /** The list of devices changed. */
  readonly onDevices: () => void;
  readonly onDeviceGone: (handler: string) => void;
  /** Names a device by its handler URI. */
  readonly badgeOf: (handler: string) => DeviceBadge;
}

/** One terminal group in use: this device registered there, and the stream that tells of its calls (PROTOCOL 2, 3). */
export class Line {
  readonly #options: LineOptions;
  readonly devices: LineDevices;
  readonly #events: LastingConnection;
  readonly #closed = new AbortController();
  #wasOpen = false;

  constructor(options: LineOptions) {
    this.#options = options;
    this.devices = new LineDevices({
      ...options,
      group: options.discovered.uri,
      onChange: options.onDevices,
      onGone: options.onDeviceGone,
    });
    this.#events = new LastingConnection({
      ...options,
      attempt: async (signal, opened) => {
        // Receiving calls never depends on a handler that is fresh (PROTOCOL 2): one that is known is looked at later.
        const isKnown = options.registration?.uri !== undefined;
        if (!isKnown) await this.#register(signal);
        await readEventStream({
          ...options,
          uri: `${options.discovered.uri}/events`,
          missing: 'no-line',
          signal,
          onOpen: () => {
            opened();
            void this.devices.refresh();
            if (isKnown) this.checkRegistration();
            if (this.#wasOpen) options.onReturned();
            this.#wasOpen = true;
          },
          onValue: (value) => this.#receive(value),
        });
        return 'ended';
      },
      isFinal: (error) => error.code === 'sign-in-required',
      onStatus: (status) => this.#statusChanged(status),
    });
  }

  get id(): string {
    return this.#options.id;
  }

  get discovered(): DiscoveredGroup {
    return this.#options.discovered;
  }

  get status(): ConnectionStatus {
    return this.#events.status;
  }

  get view(): LineView {
    const { id, discovered } = this.#options;
    return { id, name: discovered.name, ...(discovered.number === undefined ? {} : { number: discovered.number }) };
  }

  /** The URI of this device's handler; undefined before it is registered, and for a program that is no device. */
  get ownHandler(): string | undefined {
    return this.#options.registration?.uri;
  }

  /** What calls take from the line. Throws a `PhoneError` `offline` before this device is registered. */
  get forCalls(): CallLine {
    const { id, client, policy, registration, discovered, badgeOf } = this.#options;
    if (registration !== undefined && registration.uri === undefined) throw new PhoneError('offline');
    return {
      id,
      client,
      policy,
      ownHandler: this.ownHandler,
      mediaTimeoutMs: discovered.group['media-timeout'],
      badgeOf,
      isGone: (handler) => this.devices.isGone(handler),
    };
  }

  start(): void {
    void this.#events.start();
  }

  retryNow(): void {
    this.#events.retryNow();
  }

  /** The network is another one, or back: the stream is opened anew at once. */
  networkChanged(): void {
    this.#events.restart();
  }

  /** Brings the registration up to date: the description of this device changed, or the provider may have dropped it. */
  checkRegistration(): void {
    this.#register(this.#closed.signal).catch((error: unknown) => {
      if (this.#closed.signal.aborted) return;
      const { code, detail } = PhoneError.from(error);
      this.#options.log.warn('device not registered', { line: this.id, code, detail });
    });
  }

  /** Takes this device off the line. */
  async unregister(): Promise<void> {
    await this.#options.registration?.remove();
  }

  close(): void {
    this.#closed.abort();
    this.devices.close();
    this.#events.close();
  }

  async #register(signal: AbortSignal): Promise<void> {
    const { registration, onRegisteredAnew } = this.#options;
    if (registration === undefined) return;
    const before = registration.uri;
    const uri = await registration.ensure(signal);
    if (before !== undefined && before !== uri) onRegisteredAnew();
  }

  #receive(value: unknown): void {
    const event = readTgEvent(value);
    if (event?.event === 'call') this.#options.onCall(event.call);
    if (event?.event !== 'handler') return;
    this.devices.follow(event);
    if (event.change === 'destroyed' && event.handler === this.ownHandler) this.checkRegistration();
  }

  #statusChanged(status: ConnectionStatus): void {
    const { log, onStatus } = this.#options;
    const problem = status.kind === 'waiting' || status.kind === 'closed' ? status.problem : undefined;
    const why = problem === undefined ? {} : { code: problem.code, detail: problem.detail };
    log.info('line', { line: this.id, status: status.kind, ...why });
    onStatus();
  }
}
