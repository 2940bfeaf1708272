import { beforeEach, describe, expect, it } from 'vitest';
import { PhoneError } from '../../../../src-bridge/phone-error.ts';
import { passOnSignals } from '../../../../src-renderer/phone/page-signals.ts';
import type { Reach } from '../../../../src-renderer/phone/phone-link.ts';

class FakeDocument extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
}

class FakeConnection extends EventTarget {
  type = 'wifi';
}

let page: { window: EventTarget; document: FakeDocument; connection: FakeConnection };
let asked: string[];
let isReachable: boolean;
let sayReach: (reach: Reach) => void;
let stop: () => void;

beforeEach(() => {
  page = { window: new EventTarget(), document: new FakeDocument(), connection: new FakeConnection() };
  asked = [];
  isReachable = true;
  const ask = (command: string): Promise<void> => {
    if (!isReachable) return Promise.reject(new PhoneError('not-running'));
    asked.push(command);
    return Promise.resolve();
  };
  stop = passOnSignals(
    page,
    {
      onReach(listener) {
        sayReach = listener;
        return () => (sayReach = () => undefined);
      },
      retryNow: () => void asked.push('link'),
    },
    { networkChanged: () => ask('networkChanged'), retryNow: () => ask('retryNow') },
  );
});

describe('a network that is back or another one', () => {
  it('is told at once, after the link was tried', () => {
    page.window.dispatchEvent(new Event('online'));
    expect(asked).toEqual(['link', 'networkChanged']);
  });

  it('is told when its kind changes, and not with every estimate of its speed', () => {
    page.connection.dispatchEvent(new Event('change'));
    expect(asked).toEqual([]);
    page.connection.type = 'ethernet';
    page.connection.dispatchEvent(new Event('change'));
    page.connection.dispatchEvent(new Event('change'));
    expect(asked).toEqual(['link', 'networkChanged']);
  });

  it('is owed to a phone that cannot be reached, and told once when it can', async () => {
    isReachable = false;
    page.window.dispatchEvent(new Event('online'));
    await Promise.resolve();
    sayReach('away');
    isReachable = true;
    sayReach('there');
    sayReach('there');
    expect(asked).toEqual(['link', 'networkChanged']);
  });
});

describe('a page that wakes up', () => {
  it('tries the link and what the phone has lost, and disturbs no connection that stands', () => {
    page.document.dispatchEvent(new Event('resume'));
    page.document.dispatchEvent(new Event('visibilitychange'));
    page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(asked).toEqual(['link', 'retryNow', 'link', 'retryNow', 'link', 'retryNow']);
  });

  it('is not one that was hidden, or drawn for the first time', () => {
    page.document.visibilityState = 'hidden';
    page.document.dispatchEvent(new Event('visibilitychange'));
    page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    expect(asked).toEqual([]);
  });
});

it('is heard no more after the stop', () => {
  stop();
  page.window.dispatchEvent(new Event('online'));
  page.document.dispatchEvent(new Event('resume'));
  expect(asked).toEqual([]);
});
