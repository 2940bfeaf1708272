import type { CallEvent, CallEventName } from './events.ts';

/** The events that define the state of a call (PROTOCOL 5). */
export const stateEventNames = ['proceeding', 'alerting', 'answered', 'declined', 'failed', 'noanswer', 'end'] as const;
export type StateEventName = (typeof stateEventNames)[number];
export type StateEvent = Extract<CallEvent, { event: StateEventName }>;
/** An event after which the call is over on all devices. */
export type FinalEvent = Extract<CallEvent, { event: 'declined' | 'failed' | 'noanswer' | 'end' }>;

const rank: Readonly<Record<StateEventName, number>> = {
  proceeding: 0,
  alerting: 1,
  answered: 2,
  declined: 3,
  failed: 3,
  noanswer: 3,
  end: 3,
};

export function isStateEventName(name: CallEventName): name is StateEventName {
  return (stateEventNames as readonly string[]).includes(name);
}

export function isStateEvent(event: CallEvent): event is StateEvent {
  return isStateEventName(event.event);
}

/** True for the events after which the call is over on all devices. */
export function isFinal(name: StateEventName): boolean {
  return rank[name] === 3;
}

export function isFinalEvent(event: CallEvent): event is FinalEvent {
  return isStateEvent(event) && isFinal(event.event);
}

/** True when `next` takes the state forward: `proceeding` < `alerting` < `answered` < over. */
export function isProgress(current: StateEventName, next: StateEventName): boolean {
  return rank[next] > rank[current];
}
