import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../messages/en.ts';
import { cardName } from './call-words.ts';

/** What a screen reader is to say about a change. */
export interface Announcement {
  readonly polite?: string;
  readonly assertive?: string;
}

/** The news about calls between two snapshots: incoming calls assertive, other changes polite; nothing for the first one. */
export function announceCalls(before: PhoneState | undefined, now: PhoneState, text: Messages): Announcement {
  const known = new Map(before?.calls.map((call) => [call.id, cardName(call, before, text)]));
  const news = now.calls
    .map((call) => ({ call, words: cardName(call, now, text) }))
    .filter(
      ({ call, words }) => known.get(call.id) !== words && (before !== undefined || call.state.kind === 'ringing'),
    );
  const incoming = news.filter(({ call }) => call.state.kind === 'ringing').map(({ words }) => words);
  const other = news.filter(({ call }) => call.state.kind !== 'ringing').map(({ words }) => words);
  return {
    ...(incoming.length === 0 ? {} : { assertive: incoming.join('. ') }),
    ...(other.length === 0 ? {} : { polite: other.join('. ') }),
  };
}
