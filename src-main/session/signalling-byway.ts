import { lastEventHeader } from '../../src-protocol/call.ts';
import { callEvent, readCallEvent, type CallEvent, type EventBody } from '../../src-protocol/events.ts';
import type { PhoneError } from '../../src-bridge/phone-error.ts';
import { readEventStream } from './event-stream.ts';
import { EventUpload } from './event-upload.ts';
import { LastingConnection } from './lasting-connection.ts';
import { Liveness } from './liveness.ts';
import type { Clock, Random } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

const heartbeatMs = 10_000;

export interface SignallingBywayOptions {
  /** The call's URI, and a client that names this device on requests to it. */
  readonly call: string;
  readonly client: ProviderClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: ReconnectPolicy;
  /** Called when the reverse stream is opened anew, before its events. */
  readonly onOpen: () => void;
  readonly onEvent: (event: CallEvent) => void;
  /** A half of the byway was refused or lost and is opened again. */
  readonly onProblem: (problem: PhoneError) => void;
  /** The reverse stream was reset or broke off, and is opened again. */
  readonly onLost: () => void;
  /** The provider no longer has the call; `problem` may say how it ended. */
  readonly onGone: (problem: PhoneError) => void;
  /** No echo of our `hello` came. */
  readonly onDead: () => void;
}

/** The signalling byway of one call (PROTOCOL 5): a reverse stream and an upload, kept open until `close`. */
export class SignallingByway {
  readonly #options: SignallingBywayOptions;
  readonly #reverse: LastingConnection;
  readonly #forward: EventUpload;
  readonly #liveness: Liveness;
  #stopHeartbeat: () => void = () => undefined;
  #lastSentAt = 0;
  /** The time of the latest event, as the provider wrote it. */
  #lastHeard = '';

  constructor(options: SignallingBywayOptions) {
    this.#options = options;
    const uri = `${options.call}/events`;
    this.#forward = new EventUpload({ ...options, uri, onRepeat: () => this.#liveness.ask() });
    let isOpen = false;
    this.#reverse = new LastingConnection({
      ...options,
      attempt: async (signal, opened) => {
        const onOpen = (): void => {
          opened();
          options.onOpen();
          this.#liveness.ask();
        };
        await readEventStream({
          ...options,
          uri,
          missing: 'call-ended',
          ...(this.#lastHeard !== '' && { headers: { [lastEventHeader]: this.#lastHeard } }),
          signal,
          onOpen,
          onValue: (value) => this.#receive(value),
        });
        return 'ended';
      },
      isFinal: (error) => error.code === 'call-ended' || error.code === 'sign-in-required',
      onStatus: (status) => {
        const wasOpen = isOpen;
        isOpen = status.kind === 'open';
        if (wasOpen && status.kind !== 'closed') options.onLost();
        if (status.kind === 'waiting' && status.problem !== undefined) options.onProblem(status.problem);
        if (status.kind === 'closed' && status.problem?.code === 'call-ended') options.onGone(status.problem);
      },
    });
    this.#liveness = new Liveness({
      ...options,
      sendHello: (nonce) => {
        if (this.#reverse.status.kind !== 'open') return false;
        this.#forward.sendHello(this.#stamp({ event: 'hello', nonce }));
        return true;
      },
    });
  }

  /** Opens both halves. */
  open(): void {
    void this.#reverse.start();
    this.#forward.start();
    this.#beat();
  }

  /** Sends an event. Resolves once the provider has it; rejects with a `PhoneError` `offline` when it has not within 5 s. */
  send(body: EventBody<CallEvent>): Promise<void> {
    const confirmed = this.#forward.send(this.#stamp(body));
    this.#liveness.ask();
    return confirmed;
  }

  retryNow(): void {
    this.#reverse.retryNow();
    this.#forward.retryNow();
  }

  /** Gives up both halves and opens them again. */
  restart(): void {
    this.#reverse.restart();
    this.#forward.restart();
  }

  /** Gives up the forward half and opens it again. */
  restartUpload(): void {
    this.#forward.restart();
  }

  /** Says what is left to say and closes the byway. Resolves when the provider has taken that, or soon without. */
  close(): Promise<void> {
    this.#reverse.close();
    this.#liveness.close();
    this.#stopHeartbeat();
    return this.#forward.finish();
  }

  #receive(value: unknown): void {
    const event = readCallEvent(value);
    if (event === undefined) return;
    const { timestamp = '' } = event;
    if (timestamp > this.#lastHeard) this.#lastHeard = timestamp;
    if (event.event !== 'hello') return this.#options.onEvent(event);
    this.#forward.confirm(event.nonce);
    this.#liveness.heardEcho(event.nonce);
  }

  /** No two events of this device have the same time, so that one that is said again is known for what it is. */
  #stamp(body: EventBody<CallEvent>): CallEvent {
    const { clock, call } = this.#options;
    this.#lastSentAt = Math.max(clock.now(), this.#lastSentAt + 1);
    return callEvent(body, { direction: 'c2s', at: this.#lastSentAt, call });
  }

  #beat(): void {
    this.#stopHeartbeat = this.#options.clock.after(heartbeatMs, () => {
      this.#forward.beat();
      this.#beat();
    });
  }
}
