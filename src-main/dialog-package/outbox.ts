import type { Lamp } from '../../src-bridge/contacts.ts';
import type { Clock, Log } from '../session/ports.ts';
import type { FromNotifier } from './process-messages.ts';

/** Lamps and counts are told together, this long after the first of them changed. */
const gatherMs = 200;
/** Lines of the log in a minute; what comes beyond is counted. */
const maxLinesAMinute = 60;
const minuteMs = 60_000;

type Listening = Extract<FromNotifier, { kind: 'listening' }>;

/**
 * What the SIP side has to tell the phone, held back so that no peer can make it tell much: the phone has calls to
 * carry meanwhile.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #send: (message: FromNotifier) => void;
  readonly #lamps = new Map<string, Lamp>();
  #listening: Listening | undefined;
  #stopGathering: (() => void) | undefined;
  #minuteBegan = -Infinity;
  #lines = 0;

  constructor(options: { readonly clock: Clock; readonly send: (message: FromNotifier) => void }) {
    this.#clock = options.clock;
    this.#send = options.send;
  }

  /** Tells at once. */
  tell(message: FromNotifier): void {
    this.#send(message);
  }

  lamp(id: string, lamp: Lamp): void {
    this.#lamps.set(id, lamp);
    this.#gather();
  }

  /** Tells where we listen, and how many watch. */
  listening(status: Listening): void {
    this.#listening = status;
    this.#gather();
  }

  /** Nothing listens any more: what was to be told of that is forgotten. */
  stoppedListening(): void {
    this.#listening = undefined;
  }

  /** A log that the phone writes. */
  get log(): Log {
    const at =
      (level: 'info' | 'warn' | 'error'): Log['info'] =>
      (message, fields = {}) =>
        this.#line({ kind: 'log', level, message: message.slice(0, 256), fields: plain(fields) });
    return { info: at('info'), warn: at('warn'), error: at('error') };
  }

  close(): void {
    this.#stopGathering?.();
    this.#stopGathering = undefined;
  }

  #line(line: FromNotifier): void {
    const now = this.#clock.now();
    if (now - this.#minuteBegan >= minuteMs) {
      const dropped = this.#lines - maxLinesAMinute;
      this.#minuteBegan = now;
      this.#lines = 0;
      if (dropped > 0) this.#send({ kind: 'log', level: 'warn', message: 'lines not logged', fields: { dropped } });
    }
    if (++this.#lines <= maxLinesAMinute) this.#send(line);
  }

  #gather(): void {
    this.#stopGathering ??= this.#clock.after(gatherMs, () => {
      this.#stopGathering = undefined;
      if (this.#lamps.size > 0) this.#send({ kind: 'lamps', lamps: Object.fromEntries(this.#lamps) });
      this.#lamps.clear();
      if (this.#listening !== undefined) this.#send(this.#listening);
      this.#listening = undefined;
    });
  }
}

/** The fields of a line as values that the log takes; a cause as its name and message. */
function plain(fields: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'number' || typeof value === 'boolean' ? value : String(value).slice(0, 256),
    ]),
  );
}
