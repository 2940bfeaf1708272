import { describe, expect, test } from 'vitest';
import type { DialogView } from '../../../../../src-main/dialog-package/documents/write-dialog-info.ts';
import { TrackedDialogs } from '../../../../../src-main/dialog-package/notifier/tracked-dialogs.ts';
import { sampleDialog } from '../../../../support/sample-dialogs.ts';

const udp: DialogView = { contact: { scheme: 'sip', address: '10.0.0.1', port: 5060 }, isShared: false };
const early = sampleDialog({ progress: { state: 'early' } });
const confirmed = sampleDialog({ progress: { state: 'confirmed' } });
const ended = sampleDialog({ progress: { state: 'terminated', event: 'local-bye' } });
const other = sampleDialog({ id: 'dialog-2' });

describe('dialogs over several tables', () => {
  test('are told as changed when they come, when they are others, and when they go', () => {
    const dialogs = new TrackedDialogs();
    const idsAfter = (...entries: (typeof early)[]): readonly string[] =>
      dialogs.show(entries).map(({ entry }) => `${entry.id} ${entry.progress.state}`);
    expect(idsAfter(early)).toEqual(['dialog-1 early']);
    expect(idsAfter(structuredClone(early))).toEqual([]);
    expect(idsAfter(other, confirmed)).toEqual(['dialog-2 confirmed', 'dialog-1 confirmed']);
    expect(idsAfter(other, ended)).toEqual(['dialog-1 terminated']);
    expect(idsAfter(other)).toEqual([]);
    expect(idsAfter()).toEqual(['dialog-2 terminated']);
  });

  test('stand in the order of their last change', () => {
    const dialogs = new TrackedDialogs();
    dialogs.show([early]);
    dialogs.show([early, other]);
    expect(dialogs.live.map(({ entry }) => entry.id)).toEqual(['dialog-2', 'dialog-1']);
    dialogs.show([other, confirmed]);
    expect(dialogs.live.map(({ entry }) => entry.id)).toEqual(['dialog-1', 'dialog-2']);
    dialogs.show([ended, other]);
    expect(dialogs.live.map(({ entry }) => entry.id)).toEqual(['dialog-2']);
  });

  test('that changed together stand in the order of the table', () => {
    const dialogs = new TrackedDialogs();
    dialogs.show([early]);
    dialogs.show([other, confirmed, other]);
    expect(dialogs.live.map(({ entry }) => entry.id)).toEqual(['dialog-2', 'dialog-1']);
  });

  test('begin anew under the id of one that ended, which stays as it ended for who knew it', () => {
    const dialogs = new TrackedDialogs();
    const [first] = dialogs.show([early]);
    dialogs.show([ended]);
    const [second] = dialogs.show([early]);
    expect([first?.isTerminated, second?.isTerminated, first === second]).toEqual([true, false, false]);
  });

  test('are written once for each view until they change', () => {
    const dialogs = new TrackedDialogs();
    const [dialog] = dialogs.show([early]);
    const written = dialog!.written(udp);
    expect(dialog!.written({ ...udp, contact: { ...udp.contact } })).toBe(written);
    const others: readonly DialogView[] = [
      { ...udp, isShared: true },
      { ...udp, contact: { ...udp.contact, scheme: 'sips' } },
      { ...udp, contact: { ...udp.contact, address: '10.0.0.2' } },
      { ...udp, contact: { ...udp.contact, port: 5070 } },
      { ...udp, contact: { ...udp.contact, transport: 'tcp' } },
    ];
    expect(new Set([written, ...others.map((view) => dialog!.written(view))]).size).toBe(6);
    dialogs.show([confirmed]);
    expect(dialog!.written(udp)(1000)).toContain('<state>confirmed</state>');
  });
});
