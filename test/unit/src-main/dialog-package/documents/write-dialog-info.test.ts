import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  localTarget,
  writeDialog,
  writeDialogInfo,
  writeDocument,
  type DialogInfo,
} from '../../../../../src-main/dialog-package/documents/write-dialog-info.ts';
import { anyText } from '../../../../support/any-text.ts';
import { sampleDialog } from '../../../../support/sample-dialogs.ts';
import { descendant, xmlTree } from '../../../../support/xml-tree.ts';

const contact = { scheme: 'sip', address: '192.0.2.1', port: 5060 } as const;

function written(change: Partial<DialogInfo> = {}): string {
  return writeDialogInfo({
    version: 0,
    state: 'full',
    entity: 'sip:bob@192.0.2.1',
    dialogs: [sampleDialog()],
    contact,
    isShared: false,
    now: 13_999,
    ...change,
  });
}

describe('a dialog-info document', () => {
  test('holds a dialog with all that the guidelines ask for (G5, G6), its children in the order of the schema', () => {
    expect(written()).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:bob@192.0.2.1">',
        '<dialog id="dialog-1" call-id="call-id-of-1" local-tag="local-tag-of-1" remote-tag="remote-tag-of-1"' +
          ' direction="recipient"><state>confirmed</state><duration>12</duration>' +
          '<local><identity display="Bob">sip:+14085550111@provider.example</identity>' +
          '<target uri="sip:bob@192.0.2.1:5060;gr=laptop-1"/></local>' +
          '<remote><identity>sip:+14085550110@provider.example</identity>' +
          '<target uri="sip:+14085550110@provider.example;gr=far-1"/></remote></dialog>',
        '</dialog-info>\n',
      ].join('\n'),
    );
  });

  test('without calls has no dialog, and is a document all the same', () => {
    expect(xmlTree(written({ dialogs: [], version: 7 }))).toMatchObject({
      name: 'dialog-info',
      namespace: 'urn:ietf:params:xml:ns:dialog-info',
      attributes: { version: '7', state: 'full', entity: 'sip:bob@192.0.2.1' },
      children: [],
    });
  });

  test('tells why a dialog is over, and with which code where there is one', () => {
    const over = sampleDialog({ progress: { state: 'terminated', event: 'cancelled', code: 487 } });
    const lost = sampleDialog({ progress: { state: 'terminated', event: 'remote-bye' } });
    const [first, second] = xmlTree(written({ dialogs: [over, lost], state: 'partial' })).children;
    expect(first?.children[0]).toMatchObject({ text: 'terminated', attributes: { event: 'cancelled', code: '487' } });
    expect(second?.children[0]?.attributes).toEqual({ event: 'remote-bye' });
  });

  test('names no remote tag while the far side has none', () => {
    const { remoteTag: _, ...dialog } = sampleDialog({ direction: 'initiator', progress: { state: 'proceeding' } });
    expect(written({ dialogs: [dialog] })).not.toContain('remote-tag');
  });

  test('for shared appearances says of each call which one it is, and that nobody can join or replace it', () => {
    const [dialog] = xmlTree(written({ isShared: true, dialogs: [sampleDialog({ appearance: 3 })] })).children;
    expect(dialog?.children.map(({ name }) => name)).toEqual([
      'state',
      'duration',
      'local',
      'remote',
      'appearance',
      'exclusive',
    ]);
    expect(dialog?.children.slice(-2)).toMatchObject([
      { namespace: 'urn:ietf:params:xml:ns:sa-dialog-info', text: '3' },
      { namespace: 'urn:ietf:params:xml:ns:sa-dialog-info', text: 'true' },
    ]);
  });

  test('has the duration of its own time where its dialogs were written once for many', () => {
    const once = writeDialog(sampleDialog(), { contact, isShared: false });
    const head = { version: 1, state: 'partial', entity: 'sip:bob@phone.example' } as const;
    const durations = [1000, 1999, 61_000].map(
      (now) => descendant(xmlTree(writeDocument({ ...head, now }, [once])), 'duration').text,
    );
    expect(durations).toEqual(['0', '0', '60']);
  });

  test('counts no duration below nothing when the clock was set back', () => {
    expect(descendant(xmlTree(written({ now: 0 })), 'duration').text).toBe('0');
  });

  test('is well formed and says the same whatever is in its texts', () => {
    const text = anyText(40);
    fc.assert(
      fc.property(text, text, text, (entity, display, identity) => {
        const dialog = sampleDialog({ remote: { identity, display, target: identity } });
        const tree = xmlTree(written({ entity, dialogs: [dialog], isShared: true }));
        const plain = (value: string): string => value.toWellFormed().replace(/[\p{Cc}\ufffe\uffff]/gu, '');
        expect(tree.attributes['entity']).toBe(plain(entity));
        expect(tree.children[0]?.children[3]?.children).toMatchObject([
          { text: plain(identity), attributes: { display: plain(display) } },
          { attributes: { uri: plain(identity) } },
        ]);
        expect(tree.children[0]?.children).toHaveLength(6);
      }),
    );
  });

  test('replaces half of a surrogate pair, and leaves out what XML does not allow', () => {
    const display = `a\ud800b\u0000\u001b\n\uffffc]]>&<"'`;
    const dialog = sampleDialog({ remote: { identity: 'sip:a@b.example', display, target: 'sip:a@b.example' } });
    const document = written({ dialogs: [dialog] });
    expect(document).toContain('display="a\ufffdbc]]&gt;&amp;&lt;&quot;&apos;"');
    expect(document.isWellFormed()).toBe(true);
  });
});

describe('the target of a dialog of ours', () => {
  const target = { user: 'bob', instance: 'laptop-1' };
  test.each([
    [contact, target, 'sip:bob@192.0.2.1:5060;gr=laptop-1'],
    [
      { scheme: 'sip', address: '2001:db8::1', port: 5070, transport: 'tcp' } as const,
      target,
      'sip:bob@[2001:db8::1]:5070;transport=tcp;gr=laptop-1',
    ],
    [
      { scheme: 'sips', address: 'phone.example', port: 5061 } as const,
      target,
      'sips:bob@phone.example:5061;gr=laptop-1',
    ],
    [contact, { user: 'Über uns@home<>', instance: '-_1' }, 'sip:%C3%9Cber%20uns%40home%3C%3E@192.0.2.1:5060;gr=-_1'],
    [contact, { user: '+1202&ext=7', instance: '_-1' }, 'sip:+1202&ext=7@192.0.2.1:5060;gr=_-1'],
    [contact, { user: 'half \ud83d', instance: '1' }, 'sip:half%20%EF%BF%BD@192.0.2.1:5060;gr=1'],
  ])('is the contact of the line with the device that has the call', (address, of, uri) => {
    expect(localTarget(of, address)).toBe(uri);
  });
});
