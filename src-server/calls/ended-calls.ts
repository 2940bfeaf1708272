import type { CallDescription } from '../../src-protocol/call.ts';
import type { Group } from '../accounts.ts';
import type { Clock } from '../world.ts';

/** Longer than a device waits before it looks again (PROTOCOL 7), with room for an outage. */
const keptMs = 120_000;
/** A busy line forgets its oldest ones. */
const maxKeptPerGroup = 50;

interface EndedCall {
  readonly at: number;
  readonly description: CallDescription;
}

/** How the latest calls of each line ended, for devices that were away meanwhile. */
export class EndedCalls {
  readonly #clock: Clock;
  readonly #byGroup = new Map<string, readonly EndedCall[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keeps the last description of a call of `group`. */
  add(group: Group, { mic: _mic, passport: _passport, ...description }: CallDescription): void {
    const kept = [...this.#fresh(group), { at: this.#clock.now(), description }];
    this.#byGroup.set(group.id, kept.slice(-maxKeptPerGroup));
  }

  /** The calls of `group` that ended lately, the latest last. */
  of(group: Group): readonly CallDescription[] {
    return this.#fresh(group).map(({ description }) => description);
  }

  #fresh({ id }: Group): readonly EndedCall[] {
    const oldest = this.#clock.now() - keptMs;
    return (this.#byGroup.get(id) ?? []).filter(({ at }) => at >= oldest);
  }
}
