import { describe, expect, test } from 'vitest';
import type { AppearanceState, EndReason } from '../../../../../src-bridge/phone-state.ts';
import {
  progressHere,
  progressOnLine,
  progressWhenLost,
  type DialogProgress,
} from '../../../../../src-main/dialog-package/describe/dialog-progress.ts';
import type { CallFacts, FinalFacts } from '../../../../../src-main/session/call-facts.ts';
import { sampleCall, sampleNow } from '../../../../support/sample-states.ts';

const uri = 'https://provider.example/calls/1';
const own = 'https://provider.example/handlers/own';
const other = 'https://provider.example/handlers/kitchen';
const undecided: CallFacts = { uri, ownHandler: own };
const ours: CallFacts = { ...undecided, handler: own };
const theirs: CallFacts = { ...undecided, handler: other };
const kitchen = { id: 'kitchen', name: 'Kitchen phone' };

const early: DialogProgress = { state: 'early' };
const confirmed: DialogProgress = { state: 'confirmed' };
const over = (event: string, code?: number): unknown => ({ state: 'terminated', event, ...(code ? { code } : {}) });

const ringing: AppearanceState = { kind: 'ringing', isSilenced: false };
const silent: AppearanceState = { kind: 'ringing', isSilenced: true };

describe('a dialog of this device', () => {
  test.each<[string, AppearanceState, CallFacts, unknown]>([
    ['a call that rings', ringing, undecided, early],
    ['a call that another device is answering', ringing, theirs, early],
    ['a call that came in and alerts nobody here', silent, undecided, { state: 'trying' }],
    ['a call that we place', { kind: 'calling', isAlerting: false }, ours, { state: 'proceeding' }],
    ['a call of ours that rings there', { kind: 'calling', isAlerting: true }, ours, early],
    ['a call that another device places', { kind: 'calling', isAlerting: true, device: kitchen }, theirs, undefined],
    ['a call that we answered', { kind: 'attaching', device: kitchen, isHere: true }, ours, confirmed],
    ['a call that is being pulled here', { kind: 'attaching', device: kitchen, isHere: true }, theirs, undefined],
    ['a call that we talk in', { kind: 'active' }, ours, confirmed],
    ['a call that is about to leave', { kind: 'active', movingTo: kitchen }, ours, confirmed],
    ['a call that we hold', { kind: 'held' }, ours, confirmed],
    ['a call of ours in which nobody talks', { kind: 'unattached', device: kitchen, isHere: true }, ours, confirmed],
    ['a call of another device', { kind: 'remote', device: kitchen, isHeld: false }, theirs, undefined],
    [
      'a call of another device that is lost',
      { kind: 'unattached', device: kitchen, isHere: false },
      theirs,
      undefined,
    ],
    ['a call that is over', { kind: 'ended', reason: { kind: 'missed' } }, undecided, undefined],
    ['a call that rings for a program that is no device', ringing, { uri }, undefined],
  ])('of %s', (_, state, facts, progress) => {
    expect(progressHere(undefined, sampleCall(state), facts)).toEqual(progress);
  });

  test.each<[string, DialogProgress, AppearanceState, CallFacts, unknown]>([
    ['is early still when the ring is silenced', early, silent, undecided, early],
    ['is confirmed still when events come late', confirmed, ringing, undecided, confirmed],
    [
      'is cancelled when another device takes the call',
      early,
      { kind: 'remote', device: kitchen, isHeld: false },
      theirs,
      over('cancelled', 487),
    ],
    [
      'is replaced when the call moves to another device',
      confirmed,
      { kind: 'remote', device: kitchen, isHeld: false },
      theirs,
      over('replaced'),
    ],
    [
      'ends once',
      { state: 'terminated', event: 'replaced' },
      { kind: 'ended', reason: { kind: 'dropped' } },
      theirs,
      over('replaced'),
    ],
    [
      'stays over while the call is elsewhere',
      { state: 'terminated', event: 'replaced' },
      { kind: 'remote', device: kitchen, isHeld: true },
      theirs,
      over('replaced'),
    ],
    [
      'is another one when the call comes back',
      { state: 'terminated', event: 'replaced' },
      { kind: 'active' },
      ours,
      confirmed,
    ],
    [
      'was replaced where the end came with the news of the move',
      confirmed,
      { kind: 'ended', reason: { kind: 'answered-elsewhere', device: kitchen } },
      theirs,
      over('replaced'),
    ],
    [
      'was cancelled where the end came with the news of the answer',
      early,
      { kind: 'ended', reason: { kind: 'answered-elsewhere', device: kitchen } },
      theirs,
      over('cancelled', 487),
    ],
  ])('%s', (_, before, state, facts, progress) => {
    expect(progressHere(before, sampleCall(state), facts)).toEqual(progress);
  });
});

type Ending = [direction: 'inbound' | 'outbound', reason: EndReason, end: unknown, final?: FinalFacts];

describe('the end of a dialog', () => {
  test.each<Ending>([
    ['inbound', { kind: 'missed' }, over('cancelled', 487), { event: 'end', by: 'them' }],
    ['inbound', { kind: 'missed' }, over('timeout', 408), { event: 'noanswer' }],
    ['inbound', { kind: 'declined', by: 'us' }, over('rejected', 603)],
    ['inbound', { kind: 'declined', by: 'them' }, over('error'), { event: 'failed' }],
    ['inbound', { kind: 'failed' }, over('error')],
    ['inbound', { kind: 'busy' }, over('error')],
    ['inbound', { kind: 'unreachable' }, over('error')],
    ['outbound', { kind: 'cancelled' }, over('cancelled', 487)],
    ['outbound', { kind: 'declined', by: 'them' }, over('rejected', 603)],
    ['outbound', { kind: 'busy' }, over('rejected', 486)],
    ['outbound', { kind: 'no-answer' }, over('timeout', 408)],
    ['outbound', { kind: 'unreachable' }, over('rejected', 480)],
    ['outbound', { kind: 'failed', detail: 'device' }, over('rejected', 500)],
    ['outbound', { kind: 'ended', by: 'them' }, over('rejected', 480)],
    ['outbound', { kind: 'ended', by: 'provider' }, over('rejected', 503)],
    ['outbound', { kind: 'ended', by: 'us' }, over('cancelled', 487)],
    ['outbound', { kind: 'ended', by: 'unknown' }, over('error')],
  ])('of an %s call that was not answered: %j', (direction, reason, end, final) => {
    const card = sampleCall({ kind: 'ended', reason }, { direction });
    const facts = final === undefined ? undecided : { ...undecided, final };
    expect(progressHere(early, card, facts)).toEqual(end);
    expect(progressOnLine(early, card, facts)).toEqual(end);
  });

  test.each<Ending>([
    ['inbound', { kind: 'ended', by: 'us' }, over('local-bye')],
    ['inbound', { kind: 'ended', by: 'them' }, over('remote-bye')],
    ['outbound', { kind: 'ended', by: 'provider' }, over('remote-bye')],
    ['outbound', { kind: 'ended', by: 'unknown' }, over('error')],
    ['outbound', { kind: 'transferred' }, over('local-bye')],
    ['outbound', { kind: 'dropped' }, over('error')],
    ['outbound', { kind: 'failed' }, over('error')],
  ])('of an %s call that was answered: %j', (direction, reason, end) => {
    const card = sampleCall({ kind: 'ended', reason }, { direction, answeredAt: sampleNow });
    expect(progressHere(confirmed, card, ours)).toEqual(end);
    expect(progressOnLine(confirmed, card, ours)).toEqual(end);
  });

  test.each<[FinalFacts | undefined, unknown]>([
    [{ event: 'end', by: 'us' }, over('local-bye')],
    [{ event: 'end', by: 'them' }, over('remote-bye')],
    [undefined, over('error')],
  ])('of a call that another device had is told on the line alone: %j', (final, end) => {
    const reason = { kind: 'answered-elsewhere', device: kitchen } as const;
    const card = sampleCall({ kind: 'ended', reason }, { direction: 'inbound', answeredAt: sampleNow });
    const facts = final === undefined ? theirs : { ...theirs, final };
    expect(progressOnLine(confirmed, card, facts)).toEqual(end);
    expect(progressHere(undefined, card, facts)).toBeUndefined();
  });

  test.each<[DialogProgress, boolean, unknown]>([
    [early, true, over('cancelled', 487)],
    [confirmed, true, over('local-bye')],
    [confirmed, false, over('error')],
    [{ state: 'terminated', event: 'replaced' }, true, over('replaced')],
  ])('when the phone shows it no more: %j, ours %s', (before, isOurs, end) => {
    expect(progressWhenLost(before, { isOurs })).toEqual(end);
  });
});

describe('a call on its line', () => {
  test.each<[AppearanceState, DialogProgress]>([
    [ringing, early],
    [silent, early],
    [{ kind: 'calling', isAlerting: false, device: kitchen }, { state: 'proceeding' }],
    [{ kind: 'calling', isAlerting: true }, early],
    [{ kind: 'remote', device: kitchen, isHeld: true }, confirmed],
    [{ kind: 'unattached', device: kitchen, isHere: false }, confirmed],
    [{ kind: 'attaching', device: kitchen, isHere: false }, confirmed],
  ])('%j is %j, whichever device has it', (state, progress) => {
    expect(progressOnLine(undefined, sampleCall(state), theirs)).toEqual(progress);
  });

  test('that is over when it is first seen is no dialog', () => {
    const card = sampleCall({ kind: 'ended', reason: { kind: 'missed' } });
    expect(progressOnLine(undefined, card, undecided)).toBeUndefined();
  });
});
