import type { Group } from '../accounts.ts';
import type { Handlers } from '../handlers.ts';
import type { GroupStreams } from '../events/group-streams.ts';
import type { World } from '../world.ts';
import type { CallParties } from './call-parties.ts';
import type { CallSide } from './call-side.ts';
import { Leg } from './leg.ts';
import type { Direction } from './leg-state.ts';

/** The calls in progress: every leg by its id, and how two sides become a call. Kept in memory only. */
export class Calls {
  readonly #origin: string;
  readonly #world: World;
  readonly #handlers: Handlers;
  readonly #streams: GroupStreams;
  readonly #legs = new Map<string, Leg>();
  /** Of the calls that are still to come. */
  readonly #stopsOfPlanned = new Set<() => void>();

  constructor(options: { origin: string; world: World; handlers: Handlers; streams: GroupStreams }) {
    this.#origin = options.origin;
    this.#world = options.world;
    this.#handlers = options.handlers;
    this.#streams = options.streams;
    options.handlers.onChange((group, uri, change) => {
      if (change !== 'created') for (const leg of this.inGroup(group)) leg.deviceChanged(uri, change);
    });
  }

  find(id: string): Leg | undefined {
    return this.#legs.get(id);
  }

  inGroup(group: Group): readonly Leg[] {
    return [...this.#legs.values()].filter((leg) => leg.group === group);
  }

  /** A call from a device of one group to all devices of another. Returns the caller's leg. */
  between(caller: { group: Group; handler: string; askedBy: string }, callee: Group, parties: CallParties): Leg {
    const near = this.#createLeg(caller.group, 'outbound', parties, caller.handler);
    const far = this.#createLeg(callee, 'inbound', parties);
    near.connect(far);
    far.connect(near);
    this.#begin(near, caller.askedBy);
    this.#begin(far);
    return near;
  }

  /** A call from a device to a side that is no leg. `connect` makes that side, given the caller's. */
  toSide(
    caller: { group: Group; handler: string; askedBy: string },
    parties: CallParties,
    connect: (leg: CallSide) => CallSide,
  ): Leg {
    const near = this.#createLeg(caller.group, 'outbound', parties, caller.handler);
    near.connect(connect(near));
    this.#begin(near, caller.askedBy);
    return near;
  }

  /** A call from a side that is no leg to all devices of a group, `delayMs` from now. */
  fromSideAfter(delayMs: number, callee: Group, parties: CallParties, connect: (leg: CallSide) => CallSide): void {
    const stop = this.#world.clock.after(delayMs, () => {
      this.#stopsOfPlanned.delete(stop);
      const far = this.#createLeg(callee, 'inbound', parties);
      far.connect(connect(far));
      this.#begin(far);
    });
    this.#stopsOfPlanned.add(stop);
  }

  close(): void {
    for (const stop of this.#stopsOfPlanned) stop();
    for (const leg of [...this.#legs.values()]) leg.hangUp();
  }

  #createLeg(group: Group, direction: Direction, parties: CallParties, handler?: string): Leg {
    const id = this.#world.random.token();
    const leg = new Leg({
      parties,
      id,
      uri: `${this.#origin}/ripp/calls/${id}`,
      group,
      direction,
      ...(handler === undefined ? {} : { handler }),
      world: this.#world,
      findHandler: (uri) => this.#handlers.find(group, uri),
      onOver: () => {
        this.#legs.delete(id);
        this.#world.log.info('leg over', { direction, line: group.number });
      },
    });
    this.#legs.set(id, leg);
    this.#world.log.info('leg created', { direction, line: group.number });
    return leg;
  }

  #begin(leg: Leg, askedBy?: string): void {
    leg.begin(askedBy);
    this.#streams.send(leg.group, { event: 'call', call: leg.uri });
  }
}
