import { describe, expect, it } from 'vitest';
import { connectionNews, connectionSince, connectionWords } from '../../../../src-renderer/header/connection-words.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { chooseLocale, formatTime } from '../../../../src-renderer/messages/locale.ts';
import { reconnecting, sampleNow } from '../../../support/sample-states.ts';

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

describe('since when the connection is as it is', () => {
  const english = chooseLocale('en', ['en-GB']);
  const german = chooseLocale('de', ['de-DE']);
  const time = formatTime(sampleNow, english);

  it('counts the seconds of an outage for a minute, and then names its beginning', () => {
    const after = (seconds: number): string | undefined =>
      connectionSince(reconnecting(), sampleNow + seconds * 1000, english);
    expect([1, 3, 8, 20, 40].map(after)).toEqual([1, 3, 8, 20, 40].map((seconds) => `offline for ${seconds} s`));
    expect(after(60)).toBe(`offline since ${time}`);
    expect(connectionSince(reconnecting(), sampleNow + 8000, german)).toBe('offline seit 8 s');
  });

  it('names the time at which the phone came online, and the date unless that was today', () => {
    const online = { kind: 'online', since: sampleNow } as const;
    expect(connectionSince(online, sampleNow, english)).toBe(`since ${time}`);
    expect(connectionSince(online, sampleNow + 86_400_000, english)).toMatch(/^since 27\/01\/2026.* \d\d:\d\d$/u);
  });

  it('is nothing before the first connection', () => {
    expect(connectionSince({ kind: 'connecting' }, sampleNow, english)).toBeUndefined();
    expect(connectionSince({ kind: 'offline' }, sampleNow, english)).toBeUndefined();
  });

  it('does not run ahead of the clock that noticed the outage', () => {
    expect(connectionSince(reconnecting(), sampleNow - 5000, english)).toBe('offline for 0 s');
  });
});
