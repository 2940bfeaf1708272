import type { CallEvent, CallEventOf } from '../../src-protocol/events.ts';
import type { PhoneErrorCode, PhoneFailure } from '../../src-bridge/phone-error.ts';
import type { CallCommand } from './call-commands.ts';
import { shownText } from './response-failure.ts';

const attachFailures: Readonly<Record<string, PhoneErrorCode>> = {
  refused: 'device-refused',
  gone: 'device-unavailable',
  replaced: 'device-replaced',
};

export interface CallAsksOptions {
  /** The URI of this device's own handler; undefined for a program that is no device. */
  readonly ownHandler: string | undefined;
  /** Names a device by its handler URI; empty while the name is not known. */
  readonly nameOf: (handler: string) => string;
}

/**
 * Who asked what of a call: this device, so that it is told how that went and others are not, or another device that
 * has this one take the call.
 */
export class CallAsks {
  readonly #options: CallAsksOptions;
  /** The device that this one chose last. */
  #chosen: string | undefined;
  #askedBy: string | undefined;
  #hasAskedTransfer = false;
  #problem: PhoneFailure | undefined;

  constructor(options: CallAsksOptions) {
    this.#options = options;
  }

  /** What went wrong with the last action. */
  get problem(): PhoneFailure | undefined {
    return this.#problem;
  }

  /**
   * The handler of the other device that has this one take the call, empty where it is not known which; undefined where
   * this device asked itself.
   */
  get askedBy(): string | undefined {
    return this.#askedBy;
  }

  /** This device has the call given to `handler`. */
  choose(handler: string): void {
    this.#chosen = handler;
  }

  /** The person acts: what went wrong before is told no more. */
  act(command?: CallCommand): void {
    this.#problem = undefined;
    if (command === undefined) return;
    if ('handler' in command) this.choose(command.handler);
    if (command.kind === 'transfer' || command.kind === 'transfer-to') this.#hasAskedTransfer = true;
  }

  fail(problem: PhoneFailure | undefined): void {
    this.#problem = problem;
  }

  /** Takes note of what an event says of it. */
  heard(event: CallEvent): void {
    this.#problem = this.#failureOf(event) ?? this.#problem;
    if (event.event === 'attaching') this.#askedBy = this.#askerOf(event);
  }

  #failureOf(event: CallEvent): PhoneFailure | undefined {
    switch (event.event) {
      case 'handler-invalid':
        return this.#chosen === event.handler ? this.#ofDevice('device-unavailable', event.handler) : undefined;
      case 'attach-failed':
        return this.#attachFailure(event);
      case 'transfer-reject':
      case 'transfer-failed':
        if (!this.#hasAskedTransfer) return undefined;
        this.#hasAskedTransfer = false;
        return { code: 'transfer-failed', ...(event.reason === undefined ? {} : { detail: shownText(event.reason) }) };
      default:
        return undefined;
    }
  }

  /** Who chose the device is told why, and the device itself that it did not get through. */
  #attachFailure({ handler, reason = '' }: CallEventOf<'attach-failed'>): PhoneFailure | undefined {
    if (this.#chosen === handler) return this.#ofDevice(attachFailures[reason] ?? 'device-not-connected', handler);
    return handler === this.#options.ownHandler && reason === 'timeout' ? { code: 'device-not-connected' } : undefined;
  }

  #askerOf(event: CallEventOf<'attaching'>): string | undefined {
    const { ownHandler } = this.#options;
    const asker = event['asked-by'] ?? this.#chosen ?? '';
    return event.handler === ownHandler && asker !== ownHandler ? asker : undefined;
  }

  #ofDevice(code: PhoneErrorCode, handler: string): PhoneFailure {
    const detail = this.#options.nameOf(handler);
    return detail === '' ? { code } : { code, detail };
  }
}
