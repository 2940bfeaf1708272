import { callEvent, type CallEvent, type CallEventName, type EventBody } from '../../src-protocol/events.ts';
import { isStateEvent } from '../../src-protocol/call-progress.ts';
import { ProblemError } from '../problem-error.ts';
import type { Clock } from '../world.ts';
import { openEventOutlet, type EventOutlet } from './event-outlet.ts';

/** What was sent is kept this long for a device whose stream ended (PROTOCOL 5). */
const keptMs = 5000;
const maxStreamsPerLeg = 128;
/** Devices of which is remembered when their stream ended. */
const maxRememberedDevices = 128;

interface Kept {
  readonly order: number;
  readonly at: number;
  readonly event: CallEvent;
}

/** What the current state covers, and what is of no use later. */
const neverKept: ReadonlySet<CallEventName> = new Set(['attaching', 'attach-failed', 'hello']);

/** The open event streams of one leg and what a device that reopens its stream has missed. */
export class LegStreams {
  readonly #clock: Clock;
  readonly #call: string;
  readonly #onCount: (open: number) => void;
  readonly #onEvent: (event: CallEvent) => void;
  readonly #outlets = new Map<EventOutlet, string>();
  readonly #closedAt = new Map<string, number>();
  #kept: Kept[] = [];
  #order = 0;
  #lastStampedAt = 0;

  /** `onEvent` gets every event that is sent. `listeners` are devices that had a stream of this leg elsewhere. */
  constructor(options: {
    clock: Clock;
    call: string;
    onCount: (open: number) => void;
    onEvent: (event: CallEvent) => void;
    listeners: readonly string[];
  }) {
    this.#clock = options.clock;
    this.#call = options.call;
    this.#onCount = options.onCount;
    this.#onEvent = options.onEvent;
    for (const device of options.listeners) this.#closedAt.set(device, this.#order);
  }

  /** Devices that have a stream, or had one. */
  get listeners(): readonly string[] {
    return [...new Set([...this.#outlets.values(), ...this.#closedAt.keys()])].sort();
  }

  /**
   * Opens a stream for a device. It begins with the state event and what else is `outstanding`; then comes what the
   * device has missed: since the event of the time `last`, where it tells that, or since its stream ended.
   */
  open(
    device: string,
    { state, outstanding, last }: { state: CallEvent; outstanding: readonly EventBody<CallEvent>[]; last?: string },
  ): Response {
    if (this.#outlets.size >= maxStreamsPerLeg)
      throw new ProblemError(503, 'too many streams', { headers: { 'retry-after': '5' } });
    const outlet = openEventOutlet({ clock: this.#clock, onClosed: () => this.#closed(outlet, device) });
    this.#outlets.set(outlet, device);
    outlet.send(state);
    for (const body of outstanding) outlet.send(this.stamp(body));
    for (const event of this.#missedBy(device, last)) outlet.send(event);
    this.#onCount(this.#outlets.size);
    return outlet.response;
  }

  /** The event of this leg that `body` is now; no two have the same time. */
  stamp(body: EventBody<CallEvent>): CallEvent {
    this.#lastStampedAt = Math.max(this.#clock.now(), this.#lastStampedAt + 1);
    return callEvent(body, { direction: 's2c', at: this.#lastStampedAt, call: this.#call });
  }

  /** Sends an event to every stream of the leg; returns it as it was sent. */
  send(body: EventBody<CallEvent>): CallEvent {
    const event = this.stamp(body);
    this.#keep(event);
    for (const outlet of this.#outlets.keys()) outlet.send(event);
    this.#onEvent(event);
    return event;
  }

  close(): void {
    for (const outlet of [...this.#outlets.keys()]) outlet.close();
  }

  /** Breaks every stream off. */
  cut(): void {
    for (const outlet of [...this.#outlets.keys()]) outlet.cut();
  }

  #closed(outlet: EventOutlet, device: string): void {
    this.#outlets.delete(outlet);
    this.#closedAt.delete(device);
    this.#closedAt.set(device, this.#order);
    const longestAgo = this.#closedAt.keys().next().value;
    if (this.#closedAt.size > maxRememberedDevices && longestAgo !== undefined) this.#closedAt.delete(longestAgo);
    this.#onCount(this.#outlets.size);
  }

  #keep(event: CallEvent): void {
    const now = this.#clock.now();
    this.#kept = this.#kept.filter(({ at }) => now - at <= keptMs);
    this.#order++;
    if (isStateEvent(event) || neverKept.has(event.event)) return;
    this.#kept.push({ order: this.#order, at: now, event });
  }

  #missedBy(device: string, last: string | undefined): readonly CallEvent[] {
    const closedAt = this.#closedAt.get(device);
    this.#closedAt.delete(device);
    const isMissed = ({ order, event }: Kept): boolean =>
      last === undefined ? order > (closedAt ?? Infinity) : (event.timestamp ?? '') > last;
    return this.#kept.filter(isMissed).map(({ event }) => event);
  }
}
