import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payloadType } from '../../src-protocol/payload-type.ts';
import { settle } from '../support/fake-clock.ts';
import {
  alice,
  bob,
  connect,
  numbersOf,
  ProviderWorld,
  type CallPair,
  type Device,
  type Heard,
  type MediaEnd,
} from '../support/provider-world.ts';

let world: ProviderWorld;
let caller: Device;
let desk: Device;
let call: CallPair;
let mouth: MediaEnd;
let ear: MediaEnd;

beforeEach(async () => {
  world = new ProviderWorld();
  caller = await world.register(alice, 'caller');
  desk = await world.register(bob, 'desk');
  call = await connect(caller, desk);
  mouth = caller.media(call.near);
  ear = desk.media(call.far);
  await acknowledge(await ear.hear());
});

afterEach(() => world.close());

/** Bytes of a chunk of Opus that says `text`; said again, they are the same. */
function chunk(text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  return mouth.outgoing.encode({ timestamp: BigInt(world.clock.now()), payloadType: payloadType.opus, payload });
}

/** Acknowledges what the ear heard. */
async function acknowledge(...heard: readonly Heard[]): Promise<void> {
  for (const { sequence } of heard) await ear.acknowledge(sequence);
}

/** Both devices open their event streams anew, as they do after a `migrate`. */
async function comeBack(): Promise<void> {
  for (const [device, uri] of [[caller, call.near] as const, [desk, call.far] as const]) await device.listen(uri);
  await settle();
}

/** What the ear hears next, so many times. */
async function hear(times: number): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  while (heard.length < times) heard.push(await ear.hear());
  return heard;
}

function textsOf(heard: readonly Heard[]): readonly string[] {
  return heard.map(({ text }) => text);
}

describe('a chunk that is under way while a process leaves its calls to another one', () => {
  test('is not relayed again when it is said again, because its acknowledgement was lost', async () => {
    const said = chunk('once');
    await mouth.put(said);
    await acknowledge(await ear.hear());
    await world.handOver();
    await comeBack();
    expect(numbersOf(await mouth.put(said))).toHaveLength(1);
    await mouth.put(chunk('twice'));
    expect((await ear.hear()).text).toBe('twice');
  });

  test('is sent again under its number when it was not acknowledged, before what is said next', async () => {
    await mouth.put(chunk('one'));
    const [before] = await hear(1);
    await mouth.put(chunk('two'));
    await world.handOver();
    await comeBack();
    await mouth.put(chunk('three'));
    const heard = await hear(3);
    expect(textsOf(heard)).toEqual(['one', 'two', 'three']);
    const first = before?.sequence ?? 0n;
    expect(heard.map(({ sequence }) => sequence)).toEqual([first, first + 1n, first + 2n]);
  });

  test('reaches a device that has not come back yet in its turn', async () => {
    await mouth.put(chunk('one'));
    await world.handOver();
    await caller.listen(call.near);
    await mouth.put(chunk('two'));
    expect(textsOf(await hear(2))).toEqual(['one', 'two']);
  });

  test('is not taken before its device has come back, lest it comes before older ones, and is taken after 5 s', async () => {
    await mouth.put(chunk('before'));
    await world.handOver();
    const stale = chunk('stale');
    await expect(mouth.put(stale)).rejects.toMatchObject({ name: 'StreamReset' });
    await caller.listen(call.near);
    expect(numbersOf(await mouth.put(stale))).toHaveLength(1);
    await world.handOver();
    await expect(mouth.put(chunk('early'))).rejects.toMatchObject({ name: 'StreamReset' });
    await world.clock.advance(5000);
    expect(numbersOf(await mouth.put(chunk('nevertheless')))).toHaveLength(1);
  });

  test('keeps its place when it comes late', async () => {
    const [first, late, last] = [chunk('first'), chunk('late'), chunk('last')];
    await mouth.put(first);
    await mouth.put(last);
    const heard = await hear(2);
    await acknowledge(...heard);
    await world.handOver();
    await caller.listen(call.near);
    await mouth.put(late);
    expect(await ear.hear()).toMatchObject({ text: 'late', sequence: (heard[0]?.sequence ?? 0n) + 1n });
  });

  test('is understood where its counters are truncated, without a migration', async () => {
    const { acknowledgements } = await mouth.put(chunk('whole'));
    for (const each of acknowledgements) mouth.outgoing.acknowledge(each);
    await acknowledge(await ear.hear());
    await world.handOver();
    const heard = await caller.listen(call.near);
    expect(numbersOf(await mouth.put(chunk('truncated')))).toHaveLength(1);
    expect(await ear.hear()).toMatchObject({ text: 'truncated', timestamp: BigInt(world.clock.now()) });
    expect(heard.names).not.toContain('migrate');
  });

  test('survives one process after the other, whether or not anybody came back meanwhile', async () => {
    const said = chunk('one');
    await mouth.put(said);
    await world.handOver();
    await world.handOver();
    await caller.listen(call.near);
    await mouth.put(said);
    await mouth.put(chunk('two'));
    expect(textsOf(await hear(2))).toEqual(['one', 'two']);
  });

  test('is forgotten once it is 5 s old, and numbers go on above the old ones', async () => {
    await mouth.put(chunk('old'));
    await world.handOver(5001);
    mouth.outgoing.beginAgain();
    await mouth.put(chunk('new'));
    expect(await ear.hear()).toMatchObject({ text: 'new', sequence: BigInt(world.clock.now()) });
  });

  test('is not taken from the store a second time by a process that follows a kill', async () => {
    await mouth.put(chunk('one'));
    await world.handOver();
    expect(world.store.calls().filter(({ media }) => media !== undefined)).toEqual([]);
    await acknowledge(await ear.hear());
    await world.restart();
    mouth.outgoing.beginAgain();
    await mouth.put(chunk('two'));
    expect((await ear.hear()).text).toBe('two');
  });
});

describe('what the provider plays', () => {
  test('begins anew in the next process, above what was heard before', async () => {
    await caller.send(call.near, { event: 'hold' });
    await world.clock.advance(60);
    const before = await hear(4);
    await acknowledge(...before);
    await world.handOver();
    await world.clock.advance(60);
    const after = await hear(4);
    expect(after.map(({ payloadType: type }) => type)).toContain(payloadType.opus);
    const highest = before.at(-1)?.sequence ?? 0n;
    for (const { sequence } of after) expect(sequence).toBeGreaterThan(highest);
  });
});
