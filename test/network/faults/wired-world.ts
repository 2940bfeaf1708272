import type { PhoneState } from '../../../src-bridge/phone-state.ts';
import { createHttp2Exchange, type Http2Exchange } from '../../../src-main/node/http2-exchange.ts';
import { createPassportSigner } from '../../../src-main/node/passport-signer.ts';
import { listen, type Listener } from '../../../src-server/listener.ts';
import { createProvider, type Provider } from '../../../src-server/provider.ts';
import { openSqliteStore } from '../../../src-server/store/sqlite-store.ts';
import { silentLog } from '../../../src-server/world.ts';
import { makeCertificate, type TestCertificate } from '../../support/certificate.ts';
import { FakeClock, until } from '../../support/fake-clock.ts';
import { openDesk, people, type Desk, type DeskOptions, type Person } from '../../support/in-memory-world.ts';
import { CountingClock, createMemorySecrets } from '../../support/memory-ports.ts';
import { HttpRelay } from './http-relay.ts';
import { TcpRelay } from './tcp-relay.ts';

/** So many turns of the event loop in a row without a byte on any wire mean that nothing is under way. */
const quietTurns = 12;
/** A phone that closes waits so long for a provider that does not answer. */
const farewellMs = 1000;

/** A phone that is hindered is online within this, ms. */
const onlineWithinMs = 60_000;

const isOnline = ({ connection }: PhoneState): boolean => connection.kind === 'online';

/** A phone, and the wire between it and the provider. */
export interface WiredDesk<Relay> {
  readonly desk: Desk;
  readonly relay: Relay;
}

/**
 * A provider and phones in this process on real sockets, each phone behind a relay of its own, and all on one clock that
 * the test owns: time passes only in `advance`, and never while a byte is under way.
 */
export class WiredWorld {
  readonly clock: FakeClock;
  /** The provider's share of the timers. */
  readonly providerClock: CountingClock;
  readonly #store = openSqliteStore(':memory:');
  readonly #certificate: TestCertificate;
  readonly #desks: { readonly desk: Desk; readonly wire: Http2Exchange }[] = [];
  readonly #relays: { readonly activity: number; stop(): Promise<void> }[] = [];
  #provider: Provider | undefined;
  #listener: Listener | undefined;
  #requests = 0;
  #signatures = 0;
  #tokens = 0;

  private constructor(certificate: TestCertificate) {
    this.#certificate = certificate;
    this.clock = new FakeClock(undefined, () => this.comeToRest());
    this.providerClock = new CountingClock(this.clock);
  }

  /** Starts the provider of the people of the tests. */
  static async start(): Promise<WiredWorld> {
    const world = new WiredWorld(await makeCertificate());
    await world.#listen();
    return world;
  }

  get authority(): string {
    return `localhost:${this.port}`;
  }

  /** The provider's port. */
  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** What the provider answers to a request with the person's token: the truth that the phones are held against. */
  async ask(person: Person, path: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${people[person].token}` };
    const response = await this.#provider!.fetch(new Request(new URL(path, `https://${this.authority}`), { headers }));
    return response.json();
  }

  /** A phone of a person behind a relay of TCP; resolves when it is online. */
  async open(person: Person, options: DeskOptions = {}): Promise<WiredDesk<TcpRelay>> {
    return this.#openBehind(await TcpRelay.start({ upstreamPort: this.port, clock: this.clock }), person, options);
  }

  /**
   * A phone of a person behind a relay of HTTP/2; resolves when it is online, or `isReady`. `prepare` gets the relay
   * before the phone is opened.
   */
  async openBehindProxy(
    person: Person,
    prepare: (relay: HttpRelay) => void = () => undefined,
    isReady = isOnline,
  ): Promise<WiredDesk<HttpRelay>> {
    const { port: upstreamPort, clock } = this;
    const relay = await HttpRelay.start({ upstreamPort, clock, certificate: this.#certificate });
    prepare(relay);
    return this.#openBehind(relay, person, {}, isReady);
  }

  /** Lets `ms` pass, timer by timer, with everything on the wires that each of them sets off. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /**
   * Resolves when nothing has moved on any wire for some turns of the event loop, and no signature is being made or
   * checked, which is done outside it. No time passes.
   */
  async comeToRest(): Promise<void> {
    let seen = this.#activity;
    for (let quiet = 0; quiet < quietTurns; quiet++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#activity !== seen || this.#signatures > 0) quiet = -1;
      seen = this.#activity;
    }
  }

  /** Lets time pass, at most `limitMs`, until `holds`; throws with `what` when it does not come true. Returns the ms. */
  async pass(what: string, limitMs: number, holds: () => boolean): Promise<number> {
    const began = this.clock.now();
    await this.comeToRest();
    while (!holds()) {
      if (this.clock.now() - began >= limitMs) throw new Error(`not within ${limitMs} ms: ${what}\n${this.#report()}`);
      await this.advance(Math.min(100, limitMs));
    }
    return this.clock.now() - began;
  }

  /** Closes everything; throws when a phone left a stream or a timer. */
  async close(): Promise<void> {
    for (const { desk, wire } of this.#desks) {
      const closed = desk.phone.close();
      await this.advance(farewellMs);
      await closed;
      await until('no stream is left', () => desk.wire.open === 0);
      wire.close();
      await until('no timer of the phone is left', () => desk.clock.pending === 0);
    }
    this.#provider?.close();
    for (const relay of this.#relays) await relay.stop();
    await this.#listener?.stop();
    await until('no timer of the provider is left', () => this.providerClock.pending === 0);
    this.#store.close();
  }

  get #activity(): number {
    return this.#relays.reduce((sum, { activity }) => sum + activity, this.#requests);
  }

  async #listen(): Promise<void> {
    const { providerClock } = this;
    this.#listener = await listen({
      host: '127.0.0.1',
      port: 0,
      certificate: this.#certificate.cert,
      key: this.#certificate.key,
      clock: providerClock,
      log: silentLog,
      fetch: async (request) => {
        this.#requests++;
        const answer = this.#provider!.fetch(request);
        return (request.method === 'POST' ? this.#awaitSignature(answer) : answer).finally(() => this.#requests++);
      },
    });
    this.#provider = createProvider({
      origin: `https://${this.authority}`,
      clock: providerClock,
      random: { token: () => this.#token() },
      store: this.#store,
      accounts: Object.values(people).map(({ number, ...person }) => ({ ...person, numbers: [number] })),
      services: true,
      log: silentLog,
    });
  }

  async #openBehind<R extends { readonly port: number; readonly activity: number; stop(): Promise<void> }>(
    relay: R,
    person: Person,
    options: DeskOptions,
    isReady = isOnline,
  ): Promise<WiredDesk<R>> {
    this.#relays.push(relay);
    const wire = createHttp2Exchange({
      trust: { certificates: [this.#certificate.cert], isExclusive: true },
      connectTo: () => ({ host: '127.0.0.1', port: relay.port }),
      after: (delayMs, task) => this.clock.after(delayMs, task),
    });
    const signer = await createPassportSigner(createMemorySecrets());
    const desk = await openDesk(person, {
      start: { kind: 'token', authority: this.authority, token: people[person].token },
      ...options,
      ports: { signer: { sign: (claims) => this.#awaitSignature(signer.sign(claims)) } },
      serve: wire.exchange,
      connections: wire,
      clock: this.clock,
      random: { token: () => this.#token(), fraction: () => 0.5 },
    });
    this.#desks.push({ desk, wire });
    await this.pass(`${person} is ready`, onlineWithinMs, () => isReady(desk.phone.state));
    return { desk, relay };
  }

  #awaitSignature<T>(signed: Promise<T>): Promise<T> {
    this.#signatures++;
    return signed.finally(() => this.#signatures--);
  }

  #token(): string {
    return `token${String(++this.#tokens).padStart(17, '0')}`;
  }

  #report(): string {
    return this.#desks
      .flatMap(({ desk: { phone, log } }) => {
        const { connection, calls } = phone.state;
        return [JSON.stringify({ connection, calls }), ...log.lines.slice(-20)];
      })
      .join('\n');
  }
}
