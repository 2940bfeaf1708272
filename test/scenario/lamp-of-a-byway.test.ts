import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lamp } from '../../src-bridge/contacts.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { DialogDescriber } from '../../src-main/dialog-package/describe/describe-dialogs.ts';
import { createLamps, type Lamps } from '../../src-main/dialog-package/lamps/lamps.ts';
import { createNotifier, type Notifier } from '../../src-main/dialog-package/notifier/notifier.ts';
import { fingerprint, systemRandom } from '../../src-main/node/system-clock.ts';
import { until } from '../support/fake-clock.ts';
import { InMemoryWorld, people, secondNumberOfCarol, type Desk } from '../support/in-memory-world.ts';
import { MemoryLog } from '../support/memory-ports.ts';
import { createSipNetwork, type SipNetwork } from '../support/memory-sip.ts';
import { notifierConfig } from '../support/notifier-world.ts';

/** Carol's Byway publishes its calls; Bob's shows them as the lamp of a contact. */
let world: InMemoryWorld;
let network: SipNetwork;
let carol: Desk;
let notifier: Notifier;
let startNotifier: () => void;
let lamps: Lamps;
let shown: Lamp[];
let endpoints: { close(): Promise<void> }[];

const key = { name: 'console', password: 'a secret' };

beforeEach(async () => {
  world = new InMemoryWorld();
  network = createSipNetwork(world.clock);
  carol = await world.openOnline('carol');
  const theirs = network.endpoint('10.0.0.1', 5060);
  const ours = network.endpoint('10.0.0.2', 5060);
  endpoints = [theirs, ours];
  const { clock } = world;
  const parts = { clock, random: systemRandom, log: new MemoryLog() };
  const config = notifierConfig({ trustedAddresses: [], trustedKeys: [key] });
  const describer = new DialogDescriber({ clock, fingerprint });
  const tell = (state: PhoneState): void =>
    notifier.show(describer.describe(state, (id) => carol.phone.factsOf(id), []));
  startNotifier = () => {
    notifier = createNotifier({ ...parts, endpoint: theirs, config, onSubscriptions: () => undefined });
    tell(carol.phone.state);
  };
  startNotifier();
  theirs.onRequest((incoming) => notifier.handle(incoming));
  carol.phone.subscribe(tell);
  shown = [];
  lamps = createLamps({ ...parts, endpoint: ours, onLamp: (_, lamp) => shown.push(lamp) });
  ours.onRequest((incoming) => void lamps.handle(incoming));
});

afterEach(async () => {
  const stopped = Promise.all([lamps.stop(), notifier.stop()]);
  await world.advance(2000);
  await stopped;
  for (const endpoint of endpoints) await endpoint.close();
  await world.close();
  expect(network.pending).toBe(0);
  expect(world.clock.pending).toBe(0);
});

/** Lights the lamp of Carol's first line, or of one of her other users. */
async function watch(user: string = people.carol.number, proof: { key?: typeof key } = { key }): Promise<void> {
  lamps.watch([{ id: 'carol', uri: `sip:${user}@10.0.0.1`, ...proof }]);
  await world.advance(0);
}

/** Lets time pass until the lamp shows this. */
async function untilShown(kind: Lamp['kind']): Promise<Lamp> {
  await world.advance(2000);
  await until(`the lamp is ${kind}`, () => shown.at(-1)?.kind === kind);
  return shown.at(-1)!;
}

test('a lamp follows a call to another Byway, with who it is', async () => {
  await watch();
  await untilShown('idle');
  const alice = await world.openOnline('alice');
  await alice.call(people.carol.number);
  const { id } = await carol.untilCard('ringing');
  expect(await untilShown('ringing')).toEqual({ kind: 'ringing', who: people.alice.number });
  await carol.phone.answer(id);
  await carol.untilCard('active');
  expect(await untilShown('in-call')).toEqual({ kind: 'in-call', who: people.alice.number });
  await carol.phone.end(id);
  await untilShown('idle');
  expect(shown.map(({ kind }) => kind)).toEqual(['unknown', 'idle', 'ringing', 'in-call', 'idle']);
});

test('a lamp follows a call from another Byway', async () => {
  await watch();
  await untilShown('idle');
  const bob = await world.openOnline('bob');
  const id = await carol.call(people.bob.number);
  await bob.untilCard('ringing');
  expect(await untilShown('in-call')).toEqual({ kind: 'in-call', who: people.bob.number });
  await carol.phone.end(id);
  await untilShown('idle');
});

test('a lamp shows a call that was there before it', async () => {
  await carol.call(people.bob.number);
  await carol.until('it is on its way', ({ calls }) => calls.length === 1);
  await watch();
  await untilShown('in-call');
});

test('the lamp of one line stays dark for a call of another (G3), and that of no line is lit (G4)', async () => {
  await watch(secondNumberOfCarol);
  await untilShown('idle');
  const alice = await world.openOnline('alice');
  await alice.call(people.carol.number);
  await carol.untilCard('ringing');
  await world.advance(5000);
  expect(shown.at(-1)).toEqual({ kind: 'idle' });
  lamps.watch([{ id: 'carol', uri: 'sip:10.0.0.1', key }]);
  await untilShown('ringing');
});

test('a lamp without the key is refused, and is told nothing (G9)', async () => {
  await watch(people.carol.number, {});
  expect(await untilShown('unknown')).toEqual({ kind: 'unknown', reason: 'refused' });
  await watch(people.carol.number, { key: { ...key, password: 'a guess' } });
  await world.advance(2000);
  expect(shown.at(-1)).toEqual({ kind: 'unknown', reason: 'refused' });
  const toUs = network.messages.filter(({ message }) => message.kind === 'request' && message.method === 'NOTIFY');
  expect(toUs).toEqual([]);
});

test('a lamp whose key is taken back is refused', async () => {
  await watch();
  await untilShown('idle');
  notifier.reconfigure(notifierConfig({ trustedAddresses: [], trustedKeys: [] }));
  expect(await untilShown('unknown')).toEqual({ kind: 'unknown', reason: 'refused' });
});

test('a lamp is refreshed for as long as it is watched', async () => {
  await watch();
  await untilShown('idle');
  for (let hour = 0; hour < 3; hour++) await world.advance(3_600_000);
  expect(shown.map(({ kind }) => kind)).toEqual(['unknown', 'idle']);
});

test('a lamp is lit again after its Byway was started anew', async () => {
  await watch();
  await untilShown('idle');
  await notifier.stop();
  await untilShown('unknown');
  await carol.call(people.bob.number);
  startNotifier();
  await world.advance(10_000);
  expect(shown.at(-1)).toEqual({ kind: 'in-call', who: people.bob.number });
});
