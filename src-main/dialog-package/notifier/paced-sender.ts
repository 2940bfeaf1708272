import type { Clock } from '../../session/ports.ts';
import type { SipDestination } from '../sip/sip-endpoint.ts';
import { SipFailure } from '../sip/sip-failure.ts';
import type { SipRequest, SipResponse } from '../sip/sip-message.ts';

/** Resolves with the final response of a request, rejects without one. */
export type SendRequest = (request: SipRequest, destination: SipDestination) => Promise<SipResponse>;

/** The buffer of a UDP socket holds the answers to so many requests that go out in one go, and to a few more. */
const mostAtOnce = 50;
/** Until the next go: 5,000 requests in a second. */
const pauseMs = 10;

interface Waiting {
  readonly start: () => void;
  readonly fail: () => void;
}

/** Sends requests a few at a time, so that a change that a thousand subscribers are told is not a thousand answers at once. */
export class PacedSender {
  readonly #clock: Clock;
  readonly #send: SendRequest;
  readonly #waiting: Waiting[] = [];
  #left = mostAtOnce;
  #stopPause: (() => void) | undefined;

  constructor(clock: Clock, send: SendRequest) {
    this.#clock = clock;
    this.#send = send;
  }

  /** As `SendRequest`; in the order of the calls. */
  send(request: SipRequest, destination: SipDestination): Promise<SipResponse> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        start: () => void this.#send(request, destination).then(resolve, reject),
        fail: () => reject(new SipFailure('closed')),
      });
      this.#go();
    });
  }

  /** Fails what waits. Closing twice is harmless. */
  close(): void {
    this.#stopPause?.();
    this.#stopPause = undefined;
    for (const { fail } of this.#waiting.splice(0)) fail();
  }

  #go(): void {
    const next = this.#waiting.splice(0, this.#left);
    this.#left -= next.length;
    for (const { start } of next) start();
    this.#stopPause ??= this.#clock.after(pauseMs, () => {
      this.#stopPause = undefined;
      this.#left = mostAtOnce;
      if (this.#waiting.length > 0) this.#go();
    });
  }
}
