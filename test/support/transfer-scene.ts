import type { CallEvent } from '../../src-protocol/events.ts';
import { settle } from './fake-clock.ts';
import { alice, bob, connect, ProviderWorld, type CallPair, type Device, type EventReader } from './provider-world.ts';

export const carol = { user: 'carol', name: 'Carol', numbers: ['+14085550120'], token: 'carol-token-0123456789' };
export const echo = '+12025550100';

/** Bob's desk has Alice on the line and may transfer her to Carol. */
export interface TransferScene {
  readonly world: ProviderWorld;
  readonly desk: Device;
  readonly caller: Device;
  readonly third: Device;
  readonly call: CallPair;
  /** Bob asks for Carol; returns her leg and its stream. */
  ringThird(): Promise<{ leg: string; heard: EventReader<CallEvent> }>;
  /** Carol answers and has media. */
  answer(leg: string): Promise<void>;
}

export async function openTransferScene(): Promise<TransferScene> {
  const world = new ProviderWorld({ accounts: [{ ...alice, 'max-concurrent-calls': 2 }, bob, carol] });
  const caller = await world.register(alice, 'caller');
  const desk = await world.register(bob, 'desk');
  const third = await world.register(carol, 'third');
  const call = await connect(caller, desk);
  await caller.send(call.near, { event: 'handler-connected', handler: caller.handler });
  await desk.send(call.far, { event: 'handler-connected', handler: desk.handler });
  await settle();
  return {
    world,
    caller,
    desk,
    third,
    call,
    ringThird: async () => {
      await desk.send(call.far, { event: 'transfer', target: carol.numbers[0] });
      const leg = (await third.calls()).at(-1) ?? '';
      return { leg, heard: await third.listen(leg) };
    },
    answer: async (leg) => {
      await third.send(leg, { event: 'answered', handler: third.handler });
      await third.send(leg, { event: 'handler-connected', handler: third.handler });
      await settle();
    },
  };
}
