import type { CallDescription } from '../../src-protocol/call.ts';
import {
  initialCallState,
  nextCallState,
  standingOf,
  type CallIdentity,
  type CallInput,
  type CallState,
  type Standing,
} from './call-state.ts';

/** More events than this are not kept for a call that is not known yet. */
const maxEarly = 64;

/** What is known of one call: the provider's description, and the state that its events have led to. */
export class CallRecord {
  readonly #ownHandler: string;
  #description: CallDescription | undefined;
  #state: CallState = initialCallState;
  #answeredAt: number | undefined;
  /** What came before the first description. */
  #early: CallInput[] = [];

  /** `ownHandler` is the URI of this device's own handler on the call's line. */
  constructor(ownHandler: string) {
    this.#ownHandler = ownHandler;
  }

  get description(): CallDescription | undefined {
    return this.#description;
  }

  get state(): CallState {
    return this.#state;
  }

  /** When the call was answered, ms. */
  get answeredAt(): number | undefined {
    return this.#answeredAt;
  }

  get isRinging(): boolean {
    return this.#description?.direction === 'inbound' && this.#state.kind === 'unanswered';
  }

  get standing(): Standing {
    return standingOf(this.identityOf(this.#description?.direction ?? 'inbound'), this.#state);
  }

  identityOf(direction: 'inbound' | 'outbound'): CallIdentity {
    return { direction, ownHandler: this.#ownHandler };
  }

  /** Takes note of something; what comes before the first description is kept until then. `now` is in ms. */
  take(input: CallInput, now: number): void {
    if (input.kind === 'described') return this.#describe(input.description, now);
    if (this.#description !== undefined) this.#apply(this.#description, input, now);
    else if (this.#early.length < maxEarly) this.#early.push(input);
  }

  #describe(description: CallDescription, now: number): void {
    this.#description = description;
    if (description.answered !== undefined) this.#answeredAt = Date.parse(description.answered);
    this.#apply(description, { kind: 'described', description }, now);
    for (const input of this.#early.splice(0)) this.#apply(description, input, now);
  }

  #apply({ direction }: CallDescription, input: CallInput, now: number): void {
    this.#state = nextCallState(this.identityOf(direction), this.#state, input);
    if (this.#state.kind === 'answered') this.#answeredAt ??= now;
  }
}
