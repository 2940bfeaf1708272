import type { Clock } from '../world.ts';

const connectLimitMs = 10_000;

/** A device that is being connected: for the answer or the placing of a call, or by a move. */
export interface Attaching {
  readonly handler: string;
  readonly askedBy: string;
  readonly purpose: 'first' | 'move';
}

/**
 * The handshake by which a device becomes the one that talks (PROTOCOL 5, Answer and Move).
 *
 *   idle -begin-> attaching -connected-> idle
 *                     '------failed----> idle
 */
export class Attachment {
  readonly #clock: Clock;
  readonly #onTimeout: (attaching: Attaching) => void;
  #current: Attaching | undefined;
  #stopTimer: () => void = () => undefined;

  constructor(options: { clock: Clock; onTimeout: (attaching: Attaching) => void }) {
    this.#clock = options.clock;
    this.#onTimeout = options.onTimeout;
  }

  get current(): Attaching | undefined {
    return this.#current;
  }

  begin(attaching: Attaching): void {
    this.#stopTimer();
    this.#current = attaching;
  }

  /** Gives the device that is attaching 10 s from now. */
  startLimit(): void {
    this.#stopTimer();
    const attaching = this.#current;
    if (attaching === undefined) return;
    this.#stopTimer = this.#clock.after(connectLimitMs, () => {
      this.#current = undefined;
      this.#onTimeout(attaching);
    });
  }

  /** Ends the handshake of `handler`, however it went; undefined when another or none is attaching. */
  finish(handler: string): Attaching | undefined {
    const attaching = this.#current;
    if (attaching?.handler !== handler) return undefined;
    this.stop();
    return attaching;
  }

  stop(): void {
    this.#stopTimer();
    this.#current = undefined;
  }
}
