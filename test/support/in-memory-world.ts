import { createPassportSigner } from '../../src-main/node/passport-signer.ts';
import { fingerprint } from '../../src-main/node/system-clock.ts';
import { createPhone, type PhonePorts, type PhoneStart, type RunningPhone } from '../../src-main/session/phone.ts';
import type { Clock, Exchange, Random, SecretStore, Wire } from '../../src-main/session/ports.ts';
import type { AudioPacket, AudioPort } from '../../src-bridge/audio-port.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import { createProvider, type Provider } from '../../src-server/provider.ts';
import { openSqliteStore } from '../../src-server/store/sqlite-store.ts';
import { silentLog } from '../../src-server/world.ts';
import { FakeClock, settle, until } from './fake-clock.ts';
import {
  CountingClock,
  createMemoryContacts,
  createMemorySecrets,
  createMemorySettings,
  MemoryLog,
} from './memory-ports.ts';
import { createMemoryWire, type MemoryWire } from './memory-wire.ts';

export const authority = 'provider.example';

/** The people of the tests, each with one number; Carol has a second one. */
export const people = {
  alice: { user: 'alice', name: 'Alice', number: '+14085550110', token: 'alice-token-0123456789' },
  bob: { user: 'bob', name: 'Bob', number: '+14085550111', token: 'bob-token-0123456789ab' },
  carol: { user: 'carol', name: 'Carol', number: '+14085550112', token: 'carol-token-0123456789' },
} as const;
export type Person = keyof typeof people;
export const secondNumberOfCarol = '+14085550113';

/** A phone that closes waits so long for a provider that does not answer. */
const farewellMs = 1000;

export interface DeskOptions {
  /** How the phone starts; with the person's token when absent. */
  readonly start?: PhoneStart;
  readonly secrets?: SecretStore;
  readonly deviceName?: string;
  readonly doNotDisturb?: boolean;
  readonly deviceId?: string;
  readonly ports?: Partial<PhonePorts>;
}

/** One phone, and what a test needs to look at it. */
export class Desk {
  readonly phone: RunningPhone;
  readonly wire: MemoryWire;
  readonly clock: CountingClock;
  readonly log: MemoryLog;

  constructor(parts: { phone: RunningPhone; wire: MemoryWire; clock: CountingClock; log: MemoryLog }) {
    this.phone = parts.phone;
    this.wire = parts.wire;
    this.clock = parts.clock;
    this.log = parts.log;
  }

  /** The first card. */
  get card(): CallAppearance | undefined {
    return this.phone.state.calls[0];
  }

  /** Waits until `holds` is true of the state; no time passes. Rejects with the state and the log when it never is. */
  async until(what: string, holds: (state: PhoneState) => boolean): Promise<void> {
    await until(what, () => holds(this.phone.state)).catch((error: unknown) => {
      throw new Error([String(error), JSON.stringify(this.phone.state), ...this.log.lines].join('\n'));
    });
  }

  /** Waits until the first card is in this state, and returns it. */
  async untilCard(kind: CallAppearance['state']['kind']): Promise<CallAppearance> {
    await this.until(`a card is ${kind}`, () => this.card?.state.kind === kind);
    return this.card as CallAppearance;
  }

  /** Calls `destination` and returns the id of the call. */
  call(destination: string): Promise<string> {
    return this.phone.placeCall({ destination });
  }

  /** An audio engine for a call: it keeps what it hears. */
  openEngine(callId: string): Engine {
    return new Engine(this.phone.openAudio(callId), this.clock);
  }

  /** Closes the phone; throws when it leaves a timer or a stream. */
  async close(): Promise<void> {
    await this.phone.close();
    await settle();
    if (this.wire.open !== 0) throw new Error(`${this.wire.open} streams were left open`);
    if (this.clock.pending !== 0) throw new Error(`${this.clock.pending} timers were left running`);
  }
}

/** The audio engine of a call, as the window has one. */
export class Engine {
  readonly heard: AudioPacket[] = [];
  readonly port: AudioPort;
  readonly #clock: Clock;

  constructor(port: AudioPort, clock: Clock) {
    this.port = port;
    this.#clock = clock;
    port.onPacket((packet) => this.heard.push(packet));
  }

  /** Payloads heard, as text. */
  get words(): readonly string[] {
    return this.heard
      .filter(({ payloadType }) => payloadType === 1)
      .map(({ payload }) => new TextDecoder().decode(payload));
  }

  /** Sends one Opus packet with this text for a payload. */
  say(text: string): void {
    const payload = new TextEncoder().encode(text);
    this.port.send({ payloadType: 1, timestampMs: this.#clock.now(), sequence: 0, payload });
  }
}

/** Everything a scenario takes place in: one clock, one provider, any number of desks. */
export class InMemoryWorld {
  readonly clock = new FakeClock();
  provider: Provider;
  /** The wire to the provider. */
  readonly serve: Exchange = async (request) => {
    await this.#handedOver;
    request.signal.throwIfAborted();
    return this.provider.fetch(request);
  };
  readonly #store = openSqliteStore(':memory:');
  readonly #desks: Desk[] = [];
  #tokens = 0;
  /** While one process leaves its calls to the next, requests wait. */
  #handedOver: Promise<void> | undefined;

  constructor() {
    this.provider = this.#createProvider();
  }

  /** The provider's process dies with all its connections, and another one begins over the same store. */
  restart(): void {
    for (const { wire } of this.#desks) wire.setOnline(false);
    this.provider.cut();
    this.provider = this.#createProvider();
    for (const { wire } of this.#desks) wire.setOnline(true);
  }

  /** The provider's process leaves its calls to another one over the same store. */
  async handOver(): Promise<void> {
    let done = (): void => undefined;
    this.#handedOver = new Promise((resolve) => (done = resolve));
    this.provider.migrate();
    await settle();
    this.provider.cut();
    this.provider = this.#createProvider();
    this.#handedOver = undefined;
    done();
  }

  #createProvider(): Provider {
    return createProvider({
      origin: `https://${authority}`,
      clock: this.clock,
      random: this.random,
      store: this.#store,
      accounts: Object.values(people).map(({ number, ...person }) => ({
        ...person,
        numbers: number === people.carol.number ? [number, secondNumberOfCarol] : [number],
      })),
      services: true,
      log: silentLog,
    });
  }

  /** Tokens that count up, and a fraction that means no jitter. */
  get random(): Random {
    return { token: () => `token${String(++this.#tokens).padStart(17, '0')}`, fraction: () => 0.5 };
  }

  /** A phone of a person; `serve` is the provider unless told otherwise. */
  async open(person: Person, options: DeskOptions = {}, serve = this.serve): Promise<Desk> {
    const desk = await openDesk(person, { ...options, serve, clock: this.clock, random: this.random });
    this.#desks.push(desk);
    return desk;
  }

  /** As `open`, and online. */
  async openOnline(person: Person, options: DeskOptions = {}, serve?: Exchange): Promise<Desk> {
    const desk = await this.open(person, options, serve);
    await desk.until(`${person} is online`, (state) => state.connection.kind === 'online');
    return desk;
  }

  /** Lets `ms` pass. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Closes everything; throws when a phone left something running. */
  async close(): Promise<void> {
    for (const desk of this.#desks) {
      const closed = desk.close();
      await this.clock.advance(farewellMs);
      await closed;
    }
    this.provider.close();
    await settle();
    this.#store.close();
  }
}

/** A phone on a wire to `serve`. */
export async function openDesk(
  person: Person,
  options: DeskOptions & {
    readonly serve: Exchange;
    readonly connections?: Pick<Wire, 'renew' | 'isReachable'>;
    readonly clock: Clock;
    readonly random: Random;
  },
): Promise<Desk> {
  const wire = createMemoryWire(options.serve, options.connections);
  const clock = new CountingClock(options.clock);
  const log = new MemoryLog();
  const { deviceName = `${person}'s phone`, doNotDisturb = false, deviceId = `device of ${person}` } = options;
  const phone = await createPhone(
    {
      wire,
      clock,
      random: options.random,
      fingerprint,
      secrets: options.secrets ?? createMemorySecrets(),
      settings: createMemorySettings({ deviceName, doNotDisturb }),
      contacts: createMemoryContacts(),
      log,
      signer: await createPassportSigner(createMemorySecrets()),
      builtInProvider: {
        start: () => Promise.resolve({ authority, token: people[person].token, wire }),
      },
      signInPage: { requestToken: () => Promise.reject(new PhoneError('sign-in-refused')) },
      device: { id: deviceId, vendor: 'Byway' },
      ...options.ports,
    },
    options.start ?? { kind: 'token', authority, token: people[person].token },
  );
  return new Desk({ phone, wire, clock, log });
}
