import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { missedCalls } from './call-alerts.ts';
import { ringingCalls } from '../../src-bridge/calls-here.ts';

/** Missed calls that the person has not seen, by id; and those that were counted once, so that none is counted twice. */
export interface UnseenCalls {
  readonly unseen: readonly string[];
  readonly counted: readonly string[];
}

export const nothingUnseen: UnseenCalls = { unseen: [], counted: [] };

/** More are not remembered. */
const most = 200;

/** Follows a state. While the person looks at the window, what was missed is seen. */
export function countMissed(before: UnseenCalls, state: PhoneState, isLookedAt: boolean): UnseenCalls {
  const fresh = missedCalls(state)
    .map(({ id }) => id)
    .filter((id) => !before.counted.includes(id));
  return {
    unseen: isLookedAt ? [] : [...before.unseen, ...fresh].slice(-most),
    counted: [...before.counted, ...fresh].slice(-most),
  };
}

/** The number on the program's icon: calls that ring and calls that were missed. */
export function badgeCount({ unseen }: UnseenCalls, state: PhoneState): number {
  return ringingCalls(state).length + unseen.length;
}
