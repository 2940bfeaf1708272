import type { CallDescription } from '../../src-protocol/call.ts';
import type { CallEvent } from '../../src-protocol/events.ts';
import type { Group } from '../accounts.ts';
import type { Handlers } from '../handlers.ts';
import type { GroupStreams } from '../events/group-streams.ts';
import { replaceable } from '../services/replaceable-service.ts';
import type { ServiceCall } from '../services/service-numbers.ts';
import type { World } from '../world.ts';
import type { CallParties } from './call-parties.ts';
import type { CallSide } from './call-side.ts';
import type { Target } from './destinations.ts';
import { EndedCalls } from './ended-calls.ts';
import { Leg } from './leg.ts';
import type { TransferRequest } from './leg-options.ts';
import type { Direction } from './leg-state.ts';

type CalledService = Extract<Target, { kind: 'service' }>;

export interface CallsOptions {
  readonly origin: string;
  readonly world: World;
  readonly handlers: Handlers;
  readonly streams: GroupStreams;
  /** A client of a leg asks for a transfer. */
  readonly onTransfer: (leg: Leg, request: TransferRequest) => void;
  /** Gets every event that any leg sends. */
  readonly onEvent: (leg: Leg, event: CallEvent) => void;
  readonly onOver: (leg: Leg) => void;
}

/** The calls in progress: every leg by its id, and how two sides become a call. Kept in memory only. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #origin: string;
  readonly #world: World;
  readonly #handlers: Handlers;
  readonly #streams: GroupStreams;
  readonly #legs = new Map<string, Leg>();
  readonly #ended: EndedCalls;
  /** Of the calls that are still to come. */
  readonly #stopsOfPlanned = new Set<() => void>();

  constructor(options: CallsOptions) {
    this.#options = options;
    this.#origin = options.origin;
    this.#world = options.world;
    this.#handlers = options.handlers;
    this.#streams = options.streams;
    this.#ended = new EndedCalls(options.world.clock);
    options.handlers.onChange((group, uri, change) => {
      if (change !== 'created') for (const leg of this.inGroup(group)) leg.deviceChanged(uri, change);
    });
  }

  find(id: string): Leg | undefined {
    return this.#legs.get(id);
  }

  findUri(uri: string): Leg | undefined {
    return [...this.#legs.values()].find((leg) => leg.uri === uri);
  }

  inGroup(group: Group): readonly Leg[] {
    return [...this.#legs.values()].filter((leg) => leg.group === group);
  }

  /** How the calls of a group that are over ended, the latest last. */
  endedIn(group: Group): readonly CallDescription[] {
    return this.#ended.of(group);
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

  /** A call from a device to a service. Returns the caller's leg. */
  toService(
    caller: { group: Group; handler: string; askedBy: string },
    called: CalledService,
    parties: CallParties,
  ): Leg {
    const near = this.#createLeg(caller.group, 'outbound', parties, caller.handler);
    near.connect(this.#serve(called, { side: near, group: caller.group, number: parties.from }));
    this.#begin(near, caller.askedBy);
    return near;
  }

  /** Calls `target` for a side that is no leg: a leg of its account, or the side of a service. */
  reach(target: Target, caller: { side: CallSide; group: Group | undefined; from: string; to: string }): CallSide {
    const { side, group, from, to } = caller;
    if (target.kind === 'service') return this.#serve(target, { side, group, number: from });
    return this.#ring(target.group, { from, to, isVerified: false }, () => side);
  }

  close(): void {
    for (const stop of this.#stopsOfPlanned) stop();
    for (const leg of [...this.#legs.values()]) leg.hangUp();
  }

  #ring(callee: Group, parties: CallParties, connect: (leg: CallSide) => CallSide): Leg {
    const far = this.#createLeg(callee, 'inbound', parties);
    far.connect(connect(far));
    this.#begin(far);
    return far;
  }

  /** The side of a service. Where it calls back, all devices of `group` ring. */
  #serve(
    { number, service }: CalledService,
    caller: { side: CallSide; group: Group | undefined; number: string },
  ): CallSide {
    const { clock } = this.#world;
    const { group } = caller;
    const parties = { from: number, to: caller.number, isVerified: false };
    const callCallerAfter: ServiceCall['callCallerAfter'] = (delayMs, connect) => {
      if (group === undefined) return;
      const stop = clock.after(delayMs, () => {
        this.#stopsOfPlanned.delete(stop);
        this.#ring(group, parties, (leg) => replaceable(leg, connect));
      });
      this.#stopsOfPlanned.add(stop);
    };
    return replaceable(caller.side, (link) => service({ caller: link, clock, callCallerAfter }));
  }

  #createLeg(group: Group, direction: Direction, parties: CallParties, handler?: string): Leg {
    const id = this.#world.random.token();
    const leg = new Leg({
      parties,
      uri: `${this.#origin}/ripp/calls/${id}`,
      group,
      direction,
      ...(handler === undefined ? {} : { handler }),
      world: this.#world,
      findHandler: (uri) => this.#handlers.find(group, uri),
      onTransfer: this.#options.onTransfer,
      onEvent: this.#options.onEvent,
      onOver: () => {
        this.#legs.delete(id);
        this.#ended.add(group, leg.describe(''));
        this.#options.onOver(leg);
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
