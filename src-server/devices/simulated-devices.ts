import type { CallEvent } from '../../src-protocol/events.ts';
import { isFinal, isStateEvent } from '../../src-protocol/call-progress.ts';
import type { Accounts, Group } from '../accounts.ts';
import type { Leg } from '../calls/leg.ts';
import type { Handlers } from '../handlers.ts';
import { ProblemError } from '../problem-error.ts';
import type { World } from '../world.ts';
import { describeSimulatedDevice } from './simulated-description.ts';
import { SimulatedCall } from './simulated-call.ts';

/** The devices of accounts that the provider itself plays, so that one phone alone can move calls. */
export class SimulatedDevices {
  readonly #world: World;
  /** Handler URIs by terminal group. */
  readonly #registered = new Map<Group, Set<string>>();
  /** By handler URI. */
  readonly #calls = new Map<Leg, Map<string, SimulatedCall>>();

  constructor(options: { accounts: Accounts; handlers: Handlers; world: World }) {
    this.#world = options.world;
    for (const group of options.accounts.groups) this.#register(group, options.handlers);
    options.handlers.onChange((group, uri, change) => {
      if (change === 'destroyed') this.#remove(group, uri);
    });
  }

  /** Takes an event of any call, as a device that listens to it does. */
  take(leg: Leg, event: CallEvent): void {
    const calls = this.#calls.get(leg) ?? this.#begin(leg);
    for (const call of calls.values()) call.take(event);
    if (isStateEvent(event) && isFinal(event.event)) this.#calls.delete(leg);
  }

  /** A call was made again: a device that had it opens its media anew. */
  resume(leg: Leg): void {
    for (const call of (this.#calls.get(leg) ?? this.#begin(leg)).values()) call.resume();
  }

  #register(group: Group, handlers: Handlers): void {
    const uris = new Set<string>();
    this.#registered.set(group, uris);
    try {
      for (const name of group.account.devices)
        uris.add(handlers.register(group, describeSimulatedDevice(group.account, name)).handler.uri);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#world.log.warn('simulated device not registered', { line: group.number, cause: error.message });
    }
  }

  #begin(leg: Leg): ReadonlyMap<string, SimulatedCall> {
    const handlers = [...(this.#registered.get(leg.group) ?? [])];
    const calls = new Map(
      handlers.map((handler) => [handler, new SimulatedCall({ world: this.#world, leg, handler })] as const),
    );
    this.#calls.set(leg, calls);
    return calls;
  }

  #remove(group: Group, uri: string): void {
    this.#registered.get(group)?.delete(uri);
    for (const calls of this.#calls.values()) {
      calls.get(uri)?.stop();
      calls.delete(uri);
    }
  }
}
