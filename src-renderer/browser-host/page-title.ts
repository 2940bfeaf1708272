import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../messages/en.ts';
import { heardRinging } from './ringing.ts';

/** The title of the page while calls ring, for whoever looks at the tabs; undefined while none does. */
export function ringingTitle(state: PhoneState, text: Messages): string | undefined {
  const { length } = heardRinging(state);
  return length === 0 ? undefined : `(${length}) ${text.callState.ringing} – ${text.appName}`;
}
