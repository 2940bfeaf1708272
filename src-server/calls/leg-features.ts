import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import type { Feature } from './call-side.ts';
import type { FeaturesRecord } from './leg-record.ts';

export interface LegFeaturesOptions {
  /** Sends an event to every device of the leg. */
  readonly send: (body: EventBody<CallEvent>) => void;
  /** Shows something to the far side. */
  readonly showFar: (feature: Feature) => void;
  readonly isAnswered: () => boolean;
  /** Of a leg that is made again. */
  readonly known: FeaturesRecord | undefined;
}

/** What devices do in a call that is no matter of its state: mute, hold, digits and signs of life (PROTOCOL 5). */
export class LegFeatures {
  readonly #options: LegFeaturesOptions;
  #isHeld: boolean;
  #isMuted: boolean;

  constructor(options: LegFeaturesOptions) {
    this.#options = options;
    this.#isHeld = options.known?.isHeld ?? false;
    this.#isMuted = options.known?.isMuted ?? false;
  }

  get record(): FeaturesRecord {
    return { isHeld: this.#isHeld, isMuted: this.#isMuted };
  }

  /** True while a device of this leg holds the call: nobody talks. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** True from a `mute` of any device of this leg until an `unmute`, whichever device has the call meanwhile. */
  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** Applies an event of a client; leaves every other event alone. */
  take(event: CallEvent): void {
    switch (event.event) {
      case 'hello':
        return this.#options.send({ event: 'hello', nonce: event.nonce });
      case 'mute':
      case 'unmute':
        this.#isMuted = event.event === 'mute';
        return this.#show({ event: event.event });
      case 'dtmf':
        return this.#show({ event: 'dtmf', digit: event.digit });
      case 'hold':
      case 'unhold':
        return this.#hold(event.event);
      default:
        return;
    }
  }

  #show(feature: Extract<Feature, { event: 'mute' | 'unmute' | 'dtmf' }>): void {
    this.#options.send({ ...feature, by: 'us' });
    this.#options.showFar(feature);
  }

  #hold(event: 'hold' | 'unhold'): void {
    if (!this.#options.isAnswered() || this.#isHeld === (event === 'hold')) return;
    this.#isHeld = event === 'hold';
    this.#options.send({ event });
    this.#options.showFar({ event: this.#isHeld ? 'on-hold' : 'off-hold' });
  }
}
