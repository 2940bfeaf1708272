import type { CallDescription } from '../../src-protocol/call.ts';
import { isFinalEvent, type FinalEvent } from '../../src-protocol/call-progress.ts';
import type { CallEventName } from '../../src-protocol/events.ts';
import { assertNever } from './assert-never.ts';
import { nextFeatures, noFeatures, type CallFeatures } from './call-features.ts';
import { initialCallState, nextCallState, type CallIdentity, type CallInput, type CallState } from './call-state.ts';
import { standingOf, type Standing } from './call-standing.ts';

/** More events than this are not kept for a call that is not known yet. */
const maxEarly = 64;

/** Events after which an older description would take something back. */
const outdating: ReadonlySet<CallEventName> = new Set([
  'hold',
  'unhold',
  'moved',
  'attach-failed',
  'handler-connected',
]);

/** What is known of one call: the provider's description, and the state that its events have led to. */
export class CallRecord {
  readonly #ownHandler: string | undefined;
  #description: CallDescription | undefined;
  #state: CallState = initialCallState;
  #features: CallFeatures = noFeatures;
  #answeredAt: number | undefined;
  #farSideLostAt: number | undefined;
  #handler: string | undefined;
  #final: FinalEvent | undefined;
  #isAnswerStale = false;
  /** What came before the first description. */
  #early: CallInput[] = [];

  /** `ownHandler` is the URI of this device's own handler on the call's line. */
  constructor(ownHandler: string | undefined) {
    this.#ownHandler = ownHandler;
  }

  get description(): CallDescription | undefined {
    return this.#description;
  }

  get state(): CallState {
    return this.#state;
  }

  get features(): CallFeatures {
    return this.#features;
  }

  /** When the call was answered, ms. */
  get answeredAt(): number | undefined {
    return this.#answeredAt;
  }

  /** Since when the far side has no media, ms; undefined while it has. */
  get farSideLostAt(): number | undefined {
    return this.#farSideLostAt;
  }

  /** The URI of the handler that has the call, or had it last; undefined while none was chosen. */
  get handler(): string | undefined {
    return this.#handler;
  }

  /** The event that ended the call; undefined while it lasts, and where the provider only forgot it. */
  get final(): FinalEvent | undefined {
    return this.#final;
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

  /** Something was told since the description was asked for that the answer may not know of. */
  get isAnswerStale(): boolean {
    return this.#isAnswerStale && this.#description !== undefined;
  }

  /** The description is being asked for. */
  asked(): void {
    this.#isAnswerStale = false;
  }

  /** Takes note of something; what comes before the first description is kept until then. `now` is in ms. */
  take(input: CallInput, now: number): void {
    if (input.kind === 'described') return this.#describe(input, now);
    if (input.kind === 'event' && outdating.has(input.event.event)) this.#isAnswerStale = true;
    if (this.#description !== undefined) this.#apply(this.#description, input, now);
    else if (this.#early.length < maxEarly) this.#early.push(input);
  }

  #describe(input: Extract<CallInput, { kind: 'described' }>, now: number): void {
    const { description } = input;
    this.#description = description;
    if (description.answered !== undefined) this.#answeredAt = Date.parse(description.answered);
    this.#apply(description, input, now);
    for (const early of this.#early.splice(0)) this.#apply(description, early, now);
  }

  #apply({ direction }: CallDescription, input: CallInput, now: number): void {
    this.#state = nextCallState(this.identityOf(direction), this.#state, input);
    if (input.kind === 'event') this.#features = nextFeatures(this.#features, input.event);
    if (input.kind === 'reopened')
      this.#features = { ...this.#features, isHeldByThem: false, areTheyMuted: false, areWeMuted: false };
    if (this.#state.kind === 'answered') this.#answeredAt ??= now;
    this.#handler = handlerOf(this.#state) ?? descriptionIn(input)?.handler ?? this.#handler;
    this.#final ??= finalEventIn(input);
    const isFarSideLost = this.#state.kind === 'answered' && this.#state.isFarSideLost;
    this.#farSideLostAt = isFarSideLost ? (this.#farSideLostAt ?? now) : undefined;
  }
}

function handlerOf(state: CallState): string | undefined {
  switch (state.kind) {
    case 'unanswered':
      return state.attachment.kind === 'none' ? undefined : state.attachment.handler;
    case 'answered':
      return state.handler;
    case 'over':
      return state.reason.kind === 'answered-elsewhere' ? state.reason.handler : undefined;
    default:
      return assertNever(state);
  }
}

function descriptionIn(input: CallInput): CallDescription | undefined {
  if (input.kind === 'described') return input.description;
  return input.kind === 'gone' ? input.ended : undefined;
}

function finalEventIn(input: CallInput): FinalEvent | undefined {
  const event = input.kind === 'event' ? input.event : descriptionIn(input)?.event;
  return event !== undefined && isFinalEvent(event) ? event : undefined;
}
