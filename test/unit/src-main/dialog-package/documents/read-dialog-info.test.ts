import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DialogReportError } from '../../../../../src-main/dialog-package/documents/dialog-report.ts';
import { readDialogInfo } from '../../../../../src-main/dialog-package/documents/read-dialog-info.ts';
import { writeDialogInfo } from '../../../../../src-main/dialog-package/documents/write-dialog-info.ts';
import { sampleDialog } from '../../../../support/sample-dialogs.ts';

const start = '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="7" state="partial" entity="sip:a@b">';

/** A document with this inside. */
function document(inside: string): string {
  return `<?xml version="1.0"?>\n${start}${inside}</dialog-info>`;
}

/** The code with which a text is refused, or undefined when it is read. */
function refusal(text: string): string | undefined {
  try {
    readDialogInfo(text);
    return undefined;
  } catch (error) {
    if (error instanceof DialogReportError) return error.code;
    throw error;
  }
}

describe('a document', () => {
  test('that we wrote ourselves is read whole', () => {
    const text = writeDialogInfo({
      version: 3,
      state: 'full',
      entity: 'sip:bob@127.0.0.1',
      dialogs: [
        sampleDialog({ remote: { identity: 'sip:+1@p', display: 'Ada <&> "Co"', target: 'sip:+1@p;gr=x' } }),
        sampleDialog({ id: 'dialog-2', progress: { state: 'terminated', event: 'cancelled', code: 487 } }),
      ],
      contact: { scheme: 'sip', address: '127.0.0.1', port: 5060 },
      isShared: true,
      now: 5000,
    });
    expect(readDialogInfo(text)).toMatchObject({
      version: 3,
      state: 'full',
      dialogs: [
        {
          id: 'dialog-1',
          callId: 'call-id-of-1',
          localTag: 'local-tag-of-1',
          remoteTag: 'remote-tag-of-1',
          direction: 'recipient',
          state: 'confirmed',
          local: {
            identity: 'sip:+14085550111@provider.example',
            display: 'Bob',
            target: 'sip:bob@127.0.0.1:5060;gr=laptop-1',
          },
          remote: { identity: 'sip:+1@p', display: 'Ada <&> "Co"', target: 'sip:+1@p;gr=x' },
        },
        { id: 'dialog-2', state: 'terminated', event: 'cancelled' },
      ],
    });
  });

  test('of a phone that says the least is read', () => {
    const text =
      '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info"><dialog><state>early</state></dialog></dialog-info>';
    expect(readDialogInfo(text)).toEqual({
      state: 'full',
      dialogs: [{ id: '', state: 'early', local: {}, remote: {} }],
    });
  });

  test('may have its elements in any order, with prefixes, and others among them', () => {
    const text = `<d:dialog-info xmlns:d="urn:ietf:params:xml:ns:dialog-info" xmlns:x="urn:x" state="full" version="0">
      <x:dialog id="9"><x:state>early</x:state></x:dialog><!-- not ours -->
      <d:dialog x:id="8" id="1"><x:state>early</x:state>
        <d:remote><d:target uri="sip:b@c"/><x:y/><d:identity display-name="Ben"> <![CDATA[sip:ben@c]]>
        </d:identity></d:remote>
        <d:state event="x-own"> Confirmed </d:state>
      </d:dialog></d:dialog-info>`;
    expect(readDialogInfo(text).dialogs).toEqual([
      {
        id: '1',
        state: 'confirmed',
        event: 'x-own',
        local: {},
        remote: { identity: 'sip:ben@c', display: 'Ben', target: 'sip:b@c' },
      },
    ]);
  });

  test('leaves out dialogs whose state is none', () => {
    expect(readDialogInfo(document('<dialog id="1"/><dialog id="2"><state>gone</state></dialog>')).dialogs).toEqual([]);
  });

  test('names a dialog without an id by its Call-ID', () => {
    expect(readDialogInfo(document('<dialog call-id="c"><state>trying</state></dialog>')).dialogs[0]?.id).toBe('c');
  });

  test('has its values cut, and no half characters in them', () => {
    const text = document(
      `<dialog id="1"><state>early</state><remote><identity>${'a'.repeat(511)}😀</identity></remote></dialog>`,
    );
    const { identity = '' } = readDialogInfo(text).dialogs[0]?.remote ?? {};
    expect(identity.length).toBe(512);
    expect(identity.isWellFormed()).toBe(true);
  });
});

describe('what is no such document is refused', () => {
  test.each([
    ['nothing', '', 'malformed'],
    ['text', 'hello', 'malformed'],
    ['one that is cut off', document('<dialog id="1"').slice(0, 120), 'malformed'],
    ['tags that cross', document('<dialog><state></dialog></state>'), 'malformed'],
    ['an attribute twice', document('<dialog id="1" id="2"/>'), 'malformed'],
    ['a prefix that nobody declared', document('<x:dialog/>'), 'malformed'],
    ['an entity that XML does not have', document('<dialog id="&nbsp;"/>'), 'malformed'],
    ['a control character', document('<dialog id="\u0001"/>'), 'malformed'],
    ['a reference to one', document('<dialog id="&#1;"/>'), 'malformed'],
    ['a second root', `${document('')}<dialog-info/>`, 'malformed'],
    ['a document type', `<!DOCTYPE dialog-info>${document('')}`, 'document-type'],
    ['entities of its own', `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${document('')}`, 'document-type'],
    ['another kind', '<presence xmlns="urn:ietf:params:xml:ns:pidf"/>', 'other-kind'],
    ['another namespace', '<dialog-info xmlns="urn:x" version="1" state="full"/>', 'other-kind'],
    ['no namespace', '<dialog-info version="1" state="full"/>', 'other-kind'],
    ['a version that is no number', document('').replace('"7"', '"-1"'), 'other-kind'],
    ['a version of more than 32 bits', document('').replace('"7"', '"4294967296"'), 'other-kind'],
    ['one that is too deep', document('<a>'.repeat(16) + '</a>'.repeat(16)), 'too-deep'],
    ['too many dialogs', document('<dialog/>'.repeat(129)), 'too-many'],
    ['too many elements', document('<a/>'.repeat(5000)), 'too-many'],
    ['one that is too large', document(' '.repeat(65_536)), 'too-large'],
  ])('%s', (_, text, code) => {
    expect(refusal(text)).toBe(code);
  });

  test('whatever becomes of a good one', () => {
    const good = document(
      '<dialog id="1" call-id="c"><state event="x">early</state><remote><identity display="&lt;A&gt;">sip:a@b</identity></remote></dialog>',
    );
    const part = fc.integer({ min: 0, max: good.length });
    const foreign = fc.oneof(
      fc.string(),
      fc.constantFrom('<', '>', '&', '"', ']]>', '<!--', '<?', '<![CDATA[', '&#x0;'),
    );
    fc.assert(
      fc.property(part, part, foreign, (from, to, instead) => {
        refusal(good.slice(0, from) + instead + good.slice(to));
      }),
      { numRuns: 1000 },
    );
  });
});
