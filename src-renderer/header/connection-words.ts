import type { ConnectionState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../messages/en.ts';
import { formatMoment, type Locale } from '../messages/locale.ts';

/** What a screen reader is to say when the connection was lost or came back; undefined while neither happened. */
export function connectionNews(
  before: ConnectionState | undefined,
  now: ConnectionState,
  text: Messages['connection'],
): string | undefined {
  if (before === undefined || before.kind === now.kind) return undefined;
  if (now.kind === 'reconnecting') return text.lost;
  return now.kind === 'online' && before.kind === 'reconnecting' ? text.online : undefined;
}

/** The connection in words, at `now` (ms since the epoch). */
export function connectionWords(connection: ConnectionState, now: number, text: Messages['connection']): string {
  switch (connection.kind) {
    case 'offline':
      return text.signedOut;
    case 'connecting':
      return text.connecting;
    case 'online':
      return text.online;
    case 'reconnecting': {
      const seconds = Math.ceil(((connection.retryAt ?? now) - now) / 1000);
      return seconds > 0 ? text.reconnectingIn(seconds) : text.reconnecting;
    }
  }
}

/** A length of time is said in seconds for so long, and then as the time of day at which it began. */
const countedMs = 60_000;

/** Since when the connection is as it is, at `now` (ms since the epoch); undefined where nobody asks. */
export function connectionSince(connection: ConnectionState, now: number, locale: Locale): string | undefined {
  const text = locale.text.connection;
  if (connection.kind === 'online') return text.since(formatMoment(connection.since, now, locale));
  if (connection.kind !== 'reconnecting') return undefined;
  const forMs = Math.max(0, now - connection.since);
  if (forMs < countedMs) return text.offlineFor(Math.floor(forMs / 1000));
  return text.offlineSince(formatMoment(connection.since, now, locale));
}
