import type { PlaceCallRequest } from '../../src-protocol/call.ts';
import { matchesPattern } from '../../src-protocol/terminal-group.ts';
import type { Group } from '../accounts.ts';
import type { Handlers } from '../handlers.ts';
import { ProblemError } from '../problem-error.ts';
import type { World } from '../world.ts';
import type { CallParties } from './call-parties.ts';
import type { Calls } from './calls.ts';
import type { Destinations } from './destinations.ts';
import type { Leg } from './leg.ts';
import { checkPassport } from './passport-check.ts';

/** Legs that one terminal group may have at once, whatever its policy says: calls are kept in memory. */
const maxLegsPerGroup = 200;

/** Places calls: the checks of `POST {tg}/calls` in the order of PROTOCOL 10, then the two sides. */
export class CallPlacing {
  readonly #calls: Calls;
  readonly #handlers: Handlers;
  readonly #destinations: Destinations;
  readonly #world: World;

  constructor(options: { calls: Calls; handlers: Handlers; destinations: Destinations; world: World }) {
    this.#calls = options.calls;
    this.#handlers = options.handlers;
    this.#destinations = options.destinations;
    this.#world = options.world;
  }

  /**
   * The caller's leg of a new call. Throws a `ProblemError`: 409 for a device that is not active on the group, 403 for
   * the PASSporT or the policy, 404 for a destination where nobody is.
   */
  async place(group: Group, request: PlaceCallRequest, askedBy: string): Promise<Leg> {
    if (this.#handlers.find(group, request.handler) === undefined) {
      throw new ProblemError(409, 'That device is not registered on this line.');
    }
    const { origins } = group.description.outbound;
    const { destination, passport } = request;
    const { caller } = await checkPassport(passport, { origins, destination, nowMs: this.#world.clock.now() });
    this.#checkPolicy(group, destination);
    const target = this.#destinations.find(destination);
    if (target === undefined) throw new ProblemError(404, 'Nobody can be reached there.');
    const parties: CallParties = { from: caller, to: destination, passport, isVerified: false };
    const isKnown = this.#handlers.find(group, askedBy) !== undefined;
    const near = { group, handler: request.handler, askedBy: isKnown ? askedBy : '' };
    if (target.kind === 'group') return this.#calls.between(near, target.group, parties);
    return this.#calls.toService(near, target, parties);
  }

  #checkPolicy(group: Group, destination: string): void {
    const { destinations, 'max-concurrent-calls': concurrent } = group.description.outbound;
    if (!matchesPattern(destinations, destination)) throw new ProblemError(403, 'This line may not call that number.');
    const allowed = Math.min(concurrent?.maximum ?? maxLegsPerGroup, maxLegsPerGroup);
    if (this.#calls.inGroup(group).length >= allowed) {
      throw new ProblemError(403, 'This line has as many calls as it may have. End one first.');
    }
  }
}
