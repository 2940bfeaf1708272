import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeMediaBody, readMediaBody } from '../../src-protocol/media-body.ts';
import { OutgoingStream } from '../../src-protocol/media-stream.ts';
import { payloadType } from '../../src-protocol/payload-type.ts';
import { settle } from '../support/fake-clock.ts';
import {
  alice,
  bob,
  connect,
  numbersOf,
  ProviderWorld,
  ring,
  type CallPair,
  type Device,
  type MediaEnd,
} from '../support/provider-world.ts';

let world: ProviderWorld;
let caller: Device;
let desk: Device;
let kitchen: Device;
let call: CallPair;
let mouth: MediaEnd;
let ear: MediaEnd;

beforeEach(async () => {
  world = new ProviderWorld();
  caller = await world.register(alice, 'caller');
  desk = await world.register(bob, 'desk');
  kitchen = await world.register(bob, 'kitchen');
  call = await connect(caller, desk);
  mouth = caller.media(call.near);
  ear = desk.media(call.far);
  await ear.hear();
});

afterEach(() => world.close());

/** What the answers say so far; an answer that has not come is absent. */
async function settled(answers: readonly Promise<Response>[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const answer of answers)
    answer.then(
      ({ status }) => statuses.push(status),
      () => statuses.push(0),
    );
  await settle();
  return statuses;
}

describe('a chunk', () => {
  test('of the device that talks reaches the other side with its payload and timestamp, and is acknowledged', async () => {
    const hearing = ear.hear();
    const answer = await mouth.say('hello');
    expect(await hearing).toMatchObject({ text: 'hello', payloadType: 1, timestamp: BigInt(world.clock.now()) });
    expect(answer.acknowledgements).toMatchObject([
      { direction: 'c2s', source: 3, sink: 0, receivedAt: world.clock.now() },
    ]);
  });

  test('keeps its place: gaps stay gaps and late chunks stay late', async () => {
    const heard: bigint[] = [];
    for (const sequence of [100n, 101n, 105n, 103n, 106n]) {
      const hearing = ear.hear();
      await mouth.say('x', payloadType.opus, sequence);
      heard.push((await hearing).sequence);
    }
    const [first = 0n] = heard;
    expect(heard.map((number) => number - first)).toEqual([0n, 1n, 5n, 3n, 6n]);
  });

  test('that comes twice is acknowledged twice and relayed once', async () => {
    const chunk = mouth.outgoing.encode({ timestamp: 1n, payloadType: 1, payload: Uint8Array.of(1) });
    const first = ear.park();
    const second = ear.park();
    const answers = [await mouth.put(chunk), await mouth.put(chunk)];
    expect(numbersOf(answers[0] ?? { acknowledgements: [] })).toEqual(
      numbersOf(answers[1] ?? { acknowledgements: [] }),
    );
    expect((await first).status).toBe(200);
    expect(await settled([second])).toEqual([]);
  });

  test('is truncated by the server once its whole number was acknowledged', async () => {
    const lengthOf = async (answer: Promise<Response>): Promise<number> =>
      (await (await answer).arrayBuffer()).byteLength;
    const first = ear.park();
    await mouth.say('x');
    const whole = await lengthOf(first);
    const next = ear.park();
    await mouth.say('x');
    const body = await next;
    const { media } = readMediaBody(new Uint8Array(await body.arrayBuffer()));
    if (media === undefined) throw new Error('no media came');
    ear.incoming.receive(media);
    await ear.put(ear.incoming.acknowledgement(media, 's2c', world.clock.now()));
    const third = ear.park();
    await mouth.say('x');
    expect(await lengthOf(third)).toBe(whole - 6 - 5);
  });

  test('of another payload type or another source than the directive’s is dropped, digits and noise excepted', async () => {
    await mouth.say('G.711', payloadType.PCMU);
    const stranger = new OutgoingStream({ source: 9, sink: 0 });
    await mouth.put(stranger.encode({ timestamp: 1n, payloadType: 1, payload: Uint8Array.of(9) }));
    await mouth.say('digit', payloadType.telephoneEvent);
    await mouth.say('noise', payloadType.comfortNoise);
    expect([(await ear.hear()).text, (await ear.hear()).text]).toEqual(['digit', 'noise']);
  });

  test('of a device that does not have the call is acknowledged and dropped, and its GETs are not served', async () => {
    const other = kitchen.media(call.far);
    const parked = other.park();
    expect((await other.say('me too')).acknowledgements).toHaveLength(1);
    const nameless = await world.ask(bob, 'PUT', `${call.far}/media`, {
      body: encodeMediaBody([other.outgoing.encode({ timestamp: 1n, payloadType: 1, payload: Uint8Array.of(1) })]),
    });
    expect(nameless.status).toBe(200);
    const heardByCaller = caller.media(call.near);
    await heardByCaller.hear();
    const hearing = heardByCaller.park();
    await mouth.say('hello');
    expect(await settled([parked, hearing])).toEqual([]);
  });

  test('flows before the answer to the caller’s device only', async () => {
    const early = await ring(caller, desk);
    const before = desk.media(early.far);
    const parked = before.park();
    await caller.media(early.near).say('hello?');
    expect(await settled([parked])).toEqual([]);
    expect((await caller.media(early.near).hear()).payloadType).toBe(payloadType.comfortNoise);
  });
});

describe('parked GETs', () => {
  test('are 30 a device: one more answers the oldest with 204', async () => {
    const parked = Array.from({ length: 31 }, () => ear.park());
    expect(await settled(parked)).toEqual([204]);
    expect((await parked[0])?.status).toBe(204);
  });

  test('are answered 204 after 60 s', async () => {
    const parked = kitchen.media(call.far).park();
    await world.clock.advance(59_999);
    expect(await settled([parked])).toEqual([]);
    await world.clock.advance(1);
    expect(await settled([parked])).toEqual([204]);
  });

  test('that the device took back swallow no media', async () => {
    const gone = new AbortController();
    for (let index = 0; index < 20; index++) void ear.park(gone.signal);
    await settle();
    gone.abort();
    void ear.park(AbortSignal.abort()).catch(() => undefined);
    await settle();
    await mouth.say('hello');
    expect((await ear.hear()).text).toBe('hello');
  });

  test('are answered oldest first', async () => {
    const order: string[] = [];
    for (const name of ['first', 'second', 'third']) void ear.park().then(() => order.push(name));
    await settle();
    for (const text of ['a', 'b', 'c']) await mouth.say(text);
    await settle();
    expect(order).toEqual(['first', 'second', 'third']);
  });
});

describe('chunks without a GET', () => {
  test('wait for one up to 5 s; a drop is a media panic, at most one a second', async () => {
    await mouth.say('too old');
    await world.clock.advance(500);
    await mouth.say('old');
    await world.clock.advance(4_600);
    await mouth.say('young');
    await world.clock.advance(500);
    await mouth.say('new');
    await settle();
    const heard: string[] = [];
    for (let index = 0; index < 8; index++) {
      const next = await Promise.race([ear.hear(), settle().then(() => undefined)]);
      if (next?.payloadType === payloadType.opus) heard.push(next.text);
    }
    expect(heard).toEqual(['young', 'new']);
    expect(call.heardFar.names.filter((name) => name === 'media-panic')).toHaveLength(1);
  });

  test('are bounded in number too', async () => {
    for (let index = 0; index < 600; index++) await mouth.say(`${index}`);
    expect(Number((await ear.hear()).text)).toBeGreaterThanOrEqual(99);
    expect(call.heardFar.names).toContain('media-panic');
  });
});

describe('the provider', () => {
  test('sends one chunk a second to a device that nobody talks to', async () => {
    const parked = [ear.park(), ear.park(), ear.park()];
    await world.clock.advance(2_000);
    expect(await settled(parked)).toEqual([200, 200]);
  });

  test('numbers what it sends so that numbers grow over a change of sender', async () => {
    const numbers: bigint[] = [];
    const note = async (): Promise<void> => void numbers.push((await ear.hear()).sequence);
    await mouth.say('a', payloadType.opus, 5_000n);
    await note();
    await world.clock.advance(2_000);
    await note();
    await mouth.say('b', payloadType.opus, 5_001n);
    await note();
    expect(numbers).toEqual(numbers.toSorted((a, b) => Number(a - b)));
    expect(new Set(numbers).size).toBe(3);
  });

  test('lets both devices hear while a move attaches, and only the old one talk', async () => {
    await desk.send(call.far, { event: 'handler-connected', handler: desk.handler });
    const kitchenEnd = kitchen.media(call.far);
    await desk.send(call.far, { event: 'move', handler: kitchen.handler });
    await kitchenEnd.hear();
    const hearing = [ear.hear(), kitchenEnd.hear()];
    await mouth.say('hello both');
    expect(await Promise.all(hearing)).toMatchObject([{ text: 'hello both' }, { text: 'hello both' }]);

    const callerEar = caller.media(call.near);
    await callerEar.hear();
    await kitchenEnd.say('from the kitchen');
    await ear.say('from the desk');
    expect((await callerEar.hear()).text).toBe('from the desk');

    await kitchen.send(call.far, { event: 'handler-connected', handler: kitchen.handler });
    await ear.say('from the desk again');
    await kitchenEnd.say('from the kitchen now');
    expect((await callerEar.hear()).text).toBe('from the kitchen now');
  });

  test('lets nobody talk while one side holds', async () => {
    const callerEar = caller.media(call.near);
    await callerEar.hear();
    await desk.send(call.far, { event: 'hold' });
    await mouth.say('are you there?');
    await ear.say('not for you');
    const parked = ear.park();
    expect(await settled([parked])).toEqual([]);
    expect((await callerEar.hear()).text).not.toBe('not for you');
    await desk.send(call.far, { event: 'unhold' });
    await mouth.say('hello again');
    expect(await settled([parked])).toEqual([200]);
  });
});
