import type { CallDescription } from '../../src-protocol/call.ts';
import type { CallEvent } from '../../src-protocol/events.ts';
import type { Group } from '../accounts.ts';
import type { Handlers } from '../handlers.ts';
import type { GroupStreams } from '../events/group-streams.ts';
import { callingBack } from '../services/call-back.ts';
import { replaceable } from '../services/replaceable-service.ts';
import type { ServiceCall } from '../services/service-numbers.ts';
import type { ProviderStore } from '../store/provider-store.ts';
import { StreamReset } from '../stream-reset.ts';
import type { World } from '../world.ts';
import type { CallParties } from './call-parties.ts';
import { CallRecorder } from './call-recorder.ts';
import type { CallSide } from './call-side.ts';
import type { Target } from './destinations.ts';
import { EndedCalls } from './ended-calls.ts';
import { Leg } from './leg.ts';
import type { LegOptions, TransferRequest } from './leg-options.ts';
import { recordsThatGoOn, type LegRecord } from './leg-record.ts';

type CalledService = Extract<Target, { kind: 'service' }>;
type FindService = (number: string) => CalledService | undefined;

export interface CallsOptions {
  readonly origin: string;
  readonly world: World;
  readonly handlers: Handlers;
  readonly streams: GroupStreams;
  readonly store: Pick<ProviderStore, 'saveCall' | 'removeCall'>;
  /** A client of a leg asks for a transfer. */
  readonly onTransfer: (leg: Leg, request: TransferRequest) => void;
  /** Gets every event that any leg sends. */
  readonly onEvent: (leg: Leg, event: CallEvent) => void;
  readonly onOver: (leg: Leg) => void;
}

/** The calls in progress: every leg by its id, and how two sides become a call. Written down on every change. */
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
  readonly #recorder: CallRecorder;
  #isCut = false;

  constructor(options: CallsOptions) {
    this.#options = options;
    this.#origin = options.origin;
    this.#world = options.world;
    this.#handlers = options.handlers;
    this.#streams = options.streams;
    this.#ended = new EndedCalls(options.world.clock);
    this.#recorder = new CallRecorder(options.store);
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
    const near = this.#createLeg({ group: caller.group, direction: 'outbound', parties, handler: caller.handler });
    const far = this.#createLeg({ group: callee, direction: 'inbound', parties });
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
    const near = this.#createLeg({ group: caller.group, direction: 'outbound', parties, handler: caller.handler });
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

  /**
   * Makes the calls again that another process kept; returns their legs. What cannot be made again is over. `findGroup`
   * and `findService` say who there is.
   */
  restore(
    records: readonly LegRecord[],
    { findGroup, findService }: { findGroup: (id: string) => Group | undefined; findService: FindService },
  ): readonly Leg[] {
    const goOn = recordsThatGoOn(records, {
      hasGroup: (id) => findGroup(id) !== undefined,
      hasService: (number) => findService(number) !== undefined,
    });
    for (const record of records) if (!goOn.includes(record)) this.#giveUp(record);
    for (const known of goOn) {
      const group = findGroup(known.groupId);
      if (group !== undefined) this.#createLeg({ ...known, group, known });
    }
    for (const record of goOn) this.#reconnect(record, findService);
    const legs = [...this.#legs.values()];
    for (const leg of legs) {
      leg.resume();
      // What was handed over holds for this process alone.
      this.#recorder.changed(leg);
    }
    for (const { id, isTransferring } of goOn)
      if (isTransferring) this.find(id)?.tell({ event: 'transfer-failed', reason: 'error' });
    return legs;
  }

  /** Asks every device to open its byways anew. */
  migrate(): void {
    for (const leg of this.#legs.values()) leg.migrate();
  }

  /** This process keeps the calls no more, which go on elsewhere: streams are reset, and nobody is told of an end. */
  cut(): void {
    this.#isCut = true;
    this.#recorder.stop();
    for (const leg of this.#legs.values()) leg.cut();
    this.close();
  }

  close(): void {
    for (const stop of this.#stopsOfPlanned) stop();
    for (const leg of [...this.#legs.values()]) leg.hangUp();
  }

  #ring(callee: Group, parties: CallParties, connect: (leg: CallSide) => CallSide): Leg {
    const far = this.#createLeg({ group: callee, direction: 'inbound', parties });
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
    const callCallerAfter: ServiceCall['callCallerAfter'] = (delayMs) => {
      if (group === undefined) return;
      const stop = clock.after(delayMs, () => {
        this.#stopsOfPlanned.delete(stop);
        this.#ring(group, parties, (leg) => this.#callBack(leg, number));
      });
      this.#stopsOfPlanned.add(stop);
    };
    const reference = { kind: 'service', number, role: 'called' } as const;
    return replaceable(caller.side, reference, (link) => service({ caller: link, clock, callCallerAfter }));
  }

  #callBack(called: CallSide, number: string): CallSide {
    const reference = { kind: 'service', number, role: 'calling-back' } as const;
    return replaceable(called, reference, (link) => callingBack(link, this.#world.clock));
  }

  /** Gives a leg that was made again the far side that it had. */
  #reconnect({ id, far }: LegRecord, findService: FindService): void {
    const leg = this.find(id);
    const side = far?.kind === 'leg' ? this.find(far.id) : undefined;
    if (leg === undefined) return;
    if (side !== undefined) return leg.connect(side);
    if (far?.kind !== 'service') return;
    const { number, role } = far;
    const called = findService(number);
    if (called === undefined) return;
    const service =
      role === 'called'
        ? this.#serve(called, { side: leg, group: leg.group, number: leg.ownNumber })
        : this.#callBack(leg, number);
    leg.connect(service);
    if (leg.isEstablished) service.farProgressed('answered');
  }

  #giveUp({ id, groupId }: LegRecord): void {
    this.#options.store.removeCall(id);
    this.#world.log.warn('call not made again', { line: groupId });
  }

  #createLeg(options: Pick<LegOptions, 'group' | 'direction' | 'parties' | 'handler' | 'known'>): Leg {
    if (this.#isCut) throw new StreamReset('this process keeps the calls no more');
    const { group, direction, known } = options;
    const id = known?.id ?? this.#world.random.token();
    const leg = new Leg({
      ...options,
      id,
      uri: `${this.#origin}/ripp/calls/${id}`,
      world: this.#world,
      findHandler: (uri) => this.#handlers.find(group, uri),
      onTransfer: this.#options.onTransfer,
      onEvent: this.#options.onEvent,
      onChange: (changed) => this.#recorder.changed(changed),
      onOver: () => {
        this.#legs.delete(id);
        this.#ended.add(group, leg.describe(''));
        this.#recorder.over(leg);
        this.#options.onOver(leg);
        this.#world.log.info('leg over', { direction, line: group.number });
      },
    });
    this.#legs.set(id, leg);
    this.#world.log.info(known === undefined ? 'leg created' : 'leg made again', { direction, line: group.number });
    return leg;
  }

  #begin(leg: Leg, askedBy?: string): void {
    leg.begin(askedBy);
    this.#streams.send(leg.group, { event: 'call', call: leg.uri });
  }
}
