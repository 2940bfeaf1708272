import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import { HoldMusic } from '../services/hold-music.ts';
import type { Clock } from '../world.ts';
import { nothingStands, type CallSide, type Feature, type Listener, type Standing } from './call-side.ts';

/** Who is at the other end of a leg, and what the leg's devices are told of them (PROTOCOL 5). */
export class FarSide {
  readonly #send: (body: EventBody<CallEvent>) => void;
  readonly #music: HoldMusic;
  #side: CallSide | undefined;

  /** `listener` is the leg's own ear, which gets the music. */
  constructor(options: { clock: Clock; listener: Listener; send: (body: EventBody<CallEvent>) => void }) {
    this.#send = options.send;
    this.#music = new HoldMusic(options);
  }

  /** Undefined before both sides exist. */
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

  /** The call is over. */
  stop(): void {
    this.#music.stop();
  }
}
