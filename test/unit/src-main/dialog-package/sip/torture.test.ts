import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNameAddress } from '../../../../../src-main/dialog-package/sip/name-address.ts';
import { readParameters } from '../../../../../src-main/dialog-package/sip/parameters.ts';
import { readSipMessage } from '../../../../../src-main/dialog-package/sip/read-message.ts';
import { SipSyntaxError } from '../../../../../src-main/dialog-package/sip/sip-syntax-error.ts';
import { readSipUri } from '../../../../../src-main/dialog-package/sip/sip-uri.ts';
import { StreamFramer } from '../../../../../src-main/dialog-package/sip/stream-framer.ts';
import { readVia } from '../../../../../src-main/dialog-package/sip/via.ts';
import { writeSipMessage } from '../../../../../src-main/dialog-package/sip/write-message.ts';
import { MemoryFlow, openLayer } from './memory-carriers.ts';
import { rightMessages, tortureBytes, wrongMessages } from './torture-messages.ts';

/** Runs `read`; what it throws must be a `SipSyntaxError`. */
function readOrRefuse<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SipSyntaxError) return undefined;
    throw error;
  }
}

interface Edit {
  readonly at: number;
  readonly kind: string;
  readonly byte: number;
  readonly length: number;
}

describe('a message of the torture', () => {
  it.each(rightMessages)('is right with %s, and the same when it is written and read again', (_what, change) => {
    const message = readSipMessage(tortureBytes(change));
    const again = readSipMessage(writeSipMessage(message));
    const withoutLength = ({ headers, ...rest }: typeof message): unknown => ({
      ...rest,
      headers: headers.filter(({ name }) => name !== 'Content-Length'),
    });
    expect(withoutLength(again)).toEqual(withoutLength(message));
  });

  it.each(wrongMessages)('is wrong with %s', (_what, change, status) => {
    expect(() => readSipMessage(tortureBytes(change))).toThrow(SipSyntaxError);
    const flow = new MemoryFlow('tcp');
    const { layer, complaints } = openLayer(flow);
    layer.onRequest(() => expect.unreachable());
    layer.receive(tortureBytes(change), flow);
    const statuses = flow.startLines.map((line) => Number(line.split(' ')[1]));
    expect([statuses, complaints]).toEqual([status === undefined ? [] : [status], []]);
  });

  it('breaks nothing in whatever way it is changed, cut or joined', () => {
    const seeds = [...rightMessages, ...wrongMessages].map(([, change]) => tortureBytes(change).subarray(0, 3000));
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('\r\n \t:;,"<>@=%[]\\/09')));
    const edit = fc.record({
      at: fc.nat(),
      kind: fc.constantFrom('set', 'insert', 'cut', 'double'),
      byte,
      length: fc.nat(60),
    });
    const edited = (bytes: Uint8Array, { at, kind, byte: value, length }: Edit): Buffer => {
      const start = at % (bytes.length + 1);
      const [before, after] = [bytes.subarray(0, start), bytes.subarray(start)];
      if (kind === 'set') return Buffer.concat([before, Uint8Array.of(value), after.subarray(1)]);
      if (kind === 'insert') return Buffer.concat([before, Uint8Array.of(value), after]);
      if (kind === 'cut') return Buffer.concat([before, after.subarray(length)]);
      return Buffer.concat([before, after.subarray(0, length), after]);
    };
    const flow = new MemoryFlow();
    const { layer, complaints } = openLayer(flow, {
      requestsPerSecondPerAddress: 1_000_000,
      requestsPerSecond: 1_000_000,
    });
    layer.onRequest(({ answer }) => answer({ status: 200 }));
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 8 }), (seed, edits) => {
        let bytes: Buffer = Buffer.from(seed);
        for (const one of edits) bytes = edited(bytes, one);
        const message = readOrRefuse(() => readSipMessage(bytes));
        if (message !== undefined) readSipMessage(writeSipMessage(message));
        new StreamFramer(4000).push(bytes);
        layer.receive(bytes, flow);
        expect(complaints).toEqual([]);
      }),
      { numRuns: 1500, seed: 4475 },
    );
  });
});

/** Where a stranger may put as much as they like. */
const places: readonly (readonly [string, (much: string) => Parameters<typeof tortureBytes>[0]])[] = [
  ['the start line', (much) => ({ startLine: `SUBSCRIBE sip:${much}@h SIP/2.0` })],
  ['the host', (much) => ({ startLine: `SUBSCRIBE sip:a@${much} SIP/2.0` })],
  ['Via', (much) => ({ fields: { Via: `SIP/2.0/UDP h;x=${much}` } })],
  ['From', (much) => ({ fields: { From: `${much}<sip:a@h>;tag=1` } })],
  ['To', (much) => ({ fields: { To: `<sip:a@h>;x=${much}` } })],
  ['Contact', (much) => ({ fields: { Contact: much } })],
  ['CSeq', (much) => ({ fields: { CSeq: `1${much}SUBSCRIBE` } })],
  ['Call-ID', (much) => ({ fields: { 'Call-ID': much } })],
  ['an unknown field', (much) => ({ lines: [`X: ${much}`] })],
  ['the name of a field', (much) => ({ lines: [`${much}: x`] })],
  ['Content-Length', (much) => ({ fields: { 'Content-Length': much } })],
];
const much = [
  '"',
  '\\',
  '\\"',
  '<',
  '<>',
  '>',
  ',',
  ';',
  '; ',
  ';x',
  '=',
  ' ',
  '\t',
  '\r\n ',
  '\r\n',
  ':',
  '@',
  '%',
  '%41',
  '0',
  '1.',
  '.',
];

describe('a flood in one message', () => {
  // What took steps by the square of its length would not come to an end in the time of a test.
  it.each(places)('in %s costs no more than its length', (_what, change) => {
    for (const unit of much) {
      const bytes = tortureBytes(change(unit.repeat(60_000 / unit.length)));
      readOrRefuse(() => readSipMessage(bytes));
      new StreamFramer(65_535).push(bytes);
    }
  });
});

describe('a reader', () => {
  it.each([
    ['a URI', readSipUri],
    ['a name and address', readNameAddress],
    ['parameters', readParameters],
    ['a Via', readVia],
  ])('of %s throws nothing but a SipSyntaxError', (_what, read) => {
    const almost = fc.string({
      unit: fc.constantFrom(...Array.from('sip:SIP/2.0/UDP az09@.;=,"<>[]%\\ \té?&')),
      maxLength: 60,
    });
    const anything = fc.array(fc.nat(0xffff), { maxLength: 30 }).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.oneof(almost, anything), (text) => {
        readOrRefuse(() => read(text));
      }),
      { numRuns: 2000, seed: 4475 },
    );
  });
});
