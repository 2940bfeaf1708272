import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import { HoldMusic } from '../services/hold-music.ts';
import type { Clock } from '../world.ts';
import { farNumberOf, withFarNumber, type CallParties } from './call-parties.ts';
import {
  nothingStands,
  type CallSide,
  type Feature,
  type Listener,
  type Replacement,
  type Standing,
} from './call-side.ts';
import type { Direction } from './leg-state.ts';

export interface FarSideOptions {
  readonly clock: Clock;
  readonly direction: Direction;
  readonly parties: CallParties;
  /** The leg's own ear, which gets the music. */
  readonly listener: Listener;
  /** Sends an event to every device of the leg. */
  readonly send: (body: EventBody<CallEvent>) => void;
}

/** Who is at the other end of a leg, and what the leg's devices are told of them (PROTOCOL 5). */
export class FarSide {
  readonly #direction: Direction;
  readonly #send: (body: EventBody<CallEvent>) => void;
  readonly #music: HoldMusic;
  #parties: CallParties;
  #side: CallSide | undefined;

  constructor(options: FarSideOptions) {
    this.#direction = options.direction;
    this.#send = options.send;
    this.#music = new HoldMusic(options);
    this.#parties = options.parties;
  }

  get parties(): CallParties {
    return this.#parties;
  }

  /** The number of who is there. */
  get number(): string {
    return farNumberOf(this.#direction, this.#parties);
  }

  /** Undefined before both sides exist, and once the call is over. */
  get side(): CallSide | undefined {
    return this.#side;
  }

  get standing(): Standing {
    return this.#side?.standing ?? nothingStands;
  }

  /** What a stream that is opened now has to be told of the far side. */
  get outstanding(): readonly EventBody<CallEvent>[] {
    const { isMediaLost, isHolding, isMuted } = this.standing;
    const outstanding: EventBody<CallEvent>[] = [];
    if (isMediaLost) outstanding.push({ event: 'reconnecting' });
    if (isHolding) outstanding.push({ event: 'on-hold' });
    if (isMuted) outstanding.push({ event: 'mute', by: 'them' });
    return outstanding;
  }

  join(side: CallSide): void {
    this.#side = side;
  }

  /** Goes on in a leg that is made again: where the far side holds there is music. */
  resume(): void {
    if (this.standing.isHolding) this.#music.start();
  }

  /** The far side showed something; while it holds there is music. */
  showed(feature: Feature): void {
    switch (feature.event) {
      case 'on-hold':
        this.#send(feature);
        return this.#music.start();
      case 'off-hold':
        this.#music.stop();
        return this.#send(feature);
      default:
        return this.#send({ ...feature, by: 'them' });
    }
  }

  /** Takes back what was outstanding of the old far side, and tells what is of the new one. */
  replace({ far, number, party }: Replacement): void {
    const { isMediaLost, isHolding, isMuted } = this.standing;
    if (isHolding) this.showed({ event: 'off-hold' });
    if (isMuted) this.showed({ event: 'unmute' });
    if (isMediaLost) this.#send({ event: 'reconnected' });
    this.#side = far;
    this.#parties = withFarNumber(this.#direction, this.#parties, number);
    this.#send({ event: 'transferred-from', party });
    for (const body of this.outstanding) this.#send(body);
    if (this.standing.isHolding) this.#music.start();
  }

  /** The call is over: nothing more goes there. */
  leave(): void {
    this.#side = undefined;
    this.#music.stop();
  }
}
