import { callEvent, type CallEvent, type EventBody } from '../../src-protocol/events.ts';
import { isStateEvent } from '../../src-protocol/call-progress.ts';
import { ProblemError } from '../problem-error.ts';
import type { Clock } from '../world.ts';
import { openEventOutlet, type EventOutlet } from './event-outlet.ts';

/** What was sent is kept this long for a device whose stream ended (PROTOCOL 5). */
const keptMs = 5000;
const maxStreamsPerLeg = 128;
/** Devices of which is remembered when their stream ended. */
const maxRememberedDevices = 128;

/** The open event streams of one leg and what a device that reopens its stream has missed. */
export class LegStreams {
  readonly #clock: Clock;
  readonly #call: string;
  readonly #onCount: (open: number) => void;
  readonly #onEvent: (event: CallEvent) => void;
  readonly #outlets = new Map<EventOutlet, string>();
  readonly #closedAt = new Map<string, number>();
  #kept: { readonly order: number; readonly at: number; readonly event: CallEvent }[] = [];
  #order = 0;

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

  /** Opens a stream for a device. It begins with the state event and what else is `outstanding`. */
  open(device: string, state: CallEvent, outstanding: readonly EventBody<CallEvent>[]): Response {
    if (this.#outlets.size >= maxStreamsPerLeg)
      throw new ProblemError(503, 'too many streams', { headers: { 'retry-after': '5' } });
    const outlet = openEventOutlet({ clock: this.#clock, onClosed: () => this.#closed(outlet, device) });
    this.#outlets.set(outlet, device);
    outlet.send(state);
    for (const body of outstanding) outlet.send(this.stamp(body));
    for (const event of this.#missedBy(device)) outlet.send(event);
    this.#onCount(this.#outlets.size);
    return outlet.response;
  }

  /** The event of this leg that `body` is now. */
  stamp(body: EventBody<CallEvent>): CallEvent {
    return callEvent(body, { direction: 's2c', at: this.#clock.now(), call: this.#call });
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
    if (isStateEvent(event) || event.event === 'attaching' || event.event === 'attach-failed') return;
    this.#kept.push({ order: this.#order, at: now, event });
  }

  #missedBy(device: string): readonly CallEvent[] {
    const since = this.#closedAt.get(device);
    if (since === undefined) return [];
    this.#closedAt.delete(device);
    return this.#kept.filter(({ order }) => order > since).map(({ event }) => event);
  }
}
