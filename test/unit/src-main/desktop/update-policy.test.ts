import { describe, expect, test } from 'vitest';
import type { UpdateChoice, UpdatesState } from '../../../../src-bridge/phone-state.ts';
import { moveUpdate, type LinkCost, type UpdateEvent } from '../../../../src-main/desktop/update-policy.ts';

const none: UpdatesState = { kind: 'none' };
const available: UpdatesState = { kind: 'available', version: '2.0.0' };
const downloading: UpdatesState = { kind: 'downloading', version: '2.0.0' };
const ready: UpdatesState = { kind: 'ready', version: '2.0.0' };
const postponed = (isDownloaded: boolean): UpdatesState => ({ kind: 'postponed', version: '2.0.0', isDownloaded });
const found = (link: LinkCost, version = '2.0.0'): UpdateEvent => ({ kind: 'found', version, link });
const chosen = (choice: UpdateChoice, isBusy = false): UpdateEvent => ({ kind: 'chosen', choice, isBusy });

describe('a version that is found', () => {
  test('is fetched at once where that is free', () => {
    expect(moveUpdate(none, found('free'))).toEqual({ state: downloading, effect: 'download' });
  });
  test.each(['metered', 'unknown'] as const)('waits for the person where the link is %s', (link) => {
    expect(moveUpdate(none, found(link))).toEqual({ state: available });
  });
  test('changes nothing while another is being fetched, or when it is offered already', () => {
    expect(moveUpdate(downloading, found('free', '2.1.0'))).toEqual({ state: downloading });
    expect(moveUpdate(available, found('metered'))).toEqual({ state: available });
    expect(moveUpdate(ready, found('metered'))).toEqual({ state: ready });
  });
  test('is offered again the day after it was put off, without being fetched again', () => {
    expect(moveUpdate(postponed(true), found('metered'))).toEqual({ state: ready });
    expect(moveUpdate(postponed(false), found('metered'))).toEqual({ state: available });
    expect(moveUpdate(postponed(false), found('free'))).toEqual({ state: downloading, effect: 'download' });
  });
  test('takes the place of an older one that waits', () => {
    expect(moveUpdate(ready, found('free', '2.1.0'))).toEqual({
      state: { kind: 'downloading', version: '2.1.0' },
      effect: 'download',
    });
  });
});

describe('what the person says', () => {
  test('begins a download that was asked about', () => {
    expect(moveUpdate(available, chosen('download'))).toEqual({ state: downloading, effect: 'download' });
  });
  test('restarts into a version that is ready', () => {
    expect(moveUpdate(ready, chosen('restart'))).toEqual({ state: ready, effect: 'restart' });
  });
  test('never restarts while a call is here', () => {
    expect(moveUpdate(ready, chosen('restart', true))).toEqual({ state: ready });
  });
  test('puts an offer off', () => {
    expect(moveUpdate(available, chosen('later'))).toEqual({ state: postponed(false) });
    expect(moveUpdate(ready, chosen('later'))).toEqual({ state: postponed(true) });
  });
  test.each([none, downloading, postponed(true), postponed(false)])(
    'means nothing when nothing is offered: %o',
    (state) => {
      for (const choice of ['download', 'restart', 'later'] as const) {
        expect(moveUpdate(state, chosen(choice))).toEqual({ state });
      }
    },
  );
  test('means nothing where it does not fit the offer', () => {
    expect(moveUpdate(available, chosen('restart'))).toEqual({ state: available });
    expect(moveUpdate(ready, chosen('download'))).toEqual({ state: ready });
  });
});

test('a download ends in a version that is ready, or in nothing', () => {
  expect(moveUpdate(downloading, { kind: 'downloaded' })).toEqual({ state: ready });
  expect(moveUpdate(downloading, { kind: 'failed' })).toEqual({ state: none });
  expect(moveUpdate(none, { kind: 'downloaded' })).toEqual({ state: none });
  expect(moveUpdate(ready, { kind: 'failed' })).toEqual({ state: ready });
});
