import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallAppearance } from '../../src-bridge/phone-state.ts';
import { settle } from '../support/fake-clock.ts';
import { InMemoryWorld, people, type Desk } from '../support/in-memory-world.ts';

const names = ['Laptop', 'Kitchen phone', 'Desk'];
const who = fc.nat({ max: names.length - 1 });

/** What one of three devices, the far side or time does next, while whatever came before may still be under way. */
type Step =
  | { readonly kind: 'answer' | 'pull' | 'hold' | 'resume' | 'offline' | 'online' | 'end'; readonly who: number }
  | { readonly kind: 'answerOn' | 'move'; readonly who: number; readonly to: number }
  | { readonly kind: 'far-end' }
  | { readonly kind: 'turns'; readonly count: number }
  | { readonly kind: 'pass'; readonly ms: number };

const act = <K extends string>(...kinds: K[]): fc.Arbitrary<{ kind: K; who: number }> =>
  fc.record({ kind: fc.constantFrom(...kinds), who });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: act('answer', 'pull', 'pull', 'hold', 'resume') },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('answerOn' as const, 'move' as const), who, to: who }) },
  { weight: 3, arbitrary: act('offline', 'online') },
  { weight: 1, arbitrary: act('end') },
  { weight: 1, arbitrary: fc.constant({ kind: 'far-end' } as const) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('turns' as const), count: fc.nat({ max: 12 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(20, 500, 3000, 11_000) }),
  },
);

/** True while the device has the media of the call, or is on its way to it. */
function isHere({ state }: CallAppearance): boolean {
  return state.kind === 'active' || state.kind === 'held' || (state.kind === 'attaching' && state.isHere);
}

/** One device talks, or two while one of them is being connected. */
function expectFewTalkers(desks: readonly Desk[]): void {
  const states = desks.map(({ card }) => card).filter((card) => card !== undefined && isHere(card));
  const isMoving = states.some((card) => card?.state.kind === 'attaching');
  expect(states.length).toBeLessThanOrEqual(isMoving ? 2 : 1);
}

/** Follows what a device shows of the one call, and fails when it rings again after it had stopped. */
function watch(desk: Desk): { readonly rangAgain: () => boolean; readonly stop: () => void } {
  let hasStopped = false;
  let rangAgain = false;
  const stop = desk.phone.subscribe(({ calls: [card] }) => {
    if (card === undefined) return;
    if (card.state.kind !== 'ringing') hasStopped = true;
    else if (hasStopped) rangAgain = true;
  });
  return { rangAgain: () => rangAgain, stop };
}

/** One word for where the call is, the same on every device that sees the same. */
function pictureOf(desk: Desk): string {
  const { card } = desk;
  const own = desk.phone.state.devices.find((device) => device.isThis)?.id ?? '';
  if (card === undefined) return 'over';
  switch (card.state.kind) {
    case 'ended':
      return 'over';
    case 'active':
      return `talked on ${own}`;
    case 'held':
      return `held on ${own}`;
    case 'remote':
      return `${card.state.isHeld ? 'held' : 'talked'} on ${card.state.device.id}`;
    case 'unattached':
      return `not connected to ${card.state.device.id}`;
    default:
      return card.state.kind;
  }
}

class Household {
  readonly world = new InMemoryWorld();
  readonly desks: Desk[] = [];
  readonly #lost = new Set<Desk>();
  alice: Desk | undefined;

  /** The devices that never lost their network: what they show is so. */
  get steady(): readonly Desk[] {
    return this.desks.filter((desk) => !this.#lost.has(desk));
  }

  async open(): Promise<void> {
    this.alice = await this.world.openOnline('alice');
    for (const name of names) this.desks.push(await this.world.openOnline('bob', { deviceId: name, deviceName: name }));
    for (const desk of this.desks) await desk.until('all are listed', ({ devices }) => devices.length === names.length);
    await this.alice.call(people.bob.number);
    for (const desk of this.desks) await desk.untilCard('ringing');
  }

  /** Does a step without waiting for it. A command that does not fit is refused, as it is for a person. */
  async take(next: Step): Promise<void> {
    if (next.kind === 'turns') return settle(next.count);
    if (next.kind === 'pass') return this.world.advance(next.ms);
    if (next.kind === 'far-end') return void this.alice?.phone.end(this.alice.card?.id ?? '').catch(() => undefined);
    const desk = this.desks[next.who] as Desk;
    const id = desk.card?.id ?? '';
    const { phone } = desk;
    switch (next.kind) {
      case 'offline':
      case 'online':
        this.#lost.add(desk);
        return desk.wire.setOnline(next.kind === 'online');
      case 'answerOn':
      case 'move':
        return void phone[next.kind](id, this.#deviceId(desk, next.to)).catch(() => undefined);
      case 'hold':
      case 'resume':
        return void phone.setHeld(id, next.kind === 'hold').catch(() => undefined);
      default:
        return void phone[next.kind](id).catch(() => undefined);
    }
  }

  #deviceId(desk: Desk, index: number): string {
    return desk.phone.state.devices.find(({ name }) => name === names[index])?.id ?? '';
  }
}

test('three devices that do anything in any order end with one picture, one talker and no ring', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      const household = new Household();
      await household.open();
      const { desks, world } = household;
      const watches = desks.map(watch);
      try {
        for (const next of steps) {
          await household.take(next);
          if (next.kind === 'pass') expectFewTalkers(household.steady);
        }
        for (const desk of desks) desk.wire.setOnline(true);
        await world.advance(45_000);
        const talkers = desks.filter(({ card }) => card?.audio !== undefined);
        expect(talkers.length).toBeLessThanOrEqual(1);
        expect(new Set(desks.map(pictureOf)).size).toBe(1);
        expect(watches.some(({ rangAgain }) => rangAgain())).toBe(false);
      } finally {
        for (const { stop } of watches) stop();
        await world.close();
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
