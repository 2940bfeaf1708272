import { isFinal, type StateEvent } from '../../src-protocol/call-progress.ts';
import type { EventBody } from '../../src-protocol/events.ts';
import type { LegStreams } from '../events/leg-streams.ts';
import type { Clock } from '../world.ts';
import type { ProgressRecord } from './leg-record.ts';

/** A call is given up when nobody answered it for this long (PROTOCOL 7). */
export const ringLimitMs = 120_000;

export interface LegProgressOptions {
  readonly clock: Clock;
  /** Where each state event goes. */
  readonly streams: Pick<LegStreams, 'stamp' | 'send'>;
  readonly onUnanswered: () => void;
  /** Of a leg that is made again. */
  readonly known: ProgressRecord | undefined;
}

/** How far a leg has come, and since when (PROTOCOL 5): its most recent state event. */
export class LegProgress {
  readonly startedAt: number;
  readonly #options: LegProgressOptions;
  readonly #over = new AbortController();
  #state: StateEvent;
  #answeredAt: number | undefined;
  #stopRinging: () => void = () => undefined;

  constructor(options: LegProgressOptions) {
    const { clock, streams, known } = options;
    this.#options = options;
    this.startedAt = known?.startedAt ?? clock.now();
    this.#answeredAt = known?.answeredAt;
    this.#state = known?.state ?? (streams.stamp({ event: 'proceeding' }) as StateEvent);
  }

  get state(): StateEvent {
    return this.#state;
  }

  get answeredAt(): number | undefined {
    return this.#answeredAt;
  }

  get isAnswered(): boolean {
    return this.#state.event === 'answered';
  }

  /** Aborts when the call is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get isOver(): boolean {
    return isFinal(this.#state.event);
  }

  get record(): ProgressRecord {
    const { startedAt } = this;
    return { state: this.#state, startedAt, answeredAt: this.#answeredAt };
  }

  /** Sends `proceeding`; nobody may wait for an answer for longer than 120 s. */
  start(): void {
    this.#stopRinging = this.#options.clock.after(ringLimitMs, this.#options.onUnanswered);
    this.#options.streams.send({ event: 'proceeding' });
  }

  /** Goes on in a leg that is made again: who waits for an answer waits 120 s in all. */
  resume(): void {
    if (this.isAnswered) return;
    const { clock, onUnanswered } = this.#options;
    this.#stopRinging = clock.after(this.startedAt + ringLimitMs - clock.now(), onUnanswered);
  }

  /** Sends a state event; after the end, and where that is the state already, nothing changes. */
  become(body: EventBody<StateEvent>): void {
    if (this.isOver || body.event === this.#state.event) return;
    const sent = this.#options.streams.send(body) as StateEvent;
    this.#state = sent;
    if (sent.event === 'answered') this.#answeredAt = this.#options.clock.now();
    if (sent.event === 'answered' || isFinal(sent.event)) this.#stopRinging();
    if (isFinal(sent.event)) this.#over.abort();
  }

  /** The established call is at this device now, which another event says. */
  isAt(handler: string): void {
    if (this.isAnswered) this.#state = { ...this.#state, event: 'answered', handler };
  }
}
