import { isFinal, isStateEvent } from '../../src-protocol/call-progress.ts';
import type { CallEvent } from '../../src-protocol/events.ts';
import type { Leg } from '../calls/leg.ts';
import { Schedule } from '../services/schedule.ts';
import type { World } from '../world.ts';
import { SimulatedMedia } from './simulated-media.ts';

/** Long enough that a person sees the call begin before it rings. */
const alertingAfterMs = 1000;

/**
 * A simulated device in one call (PROTOCOL 5): it rings, never answers by itself, and has media from `attaching` for
 * itself until the call is moved away or over.
 */
export class SimulatedCall {
  readonly #world: World;
  readonly #leg: Leg;
  readonly #handler: string;
  readonly #schedule: Schedule;
  #media: SimulatedMedia | undefined;
  /** While the device has media it is a byway of the call. */
  #endUpload: () => void = () => undefined;

  constructor(options: { world: World; leg: Leg; handler: string }) {
    this.#world = options.world;
    this.#leg = options.leg;
    this.#handler = options.handler;
    this.#schedule = new Schedule(options.world.clock);
    if (this.#leg.describe(this.#handler).direction === 'inbound')
      this.#schedule.after(alertingAfterMs, () => this.#leg.take(this.#handler, { event: 'alerting' }));
  }

  /** The call was made again. */
  resume(): void {
    if (this.#leg.hears(this.#handler)) this.#schedule.soon(() => this.#openMedia());
  }

  /** Takes an event of the call. */
  take(event: CallEvent): void {
    if (isStateEvent(event) && isFinal(event.event)) return this.stop();
    switch (event.event) {
      case 'attaching':
        if (event.handler === this.#handler) this.#schedule.soon(() => this.#openMedia());
        return;
      case 'attach-failed':
        if (event.handler === this.#handler) this.#stopMedia();
        return;
      case 'moved':
        if (event.handler !== this.#handler) this.#stopMedia();
        return;
      case 'migrate':
        return this.#schedule.soon(() => this.#media?.renew());
      default:
        return;
    }
  }

  /** The call is over, or the device was removed. Stopping twice is harmless. */
  stop(): void {
    this.#schedule.stop();
    this.#stopMedia();
  }

  #openMedia(): void {
    this.#stopMedia();
    const handler = this.#handler;
    this.#leg.returned(handler);
    this.#endUpload = this.#leg.uploadBegan();
    this.#media = new SimulatedMedia({
      world: this.#world,
      leg: this.#leg,
      handler,
      onConnected: () => this.#leg.take(handler, { event: 'handler-connected', handler }),
    });
    this.#media.start();
  }

  #stopMedia(): void {
    this.#endUpload();
    this.#endUpload = () => undefined;
    this.#media?.stop();
    this.#media = undefined;
  }
}
