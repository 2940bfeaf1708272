import { createPassportSigner } from '../../src-main/node/passport-signer.ts';
import { encodeAcknowledgement, type Acknowledgement } from '../../src-protocol/chunk.ts';
import { encodeCounter, wholeCounterWidth } from '../../src-protocol/counter.ts';
import type { CallEvent, TgEvent } from '../../src-protocol/events.ts';
import { encodeMediaBody, readMediaBody, type MediaBody } from '../../src-protocol/media-body.ts';
import { IncomingStream, OutgoingStream } from '../../src-protocol/media-stream.ts';
import { makeClaims } from '../../src-protocol/passport-claims.ts';
import { payloadType } from '../../src-protocol/payload-type.ts';
import type { AccountConfig } from '../../src-server/config.ts';
import { createProvider, type Provider } from '../../src-server/provider.ts';
import type { ProviderStore } from '../../src-server/store/provider-store.ts';
import { openSqliteStore } from '../../src-server/store/sqlite-store.ts';
import { silentLog } from '../../src-server/world.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { createMemorySecrets } from './memory-ports.ts';

export const origin = 'https://provider.example';

export const alice: AccountConfig = {
  user: 'alice',
  name: 'Alice',
  numbers: ['+14085550110'],
  token: 'alice-token-0123456789',
};
export const bob: AccountConfig = {
  user: 'bob',
  name: 'Bob',
  numbers: ['+14085550111', '+14085550112'],
  token: 'bob-token-0123456789ab',
};

/** Sources and sinks of a device that speaks everything, and of one that speaks G.711 only. */
export const everyCodec = endsWith({ opus: 1, PCMU: 1, PCMA: 1, ptime: 20, CN: 1, 'telephone-event': 1 });
export const onlyPcmu = endsWith({ PCMU: 1, ptime: 20, CN: 1 });

function endsWith(set: Readonly<Record<string, number>>): { mic: object; spk: object } {
  return { mic: { id: 3, 'param-sets': set }, spk: { id: 4, 'param-sets': set } };
}

/** What a request carries beside its method and URI. */
export interface Extra {
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: object | string | Uint8Array | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A provider that is asked in raw requests, on a clock that the test owns. */
export class ProviderWorld {
  readonly clock = new FakeClock();
  provider: Provider;
  readonly store: ProviderStore;
  readonly #signer = createPassportSigner(createMemorySecrets());
  readonly #options: { accounts?: readonly AccountConfig[]; services?: boolean };
  #tokens = 0;

  constructor(options: { accounts?: readonly AccountConfig[]; services?: boolean; store?: ProviderStore } = {}) {
    this.#options = options;
    this.store = options.store ?? openSqliteStore(':memory:');
    this.provider = this.#createProvider();
  }

  /** The provider's process is gone with all its streams, and another one goes on over the same store. */
  async restart(): Promise<void> {
    await settle();
    this.provider.cut();
    await settle();
    if (this.clock.pending !== 0) throw new Error(`the provider left ${this.clock.pending} timers`);
    this.provider = this.#createProvider();
    await settle();
  }

  /** The process leaves its calls to another one, which goes on over the same store `afterMs` later. */
  async handOver(afterMs = 0): Promise<void> {
    this.provider.migrate();
    await settle();
    this.provider.cut();
    await this.clock.advance(afterMs);
    await this.restart();
  }

  #createProvider(): Provider {
    return createProvider({
      origin,
      clock: this.clock,
      random: { token: () => `token${String(++this.#tokens).padStart(17, '0')}` },
      store: this.store,
      accounts: this.#options.accounts ?? [alice, bob],
      services: this.#options.services ?? true,
      log: silentLog,
    });
  }

  /** One request with the account's token. A path is taken at the provider's origin. */
  ask(account: AccountConfig, method: string, uri: string, extra: Extra = {}): Promise<Response> {
    return this.provider.fetch(
      new Request(new URL(uri, origin), {
        method,
        headers: { authorization: `Bearer ${account.token}`, ...contentType(extra.body), ...extra.headers },
        ...(extra.body === undefined ? {} : { body: toBody(extra.body), duplex: 'half' }),
        ...(extra.signal === undefined ? {} : { signal: extra.signal }),
      }),
    );
  }

  /** The URIs of the account's terminal groups. */
  async groupsOf(account: AccountConfig): Promise<readonly string[]> {
    const { tgs } = (await readJson(await this.ask(account, 'GET', '/.well-known/ripp/providertgs'))) as {
      tgs: { uri: string }[];
    };
    return tgs.map(({ uri }) => uri);
  }

  /** A registered device of the account, on its first terminal group. */
  async register(account: AccountConfig, nickname: string, ends: object = everyCodec): Promise<Device> {
    const [group = ''] = await this.groupsOf(account);
    const description = { nickname, 'device-id': `id of ${nickname}`, ...ends };
    const response = await this.ask(account, 'POST', `${group}/handlers`, { body: description });
    const { uri } = (await readJson(response)) as { uri: string };
    return new Device(this, account, group, uri);
  }

  passport(from: string, to: string, at = this.clock.now()): Promise<string> {
    return this.#signer.then((signer) => signer.sign(makeClaims({ from, to, iat: Math.floor(at / 1000) })));
  }

  /** Ends the provider. Throws when it leaves a timer. */
  async close(): Promise<void> {
    this.provider.close();
    await settle();
    this.store.close();
    if (this.clock.pending !== 0) throw new Error(`the provider left ${this.clock.pending} timers`);
  }
}

/** A device as the provider sees it: requests with its token and its handler. */
export class Device {
  readonly world: ProviderWorld;
  readonly account: AccountConfig;
  readonly group: string;
  readonly handler: string;

  constructor(world: ProviderWorld, account: AccountConfig, group: string, handler: string) {
    this.world = world;
    this.account = account;
    this.group = group;
    this.handler = handler;
  }

  ask(method: string, uri: string, extra: Extra = {}): Promise<Response> {
    const headers = { 'ripp-handler': this.handler, ...extra.headers };
    return this.world.ask(this.account, method, uri, { ...extra, headers });
  }

  /** The answer to a call placed by this device, or for another one. */
  async post(destination: string, change: Readonly<Record<string, unknown>> = {}): Promise<Response> {
    const passport = await this.world.passport(this.account.numbers[0] ?? '', destination);
    const body = { handler: this.handler, destination, passport, ...change };
    return this.ask('POST', `${this.group}/calls`, { body });
  }

  /** Places a call and returns its URI. */
  async place(destination: string, change: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const response = await this.post(destination, change);
    const { uri } = (await readJson(response)) as { uri: string };
    return uri;
  }

  /** The calls in progress on this device's terminal group. */
  async calls(): Promise<readonly string[]> {
    return ((await readJson(await this.ask('GET', `${this.group}/calls`))) as { calls: string[] }).calls;
  }

  async describe(call: string): Promise<Record<string, unknown>> {
    return (await readJson(await this.ask('GET', call))) as Record<string, unknown>;
  }

  /** Sends events in one short upload. */
  send(call: string, ...events: object[]): Promise<Response> {
    return this.ask('PUT', `${call}/events`, { body: events });
  }

  /** Opens the reverse stream of a call. */
  async listen(call: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader<CallEvent>> {
    return new EventReader(await this.ask('GET', `${call}/events`, { headers }));
  }

  /** Opens the event stream of the terminal group. */
  async watch(): Promise<EventReader<TgEvent>> {
    return new EventReader(await this.ask('GET', `${this.group}/events`));
  }

  /** A forward stream that stays open until the test ends it. */
  upload(call: string, headers: Readonly<Record<string, string>> = {}): Upload {
    return new Upload((body) => this.ask('PUT', `${call}/events`, { body, headers }));
  }

  media(call: string): MediaEnd {
    return new MediaEnd(this, call);
  }
}

/** An endless upload in the hand of a test. */
export class Upload {
  readonly answer: Promise<Response>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(start: (body: ReadableStream<Uint8Array>) => Promise<Response>) {
    this.answer = start(new ReadableStream({ start: (controller) => void (this.#controller = controller) }));
    this.answer.catch(() => undefined);
  }

  write(text: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  end(): void {
    this.#controller?.close();
  }
}

/** Reads a reverse stream as it comes. */
export class EventReader<E extends { event: string }> {
  readonly status: number;
  readonly headers: Headers;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #text = '';
  #hasEnded = false;
  #wasReset = false;

  constructor(response: Response) {
    this.status = response.status;
    this.headers = response.headers;
    this.#reader = response.body?.getReader();
    void this.#read();
  }

  /** Everything that came, as text. */
  get text(): string {
    return this.#text;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** True when the stream broke off in place of an end. */
  get wasReset(): boolean {
    return this.#wasReset;
  }

  get events(): readonly E[] {
    const text = this.#text.trim();
    return JSON.parse(text.endsWith(']') ? text : `${text}]`) as E[];
  }

  get names(): readonly string[] {
    return this.events.map(({ event }) => event);
  }

  get last(): E | undefined {
    return this.events.at(-1);
  }

  /** The device goes away. */
  async close(): Promise<void> {
    await this.#reader?.cancel();
    await settle();
  }

  async #read(): Promise<void> {
    for (;;) {
      const part = await this.#reader?.read().catch(() => 'reset' as const);
      if (part === 'reset') this.#wasReset = true;
      if (part === undefined || part === 'reset' || part.done) break;
      this.#text += new TextDecoder().decode(part.value);
    }
    this.#hasEnded = true;
  }
}

/** One device's media on one call. */
export class MediaEnd {
  readonly outgoing = new OutgoingStream({ source: 3, sink: 0 });
  readonly incoming = new IncomingStream();
  readonly #device: Device;
  readonly #call: string;

  constructor(device: Device, call: string) {
    this.#device = device;
    this.#call = call;
  }

  /** Sends chunks that are encoded already; resolves with the body of the answer. */
  async put(...chunks: Uint8Array[]): Promise<MediaBody> {
    const response = await this.#device.ask('PUT', `${this.#call}/media`, { body: encodeMediaBody(chunks) });
    return readMediaBody(await readBytes(response));
  }

  /** Says `text` as one chunk of Opus, or of another payload type. */
  say(text: string, type: number = payloadType.opus, sequence?: bigint): Promise<MediaBody> {
    const payload = new TextEncoder().encode(text);
    const timestamp = BigInt(this.#device.world.clock.now());
    const media = { timestamp, payloadType: type, payload, ...(sequence === undefined ? {} : { sequence }) };
    return this.put(this.outgoing.encode(media));
  }

  /** Acknowledges the chunk of a whole number that was heard. */
  acknowledge(sequence: bigint): Promise<MediaBody> {
    const sequences = [encodeCounter(sequence, wholeCounterWidth)];
    const receivedAt = this.#device.world.clock.now();
    return this.put(encodeAcknowledgement({ direction: 's2c', source: 0, sink: 4, sequences, receivedAt }));
  }

  /** Parks a GET. */
  park(signal?: AbortSignal): Promise<Response> {
    const response = this.#device.ask('GET', `${this.#call}/media`, signal === undefined ? {} : { signal });
    response.catch(() => undefined);
    return response;
  }

  /** What the next GET is answered with. */
  async hear(): Promise<Heard> {
    const { media } = readMediaBody(await readBytes(await this.park()));
    if (media === undefined) return { payloadType: 0, text: '', sequence: -1n, timestamp: -1n };
    const numbers = this.incoming.receive(media);
    return {
      payloadType: media.payloadType,
      text: new TextDecoder().decode(media.payload),
      sequence: numbers?.sequence ?? -1n,
      timestamp: numbers?.timestamp ?? -1n,
    };
  }
}

export interface Heard {
  readonly payloadType: number;
  readonly text: string;
  readonly sequence: bigint;
  readonly timestamp: bigint;
}

/** The acknowledged numbers of an answer, as they stood. */
export function numbersOf({ acknowledgements }: { acknowledgements: readonly Acknowledgement[] }): readonly number[] {
  return acknowledgements.flatMap(({ sequences }) => sequences.map((bytes) => Number(`0x${toHex(bytes)}`)));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The body, parsed without any check: what it holds is for the test to say. */
export async function readJson(response: Response): Promise<unknown> {
  return JSON.parse(await response.text());
}

async function readBytes(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

function contentType(body: Extra['body']): Record<string, string> {
  if (body === undefined) return {};
  return { 'content-type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json' };
}

function toBody(body: Exclude<Extra['body'], undefined>): NonNullable<RequestInit['body']> {
  if (typeof body === 'string' || body instanceof ReadableStream) return body;
  return body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body);
}

/** A call between Alice and Bob with the device of each, and both reverse streams. */
export interface CallPair {
  readonly near: string;
  readonly far: string;
  readonly heardNear: EventReader<CallEvent>;
  readonly heardFar: EventReader<CallEvent>;
}

/** `caller` calls the account of `callee`, which sees the call. */
export async function ring(caller: Device, callee: Device): Promise<CallPair> {
  const near = await caller.place(callee.account.numbers[0] ?? '');
  const far = (await callee.calls()).at(-1) ?? '';
  return { near, far, heardNear: await caller.listen(near), heardFar: await callee.listen(far) };
}

/** As `ring`, and answered by `callee` for itself. */
export async function connect(caller: Device, callee: Device): Promise<CallPair> {
  const pair = await ring(caller, callee);
  await callee.send(pair.far, { event: 'answered', handler: callee.handler });
  await settle();
  return pair;
}
