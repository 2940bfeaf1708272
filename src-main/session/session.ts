import { makeClaims } from '../../src-protocol/passport-claims.ts';
import { callDescriptionSchema } from '../../src-protocol/call.ts';
import type { PlaceCallRequest } from '../../src-bridge/phone-api.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { ConnectionState, Line as LineView } from '../../src-bridge/phone-state.ts';
import type { Settings, SettingsChange } from '../../src-bridge/settings.ts';
import { CallBook } from './call-book.ts';
import { connectionOf } from './connection-state.ts';
import { describeDevice } from './device-description.ts';
import { DeviceNames } from './device-names.ts';
import { readDialled } from './dialled-destination.ts';
import { discoverGroups, type DiscoveredGroup } from './discovery.ts';
import { HandlerRegistration } from './handler-registration.ts';
import { LastingConnection } from './lasting-connection.ts';
import { Line } from './line.ts';
import type { Clock, Exchange, Log, PassportSigner, Random } from './ports.ts';
import { ProviderClient } from './provider-client.ts';
import { doublingPolicy } from './reconnect-policy.ts';
import type { SecretKeeper } from './secret-keeper.ts';

/** Before a terminal group names its own (PROTOCOL 1). */
const defaultBackoffMs = 2000;

/** What is seen of a session. */
export interface SessionView {
  readonly connection: ConnectionState;
  readonly lines: readonly LineView[];
  readonly calls: CallBook['appearances'];
}

export interface SessionOptions {
  readonly authority: string;
  readonly token: string;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly secrets: SecretKeeper;
  readonly signer: PassportSigner;
  readonly device: { readonly id: string; readonly vendor: string };
  readonly settings: () => Settings;
  readonly onChange: (view: SessionView) => void;
  /** The provider refuses the token. */
  readonly onUnauthorised: () => void;
  /** The provider had dropped this device, and it was registered anew. */
  readonly onRegisteredAnew: () => void;
}

/** One account in use: its lines and its calls. */
export class Session {
  readonly #options: SessionOptions;
  readonly #client: ProviderClient;
  readonly #names: DeviceNames;
  readonly #discovery: LastingConnection;
  readonly #closed = new AbortController();
  readonly calls: CallBook;
  #lines: readonly Line[] = [];
  #connection: ConnectionState = { kind: 'connecting' };

  constructor(options: SessionOptions) {
    const { clock, random } = options;
    this.#options = options;
    this.#client = new ProviderClient(options);
    this.#names = new DeviceNames({ ...options, client: this.#client, onChange: () => this.#publish() });
    this.calls = new CallBook({
      ...options,
      nameOf: (handler) => this.#nameOf(handler),
      isDoNotDisturb: () => options.settings().doNotDisturb,
      onChange: () => this.#publish(),
      onHandlerInvalid: (lineId) => this.#lineOf(lineId).checkRegistration(),
    });
    this.#discovery = new LastingConnection({
      clock,
      policy: doublingPolicy(defaultBackoffMs, random),
      attempt: async (signal) => {
        await this.connect(signal);
        return 'finished';
      },
      isFinal: (error) => error.code === 'sign-in-required',
      onStatus: () => this.#connectionChanged(),
    });
  }

  get view(): SessionView {
    return {
      connection: this.#connection,
      lines: this.#lines.map((line) => line.view),
      calls: this.calls.appearances,
    };
  }

  /** Finds the account's lines and begins to follow them. Rejects with a `PhoneError` where that cannot be had now. */
  async connect(signal: AbortSignal): Promise<void> {
    const { authority, log } = this.#options;
    const groups = await discoverGroups(this.#client, authority, { log, signal });
    signal.throwIfAborted();
    this.#lines = groups.map((group) => this.#createLine(group));
    for (const line of this.#lines) line.start();
    this.#connectionChanged();
  }

  /** As `connect`, but tries again until that goes well. */
  keepConnecting(): void {
    void this.#discovery.start();
  }

  /** Calls a destination as it was typed, and returns the id of the call. Rejects with a `PhoneError`. */
  async placeCall({ destination: text, lineId }: PlaceCallRequest): Promise<string> {
    const line = this.#lineOf(lineId);
    const { uri, origin, number } = line.discovered;
    const { ownHandler } = line.forCalls;
    const destination = readDialled(text, number ?? origin);
    if (destination === undefined) throw new PhoneError('bad-number');
    if (origin === undefined) throw new PhoneError('no-line');
    const iat = Math.floor(this.#options.clock.now() / 1000);
    const passport = await this.#options.signer.sign(makeClaims({ from: origin, to: destination, iat }));
    try {
      const description = await this.#client.json({
        method: 'POST',
        uri: `${uri}/calls`,
        missing: 'unreachable',
        json: { handler: ownHandler, destination, passport },
        answer: callDescriptionSchema,
        signal: this.#closed.signal,
      });
      return this.calls.follow(line.forCalls, description.uri, description);
    } catch (error) {
      if (error instanceof PhoneError && error.code === 'device-unavailable') line.checkRegistration();
      throw error;
    }
  }

  /** Follows a change of the device's name, or of the wish not to be disturbed. */
  settingsChanged(change: SettingsChange): void {
    if (change.deviceName !== undefined) for (const line of this.#lines) line.checkRegistration();
    if (change.doNotDisturb !== undefined) this.calls.settingsChanged();
  }

  retryNow(): void {
    this.#discovery.retryNow();
    for (const line of this.#lines) line.retryNow();
    this.calls.retryNow();
  }

  /** Takes this device off all lines and closes the session. */
  async signOut(): Promise<void> {
    const lines = this.#lines;
    await this.close();
    const removed = await Promise.allSettled(lines.map((line) => line.unregister()));
    for (const result of removed) {
      if (result.status === 'fulfilled') continue;
      const { code, detail } = PhoneError.from(result.reason);
      this.#options.log.warn('device not removed', { code, detail });
    }
  }

  /** Ends the calls of this device and all streams. Resolves when the provider knows, or soon without. */
  async close(): Promise<void> {
    this.#closed.abort(new PhoneError('sign-in-required'));
    this.#discovery.close();
    for (const line of this.#lines) line.close();
    this.#names.close();
    await this.calls.close();
  }

  #createLine(discovered: DiscoveredGroup): Line {
    const { clock, random, log, secrets, settings, device } = this.#options;
    const client = this.#client;
    const line: Line = new Line({
      id: random.token().slice(0, 22),
      discovered,
      client,
      clock,
      log,
      policy: doublingPolicy(discovered.group['retry-backoff'], random),
      registration: new HandlerRegistration({
        client,
        group: discovered.uri,
        log,
        describe: () => describeDevice(settings().deviceName, device),
        kept: secrets.entry(`handler ${discovered.uri}`),
      }),
      onStatus: () => this.#connectionChanged(),
      onCall: (uri) => this.#follow(line, uri),
      onRegisteredAnew: () => {
        this.calls.lineChanged(line.forCalls);
        this.#options.onRegisteredAnew();
      },
    });
    return line;
  }

  /** A call that cannot be followed does not end the stream that named it. */
  #follow(line: Line, uri: string): void {
    try {
      this.calls.follow(line.forCalls, uri);
    } catch (error) {
      this.#options.log.warn('call not followed', { line: line.id, code: PhoneError.from(error).code });
    }
  }

  /** The line with this id, or the first one. Throws a `PhoneError`: `no-line`, `offline` while none is known. */
  #lineOf(id: string | undefined): Line {
    if (this.#lines.length === 0) throw new PhoneError('offline');
    const line = id === undefined ? this.#lines[0] : this.#lines.find((other) => other.id === id);
    if (line === undefined) throw new PhoneError('no-line');
    return line;
  }

  #nameOf(handler: string): string {
    const isOwn = this.#lines.some((line) => line.isOwnHandler(handler));
    return isOwn ? this.#options.settings().deviceName : this.#names.nameOf(handler);
  }

  #connectionChanged(): void {
    const { clock } = this.#options;
    const statuses = this.#lines.length > 0 ? this.#lines.map((line) => line.status) : [this.#discovery.status];
    this.#connection = connectionOf(this.#connection, statuses, clock.now());
    this.#publish();
  }

  #publish(): void {
    this.#options.onChange(this.view);
  }
}
