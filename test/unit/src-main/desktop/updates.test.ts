import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PhoneState, UpdateChoice, UpdatesState } from '../../../../src-bridge/phone-state.ts';
import { createUpdateFeed, type Updater } from '../../../../src-main/desktop/update-feed.ts';
import type { LinkCost } from '../../../../src-main/desktop/update-policy.ts';
import { keepUpToDate, type UpdatedPhone, type UpdateFeed } from '../../../../src-main/desktop/updates.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';
import { createFakePhone, type FakePhone } from '../../../support/fake-phone.ts';
import { sampleCall, samplePhone } from '../../../support/sample-states.ts';

const dayMs = 24 * 60 * 60 * 1000;
const ringing = sampleCall({ kind: 'ringing', isSilenced: false });
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

class FakeFeed implements UpdateFeed {
  newest: string | undefined;
  isReachable = true;
  readonly checks: string[] = [];
  downloads = 0;
  restarts = 0;

  async check(channel: string): Promise<string | undefined> {
    this.checks.push(channel);
    if (!this.isReachable) throw new Error('no network');
    return this.newest;
  }
  async download(): Promise<void> {
    this.downloads++;
    if (!this.isReachable) throw new Error('no network');
  }
  restart(): void {
    this.restarts++;
  }
}

let clock: FakeClock;
let phone: FakePhone;
let feed: FakeFeed;
let link: LinkCost;
let seen: UpdatesState[];
let choose: (choice: UpdateChoice) => void;
let stop: (() => void) | undefined;

beforeEach(() => {
  clock = new FakeClock();
  phone = createFakePhone();
  feed = new FakeFeed();
  link = 'free';
  seen = [];
});
afterEach(() => {
  stop?.();
  expect(clock.pending).toBe(0);
  expect(phone.listeners).toBe(0);
});

async function begin(): Promise<void> {
  const updated: UpdatedPhone = {
    get state() {
      return phone.state;
    },
    subscribe: (listener) => phone.subscribe(listener),
    attachUpdates(settleUpdate) {
      choose = settleUpdate;
      return (state) => void seen.push(state);
    },
  };
  stop = keepUpToDate({ phone: updated, feed, linkCost: async () => link, clock, log });
  await settle();
}

function withChannel(updateChannel: 'stable' | 'beta'): PhoneState {
  return samplePhone({ settings: { ...samplePhone().settings, updateChannel } });
}

test('updates are looked for at the start and once a day', async () => {
  await begin();
  expect(feed.checks).toEqual(['stable']);
  await clock.advance(dayMs - 1);
  expect(feed.checks).toHaveLength(1);
  await clock.advance(1);
  await clock.advance(dayMs);
  expect(feed.checks).toHaveLength(3);
  expect(seen).toEqual([{ kind: 'none' }]);
});

test('a new version is fetched and offered, and the person says when', async () => {
  feed.newest = '2.0.0';
  await begin();
  expect(seen.map(({ kind }) => kind)).toEqual(['none', 'downloading', 'ready']);
  expect(feed.restarts).toBe(0);
  choose('restart');
  expect(feed.restarts).toBe(1);
});

test('over a metered link the person is asked first', async () => {
  feed.newest = '2.0.0';
  link = 'metered';
  await begin();
  expect([seen.at(-1)?.kind, feed.downloads]).toEqual(['available', 0]);
  choose('download');
  await settle();
  expect([seen.at(-1)?.kind, feed.downloads]).toEqual(['ready', 1]);
});

test('a restart that is asked for as a call comes in does not happen', async () => {
  feed.newest = '2.0.0';
  await begin();
  phone.show(samplePhone({ calls: [ringing] }));
  choose('restart');
  expect(feed.restarts).toBe(0);
  phone.show(samplePhone());
  choose('restart');
  expect(feed.restarts).toBe(1);
});

test('nothing is looked for during a call, and at once when it is over', async () => {
  phone.show(samplePhone({ calls: [ringing] }));
  await begin();
  expect(feed.checks).toEqual([]);
  phone.show(samplePhone({ calls: [sampleCall({ kind: 'active' })] }));
  expect(feed.checks).toEqual([]);
  phone.show(samplePhone({ calls: [sampleCall({ kind: 'ended', reason: { kind: 'ended', by: 'us' } })] }));
  expect(feed.checks).toEqual(['stable']);
});

test('another channel is looked at when it is chosen', async () => {
  await begin();
  phone.show(withChannel('beta'));
  await settle();
  expect(feed.checks).toEqual(['stable', 'beta']);
  phone.show(withChannel('beta'));
  expect(feed.checks).toHaveLength(2);
});

test('without a network nothing is told, and the next day is another try', async () => {
  feed.isReachable = false;
  await begin();
  expect(seen).toEqual([{ kind: 'none' }]);
  feed.isReachable = true;
  feed.newest = '2.0.0';
  await clock.advance(dayMs);
  expect(seen.at(-1)).toEqual({ kind: 'ready', version: '2.0.0' });
});

test('a version that was put off is offered again the next day without being fetched again', async () => {
  feed.newest = '2.0.0';
  await begin();
  choose('later');
  expect(seen.at(-1)?.kind).toBe('postponed');
  await clock.advance(dayMs);
  expect([seen.at(-1)?.kind, feed.downloads]).toEqual(['ready', 1]);
});

test('the updater downloads nothing by itself, follows the channel, and never goes back to an older version', async () => {
  const asked: unknown[] = [];
  const updater: Updater = {
    allowDowngrade: true,
    autoDownload: true,
    autoInstallOnAppQuit: false,
    channel: null,
    logger: console,
    checkForUpdates: async () =>
      ({ isUpdateAvailable: true, updateInfo: { version: '2.0.0' } }) as Awaited<
        ReturnType<Updater['checkForUpdates']>
      >,
    downloadUpdate: async () => [],
    quitAndInstall: (...given) => void asked.push('quit', ...given),
  };
  const adapted = createUpdateFeed(updater, () => asked.push('prepare'));
  expect(await adapted.check('beta')).toBe('2.0.0');
  expect(updater).toMatchObject({
    autoDownload: false,
    autoInstallOnAppQuit: true,
    channel: 'beta',
    allowDowngrade: false,
  });
  await adapted.check('stable');
  expect(updater.channel).toBe('latest');
  await adapted.download();
  adapted.restart();
  expect(asked).toEqual(['prepare', 'quit', true, true]);
});
