import type { ConnectionState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../messages/en.ts';

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
