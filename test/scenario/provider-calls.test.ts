import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { alice, bob, connect, ProviderWorld, ring, type Device } from '../support/provider-world.ts';

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

describe('a call between two accounts', () => {
  test('is two legs with a URI each, announced on both terminal groups and described to both', async () => {
    const callerNews = await caller.watch();
    const deskNews = await desk.watch();
    const { near, far } = await ring(caller, desk);
    await settle();
    expect(near).not.toBe(far);
    expect(callerNews.events).toMatchObject([{ event: 'call', call: near, direction: 's2c' }]);
    expect(deskNews.events).toMatchObject([{ event: 'call', call: far, direction: 's2c' }]);
    expect(await caller.describe(near)).toMatchObject({
      uri: near,
      direction: 'outbound',
      from: '+14085550110',
      to: '+14085550111',
      verified: false,
      handler: caller.handler,
      event: { event: 'proceeding', call: near },
      reconnecting: false,
      held: false,
      started: new Date(world.clock.now()).toISOString(),
      mic: { id: 3, 'param-sets': { opus: 1, ptime: 20 } },
    });
    const inbound = await desk.describe(far);
    expect(inbound).toMatchObject({ uri: far, direction: 'inbound', event: { event: 'proceeding' } });
    expect(inbound).toHaveProperty('passport');
    expect(Object.keys(inbound)).not.toEqual(expect.arrayContaining(['handler']));
    expect(JSON.stringify(inbound)).not.toContain(caller.handler);
  });

  test('tells both sides of its progress, each with its own handler and events of the server', async () => {
    const { far, near, heardNear, heardFar } = await ring(caller, desk);
    await desk.send(far, { event: 'alerting', direction: 'c2s', timestamp: '2020-01-01T00:00:00.000Z', call: far });
    await desk.send(far, { event: 'answered', handler: desk.handler });
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    await settle();
    expect(heardNear.names).toEqual(['proceeding', 'attaching', 'alerting', 'answered']);
    expect(heardNear.last).toMatchObject({ handler: caller.handler, call: near, direction: 's2c' });
    expect(heardFar.names).toEqual(['proceeding', 'alerting', 'attaching', 'answered', 'handler-connected']);
    const { timestamp = '' } = heardFar.events[1] ?? {};
    expect(Math.abs(Date.parse(timestamp) - world.clock.now())).toBeLessThan(10);
    expect(heardFar.events[2]).toMatchObject({ handler: desk.handler, 'asked-by': desk.handler });
  });

  test.each([
    ['declined', { reason: 'busy' }],
    ['failed', { reason: 'device' }],
    ['noanswer', {}],
  ])('is over on all devices when one of the called says %s', async (event, fields) => {
    const { near, far, heardNear, heardFar } = await ring(caller, desk);
    const heardInKitchen = await kitchen.listen(far);
    const upload = caller.upload(near);
    const parked = kitchen.media(far).park();
    expect((await desk.send(far, { event, ...fields })).status).toBe(200);
    await settle();
    for (const heard of [heardNear, heardFar, heardInKitchen]) {
      expect(heard.last).toMatchObject({ event, ...fields });
      expect(heard.text.endsWith(']')).toBe(true);
      expect(heard.hasEnded).toBe(true);
    }
    expect((await upload.answer).status).toBe(200);
    expect((await parked).status).toBe(404);
    expect((await caller.ask('GET', near)).status).toBe(404);
    expect(await desk.calls()).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });

  test('says of its end who ended it, as each side sees that', async () => {
    const cancelled = await ring(caller, desk);
    await caller.send(cancelled.near, { event: 'end' });
    const ended = await connect(caller, desk);
    await kitchen.send(ended.far, { event: 'end', by: 'provider' });
    await settle();
    expect(cancelled.heardNear.last).toMatchObject({ event: 'end', by: 'us' });
    expect(cancelled.heardFar.last).toMatchObject({ event: 'end', by: 'them' });
    expect(ended.heardFar.last).toMatchObject({ event: 'end', by: 'us' });
    expect(ended.heardNear.last).toMatchObject({ event: 'end', by: 'them' });
  });

  test('takes failed without a reason for an error', async () => {
    const { far, heardNear } = await ring(caller, desk);
    await desk.send(far, { event: 'failed' });
    await settle();
    expect(heardNear.last).toMatchObject({ event: 'failed', reason: 'error' });
  });

  test('ignores what a client may not send or what would take the state back', async () => {
    const { near, far, heardNear, heardFar } = await connect(caller, desk);
    const before = [heardNear.names, heardFar.names];
    for (const event of ['proceeding', 'alerting', 'declined', 'failed', 'noanswer'])
      expect((await desk.send(far, { event })).status).toBe(200);
    await desk.send(far, { event: 'answered', handler: kitchen.handler });
    await caller.send(near, { event: 'answered', handler: caller.handler }, { event: 'declined' });
    await caller.send(near, { event: 'no-such-event', x: 1 }, { event: 'moved', handler: caller.handler, from: near });
    await settle();
    expect([heardNear.names, heardFar.names]).toEqual(before);
  });
});

describe('an answer', () => {
  test('for a device that is not registered is no answer, and every device hears so', async () => {
    const { far, heardNear, heardFar } = await ring(caller, desk);
    await desk.send(far, { event: 'answered', handler: `${desk.group}/handlers/gone` });
    await desk.send(far, { event: 'answered', handler: caller.handler });
    await settle();
    expect(heardFar.names).toEqual(['proceeding', 'handler-invalid', 'handler-invalid']);
    expect(heardNear.names).not.toContain('answered');
    expect(await desk.describe(far)).toMatchObject({ event: { event: 'proceeding' } });
  });

  test('by two devices at once is the first one', async () => {
    const { far, heardFar } = await ring(caller, desk);
    await Promise.all([
      desk.send(far, { event: 'answered', handler: desk.handler }),
      kitchen.send(far, { event: 'answered', handler: kitchen.handler }),
    ]);
    await settle();
    expect(heardFar.events.filter(({ event }) => event === 'answered')).toMatchObject([{ handler: desk.handler }]);
  });

  test('may be given by one device for another', async () => {
    const { far, heardFar } = await ring(caller, desk);
    await desk.send(far, { event: 'answered', handler: kitchen.handler });
    await settle();
    expect(heardFar.events[1]).toMatchObject({
      event: 'attaching',
      handler: kitchen.handler,
      'asked-by': desk.handler,
    });
    expect(await kitchen.describe(far)).toMatchObject({ handler: kitchen.handler });
  });

  test('is heard as reconnecting by the far side when the device does not connect in 10 s', async () => {
    const { far, heardNear, heardFar } = await connect(caller, desk);
    await world.clock.advance(9_999);
    expect(heardFar.names).not.toContain('attach-failed');
    await world.clock.advance(1);
    expect(heardFar.last).toMatchObject({ event: 'attach-failed', handler: desk.handler, reason: 'timeout' });
    expect(heardNear.names).toContain('reconnecting');
    expect(await desk.describe(far)).toMatchObject({ event: { event: 'answered' }, handler: desk.handler });
  });

  test('is refused by the attaching device alone', async () => {
    const { far, heardFar } = await connect(caller, desk);
    const refusal = { event: 'attach-failed', handler: desk.handler, reason: 'refused' };
    await kitchen.send(far, refusal);
    await settle();
    expect(heardFar.names).not.toContain('attach-failed');
    await desk.send(far, refusal);
    await settle();
    expect(heardFar.last).toMatchObject(refusal);
  });

  test('names nobody as asker when the sender names no device of the line', async () => {
    const { far, heardFar } = await ring(caller, desk);
    const headers = { 'ripp-handler': 'not a device' };
    await desk.ask('PUT', `${far}/events`, { body: [{ event: 'answered', handler: desk.handler }], headers });
    await settle();
    expect(heardFar.events[1]).not.toHaveProperty('asked-by');
  });
});

describe('a call placed for another device', () => {
  test('attaches that device and says who asked; its 10 s start with the answer', async () => {
    const other = await world.register(alice, 'other');
    const near = await caller.place('+14085550111', { handler: other.handler });
    const heard = await other.listen(near);
    await world.clock.advance(11_000);
    expect(heard.events).toMatchObject([
      { event: 'proceeding' },
      { event: 'attaching', handler: other.handler, 'asked-by': caller.handler },
    ]);
    const [far = ''] = await desk.calls();
    await desk.send(far, { event: 'answered', handler: desk.handler });
    await world.clock.advance(10_000);
    expect(heard.names).toContain('attach-failed');
  });
});

describe('a move', () => {
  test('gives the call to the new device once that has connected', async () => {
    const { far, heardFar } = await connect(caller, desk);
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    await kitchen.send(far, { event: 'move', handler: kitchen.handler });
    await settle();
    expect(await desk.describe(far)).toMatchObject({ handler: desk.handler });
    await kitchen.send(far, { event: 'handler-connected', handler: kitchen.handler });
    await settle();
    expect(heardFar.events.slice(-3)).toMatchObject([
      { event: 'attaching', handler: kitchen.handler, 'asked-by': kitchen.handler },
      { event: 'handler-connected', handler: kitchen.handler },
      { event: 'moved', handler: kitchen.handler, from: desk.handler },
    ]);
    expect(await desk.describe(far)).toMatchObject({ handler: kitchen.handler });
  });

  test('is ignored before the answer and to the device that has the call', async () => {
    const { far, heardFar } = await ring(caller, desk);
    await kitchen.send(far, { event: 'move', handler: kitchen.handler });
    await desk.send(far, { event: 'answered', handler: desk.handler });
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    await kitchen.send(far, { event: 'move', handler: desk.handler });
    await settle();
    expect(heardFar.names).toEqual(['proceeding', 'attaching', 'answered', 'handler-connected']);
  });

  test('to a device that is not registered is invalid', async () => {
    const { far, heardFar } = await connect(caller, desk);
    await desk.send(far, { event: 'move', handler: caller.handler });
    await settle();
    expect(heardFar.last).toMatchObject({ event: 'handler-invalid', handler: caller.handler });
  });

  test('replaces one that is under way', async () => {
    const third = await world.register(bob, 'third');
    const { far, heardFar } = await connect(caller, desk);
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    await kitchen.send(far, { event: 'move', handler: kitchen.handler });
    await third.send(far, { event: 'move', handler: third.handler });
    await kitchen.send(far, { event: 'handler-connected', handler: kitchen.handler });
    await settle();
    expect(heardFar.events.slice(-2)).toMatchObject([
      { event: 'attach-failed', handler: kitchen.handler, reason: 'replaced' },
      { event: 'attaching', handler: third.handler },
    ]);
  });

  test('that fails leaves the call where it was', async () => {
    const { far, heardFar } = await connect(caller, desk);
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    await desk.send(far, { event: 'move', handler: kitchen.handler });
    await world.clock.advance(10_000);
    expect(heardFar.last).toMatchObject({ event: 'attach-failed', handler: kitchen.handler, reason: 'timeout' });
    expect(await desk.describe(far)).toMatchObject({ handler: desk.handler });
  });

  test('to the device of the call is a new attempt when its attachment failed', async () => {
    const { far, heardFar } = await connect(caller, desk);
    await world.clock.advance(10_000);
    await desk.send(far, { event: 'move', handler: desk.handler });
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    await settle();
    expect(heardFar.names.slice(-3)).toEqual(['attaching', 'handler-connected', 'moved']);
  });

  test('fails at once when the attaching device is removed', async () => {
    const { far, heardFar } = await connect(caller, desk);
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    await desk.send(far, { event: 'move', handler: kitchen.handler });
    await desk.ask('DELETE', kitchen.handler);
    await settle();
    expect(heardFar.last).toMatchObject({ event: 'attach-failed', handler: kitchen.handler, reason: 'gone' });
  });
});

describe('what is for display', () => {
  test('mute and digits reach the devices of both sides, and say whose they are as each side sees that', async () => {
    const { far, heardNear, heardFar } = await connect(caller, desk);
    const heardInKitchen = await kitchen.listen(far);
    await desk.send(far, { event: 'mute', by: 'them' }, { event: 'dtmf', digit: '#' }, { event: 'unmute' });
    await settle();
    for (const [heard, by] of [
      [heardNear, 'them'] as const,
      [heardFar, 'us'] as const,
      [heardInKitchen, 'us'] as const,
    ])
      expect(heard.events.slice(-3)).toMatchObject([
        { event: 'mute', by },
        { event: 'dtmf', by, digit: '#', direction: 's2c' },
        { event: 'unmute', by },
      ]);
  });

  test('a stream that is opened is told of hold and mute as they are now', async () => {
    const { near, far } = await connect(caller, desk);
    await caller.send(near, { event: 'mute' }, { event: 'hold' });
    await desk.send(far, { event: 'mute' }, { event: 'handler-connected', handler: desk.handler });
    const during = await kitchen.listen(far);
    await caller.send(near, { event: 'unmute' }, { event: 'unhold' });
    await desk.send(far, { event: 'move', handler: kitchen.handler });
    await desk.send(far, { event: 'handler-connected', handler: kitchen.handler });
    const after = [await desk.listen(far), await caller.listen(near)];
    await settle();
    expect(during.names.slice(0, 4)).toEqual(['answered', 'on-hold', 'mute', 'mute']);
    expect(during.events.slice(2, 4)).toMatchObject([{ by: 'them' }, { by: 'us' }]);
    expect(after[0]?.events).toMatchObject([{ event: 'answered' }, { event: 'mute', by: 'us' }]);
    expect(after[1]?.events.slice(-1)).toMatchObject([{ event: 'mute', by: 'them' }]);
  });

  test('hold is shown on the own leg as held and on the far one as on hold', async () => {
    const { near, far, heardNear, heardFar } = await connect(caller, desk);
    await desk.send(far, { event: 'hold' }, { event: 'hold' });
    await settle();
    expect(await desk.describe(far)).toMatchObject({ held: true });
    expect(await caller.describe(near)).toMatchObject({ held: false });
    await desk.send(far, { event: 'unhold' });
    await settle();
    expect(heardFar.names.slice(-2)).toEqual(['hold', 'unhold']);
    expect(heardNear.names.slice(-2)).toEqual(['on-hold', 'off-hold']);
  });

  test('hello is echoed with its nonce', async () => {
    const { near, heardNear } = await ring(caller, desk);
    await caller.send(near, { event: 'hello', nonce: 'n'.repeat(64) });
    await settle();
    expect(heardNear.last).toMatchObject({ event: 'hello', nonce: 'n'.repeat(64), direction: 's2c' });
  });
});
