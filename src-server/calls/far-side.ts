import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import { nothingStands, type CallSide, type Feature, type Standing } from './call-side.ts';

/** Who is at the other end of a leg, and what the leg's devices are told of them (PROTOCOL 5). */
export class FarSide {
  readonly #send: (body: EventBody<CallEvent>) => void;
  #side: CallSide | undefined;

  constructor(options: { send: (body: EventBody<CallEvent>) => void }) {
    this.#send = options.send;
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

  showed(feature: Feature): void {
    switch (feature.event) {
      case 'on-hold':
      case 'off-hold':
        return this.#send(feature);
      default:
        return this.#send({ ...feature, by: 'them' });
    }
  }
}
