import { encodeTelephoneEvent } from '../../src-protocol/telephone-event.ts';
import { payloadTypes, type AudioPacket } from '../../src-bridge/audio-port.ts';
import type { Clock } from './ports.ts';

const packetMs = 20;
const digitMs = 100;
const gapMs = 60;
/** The end is said three times, as one packet may be lost (RFC 4733, 2.5.1.4). */
const endings = 3;
const volume = 10;

/** Dials digits into the media of a call, one after the other (RFC 4733). */
export class DigitSender {
  readonly #clock: Clock;
  readonly #send: (packet: AudioPacket) => void;
  #waiting: string[] = [];
  #stopTimer: (() => void) | undefined;

  constructor(options: { clock: Clock; send: (packet: AudioPacket) => void }) {
    this.#clock = options.clock;
    this.#send = options.send;
  }

  /** True while a digit takes the place of speech. */
  get isBusy(): boolean {
    return this.#stopTimer !== undefined;
  }

  /** Dials a digit, one of `0-9A-D*#`, after those that wait. */
  dial(digit: string): void {
    this.#waiting.push(digit);
    if (!this.isBusy) this.#next();
  }

  /** Forgets what is not dialled yet. */
  close(): void {
    this.#waiting = [];
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #next(): void {
    this.#stopTimer = undefined;
    const digit = this.#waiting.shift();
    if (digit !== undefined) this.#step(digit, this.#clock.now(), 1);
  }

  #step(digit: string, startedAt: number, count: number): void {
    const durationMs = Math.min(count * packetMs, digitMs);
    const last = digitMs / packetMs + endings - 1;
    const isEnd = count * packetMs >= digitMs;
    const payload = encodeTelephoneEvent({ digit, isEnd, volume, durationMs });
    this.#send({ payloadType: payloadTypes.telephoneEvent, timestampMs: startedAt, sequence: 0, payload });
    this.#stopTimer = this.#clock.after(count === last ? gapMs : packetMs, () =>
      count === last ? this.#next() : this.#step(digit, startedAt, count + 1),
    );
  }
}
