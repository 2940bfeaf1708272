import { afterEach, beforeEach, expect, test } from 'vitest';
import { payloadType } from '../../src-protocol/payload-type.ts';
import { settle } from '../support/fake-clock.ts';
import { alice, bob, onlyPcmu, ProviderWorld, type Device, type MediaEnd } from '../support/provider-world.ts';

let world: ProviderWorld;
let caller: Device;

beforeEach(async () => {
  world = new ProviderWorld();
  caller = await world.register(alice, 'caller');
});

afterEach(() => world.close());

/** Lets `ms` pass in steps of 20 ms with a GET parked for each; returns the payload types heard, comfort noise left out. */
async function listenFor(ms: number, ear: MediaEnd): Promise<number[]> {
  const heard: number[] = [];
  const keepHearing = async (): Promise<void> => {
    const { payloadType: type } = await ear.hear();
    if (type === 0) return;
    if (type !== payloadType.comfortNoise) heard.push(type);
    await keepHearing();
  };
  void keepHearing().catch(() => undefined);
  for (let passed = 0; passed < ms; passed += 20) await world.clock.advance(20);
  return heard;
}

test.each([
  ['Opus', undefined, payloadType.opus],
  ['G.711', onlyPcmu, payloadType.PCMU],
])(
  'the announcement is spoken in %s, a frame each 20 ms, and then the provider ends the call',
  async (_, ends, type) => {
    const device = ends === undefined ? caller : await world.register(alice, 'old phone', ends);
    const call = await device.place('+12025550102');
    const heard = await device.listen(call);
    const frames = await listenFor(2_000, device.media(call));
    expect(frames.length).toBeGreaterThanOrEqual(99);
    expect(frames.length).toBeLessThanOrEqual(101);
    expect(new Set(frames)).toEqual(new Set([type]));
    await world.clock.advance(30_000);
    expect(heard.last).toMatchObject({ event: 'end', by: 'provider' });
  },
);

test('the echo comes a second later', async () => {
  const call = await caller.place('+12025550100');
  const media = caller.media(call);
  await media.hear();
  await world.clock.advance(0);
  await media.say('hello');
  let heard: string | undefined;
  const untilSpeech = async (): Promise<void> => {
    const next = await media.hear();
    if (next.payloadType !== payloadType.opus) return untilSpeech();
    heard = next.text;
  };
  void untilSpeech();
  await world.clock.advance(999);
  expect(heard).toBeUndefined();
  await world.clock.advance(1);
  expect(heard).toBe('hello');
});

test('call back plays a tone, ends after a second and calls five seconds later', async () => {
  const call = await caller.place('+12025550101');
  const heard = await caller.listen(call);
  expect((await listenFor(900, caller.media(call))).length).toBeGreaterThan(30);
  await world.clock.advance(100);
  expect(heard.last).toMatchObject({ event: 'end', by: 'them' });
  await world.clock.advance(4_999);
  expect(await caller.calls()).toEqual([]);
  await world.clock.advance(1);
  const [back = ''] = await caller.calls();
  expect(await caller.describe(back)).toMatchObject({
    direction: 'inbound',
    from: '+12025550101',
    to: '+14085550110',
    event: { event: 'proceeding' },
  });
  await caller.send(back, { event: 'end' });
});

test('the one that declines declines, and the one that never answers alerts until the clock gives up', async () => {
  const declined = await caller.listen(await caller.place('+12025550103'));
  const rung = await caller.listen(await caller.place('+12025550104'));
  await world.clock.advance(0);
  expect(declined.last).toMatchObject({ event: 'declined', reason: 'rejected' });
  expect(rung.last).toMatchObject({ event: 'alerting' });
  await world.clock.advance(120_000);
  expect(rung.last).toMatchObject({ event: 'noanswer' });
});

test.each(['00', '01', '02', '03', '04'])(
  'a call to +120255501%s that is cancelled at once leaves nothing behind',
  async (end) => {
    const call = await caller.place(`+120255501${end}`);
    await caller.send(call, { event: 'end' });
    await settle();
    expect(world.clock.pending).toBe(0);
  },
);

test('a provider that ends before it called back calls nobody', async () => {
  await caller.listen(await caller.place('+12025550101'));
  await world.clock.advance(2_000);
  world.provider.close();
  expect(world.clock.pending).toBe(0);
});

test('are nobody’s numbers where there are no services', async () => {
  const plain = new ProviderWorld({ accounts: [alice, bob], services: false });
  const device = await plain.register(alice, 'device');
  expect((await device.post('+12025550100')).status).toBe(404);
  await plain.close();
});
