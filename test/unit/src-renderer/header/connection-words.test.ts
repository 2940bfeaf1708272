import { describe, expect, it } from 'vitest';
import { connectionNews, connectionWords } from '../../../../src-renderer/header/connection-words.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { reconnecting } from '../../../support/sample-states.ts';

describe('the connection in words', () => {
  it('counts whole seconds down to the next attempt, and says that it is under way', () => {
    const at = (now: number): string => connectionWords(reconnecting(3000), now, en.connection);
    expect([at(0), at(1), at(2999), at(3000), at(9000)]).toEqual([
      'Reconnecting in 3 s',
      'Reconnecting in 3 s',
      'Reconnecting in 1 s',
      'Reconnecting',
      'Reconnecting',
    ]);
    expect(connectionWords(reconnecting(), 0, en.connection)).toBe('Reconnecting');
  });

  it('names the other states plainly', () => {
    expect(connectionWords({ kind: 'online', since: 0 }, 0, en.connection)).toBe('Online');
    expect(connectionWords({ kind: 'connecting' }, 0, en.connection)).toBe('Connecting');
    expect(connectionWords({ kind: 'offline' }, 0, en.connection)).toBe('Signed out');
  });
});

describe('what a screen reader says of the connection', () => {
  const online = { kind: 'online', since: 0 } as const;

  it('is that it was lost and that it is back, once each', () => {
    expect(connectionNews(online, reconnecting(1000), en.connection)).toBe('Connection lost. Reconnecting');
    expect(connectionNews(reconnecting(1000), reconnecting(), en.connection)).toBeUndefined();
    expect(connectionNews(reconnecting(), online, en.connection)).toBe('Online');
  });

  it('is nothing when the page opens or the phone starts', () => {
    expect(connectionNews(undefined, online, en.connection)).toBeUndefined();
    expect(connectionNews({ kind: 'connecting' }, online, en.connection)).toBeUndefined();
  });
});
