import { makeClaims } from '../../src-protocol/passport-claims.ts';
import { callDescriptionSchema, callListSchema, type CallList } from '../../src-protocol/call.ts';
import type { PlaceCallRequest } from '../../src-bridge/phone-api.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { ConnectionState, Device, Line as LineView } from '../../src-bridge/phone-state.ts';
import type { Settings, SettingsChange } from '../../src-bridge/settings.ts';
import { AccountDevices } from './account-devices.ts';
import { CallBook } from './call-book.ts';
import { CookieJar } from './cookie-jar.ts';
import { describeDevice } from './device-description.ts';
import { readDialled } from './dialled-destination.ts';
import { discoverGroups, type DiscoveredGroup } from './discovery.ts';
import { HandlerRegistration } from './handler-registration.ts';
import { LastingConnection } from './lasting-connection.ts';
import { Line } from './line.ts';
import type { Clock, Fingerprint, Log, PassportSigner, Random, Wire } from './ports.ts';
import { ProviderClient } from './provider-client.ts';
import { doublingPolicy } from './reconnect-policy.ts';
import type { SecretKeeper } from './secret-keeper.ts';
import { SessionConnection } from './session-connection.ts';

/** Before a terminal group names its own (PROTOCOL 1). */
const defaultBackoffMs = 2000;

/** What is seen of a session. */
export interface SessionView {
  readonly connection: ConnectionState;
  readonly lines: readonly LineView[];
  readonly devices: readonly Device[];
  readonly calls: CallBook['appearances'];
}

export interface SessionOptions {
  readonly authority: string;
  readonly token: string;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly random: Random;
  readonly fingerprint: Fingerprint;
  readonly log: Log;
  readonly secrets: SecretKeeper;
  readonly signer: PassportSigner;
  /** This device; undefined for a program that is no device: it talks in no call. */
  readonly device: { readonly id: string; readonly vendor: string } | undefined;
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
  readonly #devices: AccountDevices;
  readonly #discovery: LastingConnection;
  readonly #closed = new AbortController();
  readonly #connection: SessionConnection;
  readonly calls: CallBook;
  #lines: readonly Line[] = [];

  constructor(options: SessionOptions) {
    const { clock, random } = options;
    this.#options = options;
    this.#client = new ProviderClient(options);
    this.#devices = new AccountDevices({ ...options, client: this.#client, lines: () => this.#lines });
    this.calls = new CallBook({
      ...options,
      isDoNotDisturb: () => options.settings().doNotDisturb,
      letsOthersUse: () => options.settings().letsOthersUse,
      onChange: () => this.#publish(),
      onReachable: () => this.retryNow(),
      onHandlerInvalid: (lineId, handler) => this.#handlerInvalid(this.#lineOf(lineId), handler),
    });
    this.#connection = new SessionConnection({
      clock,
      isReachable: () => options.wire.isReachable(`https://${options.authority}`),
      onFound: () => this.retryNow(),
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
      connection: this.#connection.state,
      lines: this.#lines.map((line) => line.view),
      devices: this.#devices.list,
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

  /** Asks for all calls and devices. Resolves when they are in the view; rejects with a `PhoneError`. */
  async catchUp(): Promise<void> {
    const listCalls = async (line: Line): Promise<void> => {
      for (const uri of (await this.#listCalls(line)).calls) this.#follow(line, uri);
    };
    await Promise.all(this.#lines.flatMap((line) => [listCalls(line), line.devices.refresh()]));
    await this.calls.described();
  }

  /** As `connect`, but tries again until that goes well. */
  keepConnecting(): void {
    void this.#discovery.start();
  }

  /** Calls a destination as it was typed, and returns the id of the call. Rejects with a `PhoneError`. */
  async placeCall({ destination: text, lineId, deviceId }: PlaceCallRequest): Promise<string> {
    const line = this.#lineOf(lineId);
    const { uri, origin } = line.discovered;
    const { ownHandler } = line.forCalls;
    const handler = deviceId === undefined ? ownHandler : this.#devices.handlerOf(deviceId, line);
    const destination = this.#read(text, line);
    if (origin === undefined || handler === undefined) throw new PhoneError('no-line');
    const iat = Math.floor(this.#options.clock.now() / 1000);
    const passport = await this.#options.signer.sign(makeClaims({ from: origin, to: destination, iat }));
    try {
      const description = await this.#client.forCall(ownHandler, new CookieJar()).json({
        method: 'POST',
        uri: `${uri}/calls`,
        missing: 'unreachable',
        json: { handler, destination, passport },
        answer: callDescriptionSchema,
        signal: this.#closed.signal,
      });
      return this.calls.follow(line.forCalls, description.uri, { description, placedFor: handler });
    } catch (error) {
      if (error instanceof PhoneError && error.code === 'device-unavailable') this.#handlerInvalid(line, handler);
      throw error;
    }
  }

  /** Answers a call on another device. Rejects with a `PhoneError`. */
  async answerOn(callId: string, deviceId: string): Promise<void> {
    const call = this.calls.get(callId);
    await call.command({ kind: 'answer', handler: this.#devices.handlerOf(deviceId, this.#lineOf(call.lineId)) });
  }

  /** Answers a call on this device. Rejects with a `PhoneError`. */
  async answer(callId: string): Promise<void> {
    const call = this.calls.get(callId);
    const { ownHandler } = this.#lineOf(call.lineId);
    if (ownHandler === undefined) throw new PhoneError('not-now');
    await call.command({ kind: 'answer', handler: ownHandler });
  }

  /** Moves an answered call to another device. Rejects with a `PhoneError`. */
  async move(callId: string, deviceId: string): Promise<void> {
    const call = this.calls.get(callId);
    await call.command({ kind: 'move', handler: this.#devices.handlerOf(deviceId, this.#lineOf(call.lineId)) });
  }

  /** Connects the far side of a call with `text`, a destination as it was typed. Rejects with a `PhoneError`. */
  async transfer(callId: string, text: string): Promise<void> {
    const call = this.calls.get(callId);
    await call.command({ kind: 'transfer', target: this.#read(text, this.#lineOf(call.lineId)) });
  }

  /** Connects the far sides of two calls. Rejects with a `PhoneError`. */
  async transferTo(callId: string, otherCallId: string): Promise<void> {
    const other = this.calls.get(otherCallId);
    await this.calls.get(callId).command({ kind: 'transfer-to', other: other.uri });
  }

  /** Takes another device off all lines. Rejects with a `PhoneError`. */
  removeDevice(deviceId: string): Promise<void> {
    return this.#devices.remove(deviceId, this.#closed.signal);
  }

  /** Follows a change of what this device says of itself, or of the wish not to be disturbed. */
  settingsChanged({ deviceName, devicePicture, doNotDisturb }: SettingsChange): void {
    if (deviceName !== undefined || devicePicture !== undefined)
      for (const line of this.#lines) line.checkRegistration();
    if (doNotDisturb !== undefined) this.calls.settingsChanged();
    this.#publish();
  }

  retryNow(): void {
    this.#discovery.retryNow();
    for (const line of this.#lines) line.retryNow();
    this.calls.retryNow();
  }

  /** The network is another one, or back, or this machine has slept: nothing that is open can be trusted. */
  networkChanged(): void {
    this.#client.renewConnections();
    this.#discovery.restart();
    for (const line of this.#lines) line.networkChanged();
    this.calls.networkChanged();
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
    this.#connection.close();
    this.#discovery.close();
    for (const line of this.#lines) line.close();
    await this.calls.close();
  }

  #listCalls({ discovered }: Line): Promise<CallList> {
    return this.#client.json({
      method: 'GET',
      uri: `${discovered.uri}/calls`,
      missing: 'no-line',
      answer: callListSchema,
      signal: this.#closed.signal,
    });
  }

  /** Shows what became of calls that came and went while the line was lost. */
  async #learnMissed(line: Line): Promise<void> {
    try {
      const { ended = [] } = await this.#listCalls(line);
      for (const description of ended) this.calls.recall(line.forCalls, description);
    } catch (error) {
      this.#options.log.warn('missed calls not known', { line: line.id, code: PhoneError.from(error).code });
    }
  }

  #createLine(discovered: DiscoveredGroup): Line {
    const { clock, random, log, fingerprint } = this.#options;
    const line: Line = new Line({
      id: fingerprint(discovered.uri),
      discovered,
      client: this.#client,
      clock,
      log,
      policy: doublingPolicy(discovered.group['retry-backoff'], random),
      registration: this.#createRegistration(discovered.uri),
      onStatus: () => {
        if (line.status.kind === 'open') this.retryNow();
        this.#connectionChanged();
      },
      onCall: (uri) => this.#follow(line, uri),
      onReturned: () => void this.#learnMissed(line),
      onRegisteredAnew: () => {
        this.calls.lineChanged(line.forCalls);
        this.#options.onRegisteredAnew();
      },
      onDevices: () => this.#publish(),
      onDeviceGone: (handler) => this.calls.deviceGone(line.id, handler),
      badgeOf: (handler) => this.#devices.badgeOf(line, handler),
    });
    return line;
  }

  #createRegistration(group: string): HandlerRegistration | undefined {
    const { log, secrets, settings, device } = this.#options;
    if (device === undefined) return undefined;
    return new HandlerRegistration({
      client: this.#client,
      group,
      log,
      describe: () => describeDevice(settings(), device),
      kept: secrets.entry(`handler ${group}`),
    });
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

  #handlerInvalid(line: Line, handler: string): void {
    if (handler === line.ownHandler) line.checkRegistration();
    void line.devices.refresh();
  }

  /** A destination as it was typed. Throws a `PhoneError` `bad-number`. */
  #read(text: string, line: Line): string {
    const { number, origin } = line.discovered;
    const destination = readDialled(text, number ?? origin);
    if (destination === undefined) throw new PhoneError('bad-number');
    return destination;
  }

  #connectionChanged(): void {
    const statuses = this.#lines.length > 0 ? this.#lines.map((line) => line.status) : [this.#discovery.status];
    this.#connection.follow(statuses);
    this.#publish();
  }

  #publish(): void {
    this.#options.onChange(this.view);
  }
}
