import { timestamp, type TgEvent } from '../../src-protocol/events.ts';
import type { Group } from '../accounts.ts';
import { ProblemError } from '../problem-error.ts';
import type { Clock } from '../world.ts';
import { openEventOutlet, type EventOutlet } from './event-outlet.ts';

const maxStreamsPerGroup = 256;

type TgEventBody =
  { event: 'call'; call: string } | { event: 'handler'; handler: string; change: 'created' | 'modified' | 'destroyed' };

/** The open event streams of the terminal groups (PROTOCOL 3). */
export class GroupStreams {
  readonly #clock: Clock;
  readonly #outlets = new Map<string, Set<EventOutlet>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens a stream that begins with the calls in progress. */
  open(group: Group, callsInProgress: readonly string[]): Response {
    const outlets = this.#outlets.get(group.id) ?? new Set();
    this.#outlets.set(group.id, outlets);
    if (outlets.size >= maxStreamsPerGroup)
      throw new ProblemError(503, 'too many streams', { headers: { 'retry-after': '5' } });
    const outlet = openEventOutlet({ clock: this.#clock, onClosed: () => outlets.delete(outlet) });
    outlets.add(outlet);
    for (const call of callsInProgress) outlet.send(this.#stamp({ event: 'call', call }));
    return outlet.response;
  }

  send(group: Group, body: TgEventBody): void {
    const event = this.#stamp(body);
    for (const outlet of this.#outlets.get(group.id) ?? []) outlet.send(event);
  }

  close(): void {
    for (const outlets of this.#outlets.values()) for (const outlet of [...outlets]) outlet.close();
  }

  /** Breaks every stream off. */
  cut(): void {
    for (const outlets of this.#outlets.values()) for (const outlet of [...outlets]) outlet.cut();
  }

  #stamp(body: TgEventBody): TgEvent {
    return { ...body, direction: 's2c', timestamp: timestamp(this.#clock.now()) };
  }
}
