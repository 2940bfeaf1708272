import { describe, expect, test } from 'vitest';
import { dialogStates, terminationEvents, type DialogEntry } from '../../src-main/dialog-package/dialog-table.ts';
import { writeDialogInfo } from '../../src-main/dialog-package/documents/write-dialog-info.ts';
import { hasDebianPackages } from '../support/debian-packages.ts';
import { sampleDialog } from '../support/sample-dialogs.ts';
import { complaintsAbout } from '../support/xmllint.ts';

const living = dialogStates.filter((state) => state !== 'terminated');
const everyState: readonly DialogEntry['progress'][] = [
  ...living.map((state) => ({ state })),
  ...terminationEvents.flatMap((event) => [
    { state: 'terminated' as const, event },
    { state: 'terminated' as const, event, code: 487 },
  ]),
];
const hostile = `"><dialog id='x'/>&amp;<!DOCTYPE a>]]>\u0000\u0085\ud800\uffff\r\n`;

function written(dialogs: readonly DialogEntry[], isShared: boolean): string {
  return writeDialogInfo({
    version: 4_294_967_295,
    state: 'full',
    entity: 'sip:bob@phone.example:5061',
    dialogs,
    contact: { scheme: 'sips', address: '2001:db8::1', port: 5061 },
    isShared,
    now: 60_000,
  });
}

describe.runIf(hasDebianPackages)('the schema of RFC 4235', () => {
  test.each([
    ['a document without calls', written([], false)],
    [
      'dialogs in every state',
      written(
        everyState.map((progress) => sampleDialog({ progress })),
        false,
      ),
    ],
    ['dialogs for shared appearances', written([sampleDialog(), sampleDialog({ appearance: 999 })], true)],
    [
      'a dialog whose texts want to break out',
      written([sampleDialog({ remote: { identity: 'sip:a@b.example', display: hostile, target: hostile } })], true),
    ],
  ])('accepts %s', (_, document) => {
    expect(complaintsAbout(document)).toBe('');
  });

  test.each([
    ['children out of their order', /<state>.*<\/duration>/u, '<duration>1</duration><state>early</state>'],
    ['a state that is none', '<state>confirmed', '<state>talking'],
    ['an appearance that is no number', '>1</appearance>', '>one</appearance>'],
    ['a dialog without an id', ' id="dialog-1"', ''],
  ])('refuses %s', (_, part, other) => {
    const document = written([sampleDialog()], true);
    const spoilt = document.replace(part, other);
    expect(spoilt).not.toBe(document);
    expect(complaintsAbout(spoilt)).toContain('Schemas validity error');
  });
});
