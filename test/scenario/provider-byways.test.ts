import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import {
  alice,
  bob,
  connect,
  everyCodec,
  onlyPcmu,
  ProviderWorld,
  readJson,
  ring,
  type Device,
} from '../support/provider-world.ts';

let world: ProviderWorld;
let caller: Device;
let desk: Device;
let kitchen: Device;

beforeEach(async () => {
  world = new ProviderWorld();
  caller = await world.register(alice, 'caller');
  desk = await world.register(bob, 'desk');
  kitchen = await world.register(bob, 'kitchen');
});

afterEach(() => world.close());

describe('a reverse stream', () => {
  test('begins with what holds now', async () => {
    const { far } = await connect(caller, desk);
    await world.clock.advance(5_000);
    const late = await kitchen.listen(far);
    await settle();
    expect(late.names).toEqual(['answered', 'attaching', 'reconnecting']);
    expect(late.headers.get('cache-control')).toBe('no-store');
    expect(late.text.startsWith('[')).toBe(true);
  });

  test('that is opened again begins with what the device has missed, and only that', async () => {
    const { far, heardFar } = await connect(caller, desk);
    await desk.send(far, { event: 'dtmf', digit: '1' });
    await settle();
    await heardFar.close();
    await desk.send(far, { event: 'dtmf', digit: '2' }, { event: 'move', handler: kitchen.handler });
    const again = await desk.listen(far);
    const first = await kitchen.listen(far);
    await settle();
    expect(again.names).toEqual(['answered', 'attaching', 'dtmf']);
    expect(again.events[2]).toMatchObject({ digit: '2' });
    expect(first.names).toEqual(['answered', 'attaching']);
  });

  test('that is opened again while the old one seems to live begins with what came after the last event it got', async () => {
    const { far, heardFar } = await connect(caller, desk);
    await desk.send(far, { event: 'dtmf', digit: '1' }, { event: 'dtmf', digit: '2' }, { event: 'dtmf', digit: '3' });
    await settle();
    const last = heardFar.events.find((event) => event.event === 'dtmf' && event.digit === '1')?.timestamp ?? '';
    const again = await desk.listen(far, { 'last-event-id': last });
    await settle();
    expect(again.events.flatMap((event) => (event.event === 'dtmf' ? [event.digit] : []))).toEqual(['2', '3']);
  });

  test('has a newline every 10 s', async () => {
    const { heardNear } = await ring(caller, desk);
    const before = heardNear.text.length;
    await world.clock.advance(20_000);
    expect(heardNear.text.slice(before)).toBe('\n\n');
  });
});

describe('a forward stream', () => {
  test('is judged as it comes and answered when it ends', async () => {
    const { near, heardNear } = await connect(caller, desk);
    const upload = caller.upload(near);
    upload.write('[ {"event":"mute"');
    await settle();
    expect(heardNear.names).not.toContain('mute');
    upload.write('} ,\n{"event":"unmute"} ][]');
    upload.end();
    expect((await upload.answer).status).toBe(200);
    await settle();
    expect(heardNear.names.slice(-2)).toEqual(['mute', 'unmute']);
  });

  test('says something once, however often the same device says it with the same time', async () => {
    const { far, heardNear } = await connect(caller, desk);
    const digit = { event: 'dtmf', digit: '5', timestamp: '2026-01-27T10:00:00.001Z' };
    await desk.send(far, digit, digit);
    await desk.send(far, digit);
    await desk.send(far, { ...digit, timestamp: '2026-01-27T10:00:00.002Z' });
    await kitchen.send(far, digit);
    await settle();
    expect(heardNear.names.filter((name) => name === 'dtmf').length).toBe(3);
  });

  test('is reset when it is silent for 25 s, and a newline is no silence', async () => {
    const { near } = await connect(caller, desk);
    const upload = caller.upload(near);
    upload.write('[');
    await world.clock.advance(24_000);
    upload.write('\n');
    await world.clock.advance(24_000);
    let hasEnded = false;
    upload.answer.catch(() => (hasEnded = true));
    expect(hasEnded).toBe(false);
    await world.clock.advance(1_000);
    await expect(upload.answer).rejects.toMatchObject({ name: 'StreamReset' });
  });

  test('whose sender goes away is no byway any more', async () => {
    const { near, heardNear, heardFar } = await connect(caller, desk);
    const gone = new AbortController();
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Uint8Array.of(0x5b)) });
    const answer = caller.ask('PUT', `${near}/events`, { body, signal: gone.signal });
    await heardNear.close();
    await settle();
    gone.abort();
    await expect(answer).rejects.toMatchObject({ name: 'StreamReset' });
    await world.clock.advance(30_000);
    expect(heardFar.last).toMatchObject({ event: 'end', by: 'provider' });
  });

  test.each([
    ['[{"event":"dtmf","digit":"zz"}', 400, 'digit'],
    ['[{"event":"answered"}', 400, 'handler'],
    ['{"event":"mute"}', 400, ''],
    ['[{"event":"mute",}', 400, ''],
    ['[{"event":"mu\u0000te"}', 400, ''],
    [`[{"event":"x","y":"${'z'.repeat(65_536)}"}`, 413, undefined],
  ])('that says %.40j is ended with a problem, and nothing else is', async (text, status, member) => {
    const { near, heardNear } = await connect(caller, desk);
    const upload = caller.upload(near);
    upload.write(text);
    const answer = await upload.answer;
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(((await readJson(answer)) as { member?: string }).member).toBe(member);
    expect(heardNear.hasEnded).toBe(false);
    expect((await caller.send(near, { event: 'mute' })).status).toBe(200);
  });
});

describe('the clock of a call', () => {
  test('gives up when nobody has answered for 120 s', async () => {
    const { far, heardNear, heardFar } = await ring(caller, desk);
    await desk.send(far, { event: 'alerting' });
    await world.clock.advance(119_999);
    expect(heardNear.last).toMatchObject({ event: 'alerting' });
    await world.clock.advance(1);
    for (const heard of [heardNear, heardFar]) expect(heard.last).toMatchObject({ event: 'noanswer' });
  });

  test('ends an outbound leg that has no byway for 30 s, and lets an inbound one ring', async () => {
    const near = await caller.place('+14085550111');
    const [far = ''] = await desk.calls();
    await world.clock.advance(29_999);
    expect((await desk.ask('GET', far)).status).toBe(200);
    const heard = await caller.listen(near);
    await world.clock.advance(31_000);
    expect(await desk.describe(far)).toMatchObject({ event: { event: 'proceeding' } });
    await heard.close();
    await world.clock.advance(30_000);
    expect((await desk.ask('GET', far)).status).toBe(404);
  });

  test('counts a forward stream as a byway too', async () => {
    const { near, heardNear, heardFar } = await connect(caller, desk);
    const upload = caller.upload(near);
    upload.write('[');
    await heardNear.close();
    for (let passed = 0; passed < 60; passed += 20) {
      await world.clock.advance(20_000);
      upload.write('\n');
    }
    expect(heardFar.hasEnded).toBe(false);
    upload.write(']');
    upload.end();
    expect((await upload.answer).status).toBe(200);
    await world.clock.advance(30_000);
    expect(heardFar.last).toMatchObject({ event: 'end', by: 'provider' });
  });

  test('ends an answered leg that has no byway for 30 s', async () => {
    const { heardNear, heardFar } = await connect(caller, desk);
    await heardFar.close();
    await world.clock.advance(30_000);
    expect(heardNear.last).toMatchObject({ event: 'end', by: 'provider' });
  });

  test('says reconnecting 5 s after the last media, and reconnected when it flows again', async () => {
    const { near, heardFar } = await connect(caller, desk);
    const media = caller.media(near);
    await world.clock.advance(4_000);
    await media.say('here');
    await world.clock.advance(4_999);
    expect(heardFar.names).not.toContain('reconnecting');
    await world.clock.advance(1);
    expect(heardFar.last).toMatchObject({ event: 'reconnecting' });
    await media.say('again');
    await settle();
    expect(heardFar.last).toMatchObject({ event: 'reconnected' });
  });
});

describe('the directive', () => {
  const pcmu = { id: 3, 'param-sets': { PCMU: 1, sr: 8000, ptime: 20 } };

  test('changes with the device on the other side, there and back, and the caller is told each time', async () => {
    const old = await world.register(bob, 'old phone', onlyPcmu);
    const { near, far, heardNear } = await connect(caller, desk);
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    for (const [device, expected] of [
      [old, pcmu],
      [desk, { id: 3, 'param-sets': { opus: 1, ptime: 20 } }],
    ] as const) {
      await desk.send(far, { event: 'move', handler: device.handler });
      await device.send(far, { event: 'handler-connected', handler: device.handler });
      await settle();
      expect(heardNear.last).toMatchObject({ event: 'migrate' });
      expect(await caller.describe(near)).toMatchObject({ mic: expected });
    }
  });

  test('changes when a device describes itself anew in mid-call', async () => {
    const { near, far, heardNear, heardFar } = await connect(caller, desk);
    const description = { nickname: 'desk', 'device-id': 'id of desk', ...onlyPcmu };
    await desk.ask('PUT', desk.handler, { body: description });
    await settle();
    for (const heard of [heardNear, heardFar]) expect(heard.last).toMatchObject({ event: 'migrate' });
    expect(await caller.describe(near)).toMatchObject({ mic: pcmu });
    expect(await desk.describe(far)).toMatchObject({ mic: pcmu });
    await desk.ask('PUT', desk.handler, { body: { ...description, nickname: 'renamed' } });
    await settle();
    expect(heardNear.names.filter((name) => name === 'migrate')).toHaveLength(1);
  });

  test('is the attaching device’s for that device and the call’s for any other', async () => {
    const old = await world.register(bob, 'old phone', { ...onlyPcmu, spk: everyCodec.spk });
    const { far } = await connect(caller, desk);
    await desk.send(far, { event: 'move', handler: old.handler });
    expect(await old.describe(far)).toMatchObject({ mic: pcmu });
    expect(await kitchen.describe(far)).toMatchObject({ mic: { 'param-sets': { opus: 1 } } });
  });
});
