import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxJsonBytes } from '../../../src-protocol/check.ts';
import { EventArrayEncoder, EventArrayParser } from '../../../src-protocol/event-array.ts';
import { ProtocolError } from '../../../src-protocol/protocol-error.ts';
import { pieces, utf8 } from './arbitraries.ts';

interface Outcome {
  readonly values: unknown[];
  /** The code of the error that the parser threw. */
  readonly error?: string;
  readonly isComplete: boolean;
}

/** Gives `parts` to a parser, and its end where `ends`. */
function read(parts: readonly Uint8Array[], options: { allowsSeveral?: boolean; ends?: boolean } = {}): Outcome {
  const values: unknown[] = [];
  const { allowsSeveral = false, ends = true } = options;
  const parser = new EventArrayParser({ allowsSeveral, onValue: (value) => values.push(value) });
  try {
    for (const part of parts) parser.push(part);
    if (ends) parser.end();
    return { values, isComplete: parser.isComplete };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { values, error: error.code, isComplete: parser.isComplete };
  }
}

function byteByByte(text: string | Uint8Array): Uint8Array[] {
  return [...(typeof text === 'string' ? utf8(text) : text)].map((byte) => Uint8Array.of(byte));
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const nasty = fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', '\n', 'é', '€', '😀', '\u2028', '\\"', '\\\\');
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(nasty, { maxLength: 12 }).map((parts) => parts.join('')),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.constantFrom(null, true, 0, -1.5e300, 12),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('json'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
}));
const object = fc.dictionary(
  text.filter((key) => key !== '__proto__'),
  json,
  { maxKeys: 4, noNullPrototype: true },
);
const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 });

/** The text of an array of `objects` with white space wherever it may stand. */
function spaced(objects: readonly object[], spaces: readonly string[]): string {
  let at = 0;
  const gap = (): string => spaces[at++ % spaces.length] ?? '';
  const elements = objects.map((value) => `${gap()}${JSON.stringify(value)}${gap()}`);
  return `${gap()}[${gap()}${elements.join(',')}]${gap()}`;
}

describe('an endless array', () => {
  it('is read as it was written, however it is cut', () => {
    const written = fc.array(fc.oneof(object, fc.constant('heartbeat' as const)), { maxLength: 8 }).chain((items) => {
      const encoder = new EventArrayEncoder();
      const parts = items.map((item) => (item === 'heartbeat' ? encoder.heartbeat() : encoder.next(item)));
      const bytes = join([encoder.start(), ...parts, encoder.end()]);
      const values = items.filter((item) => item !== 'heartbeat');
      return pieces(bytes).map((cut) => ({ cut, values }));
    });
    fc.assert(
      fc.property(written, ({ cut, values }) => {
        expect(read(cut)).toEqual({ values: JSON.parse(JSON.stringify(values)), isComplete: true });
      }),
    );
  });

  it('is read with white space wherever it may stand, however it is cut', () => {
    const written = fc
      .tuple(fc.array(object, { maxLength: 5 }), fc.array(space, { minLength: 1, maxLength: 7 }))
      .chain(([values, spaces]) => pieces(utf8(spaced(values, spaces))).map((cut) => ({ cut, values })));
    fc.assert(
      fc.property(written, ({ cut, values }) => {
        expect(read(cut)).toEqual({ values: JSON.parse(JSON.stringify(values)), isComplete: true });
      }),
    );
  });

  it('gives each object as soon as it ends', () => {
    const values: unknown[] = [];
    const parser = new EventArrayParser({ allowsSeveral: false, onValue: (value) => values.push(value) });
    parser.push(utf8('[{"a":1'));
    expect(values).toEqual([]);
    parser.push(utf8('}'));
    expect(values).toEqual([{ a: 1 }]);
    parser.push(utf8(',{"b":2},{'));
    expect(values).toEqual([{ a: 1 }, { b: 2 }]);
    expect(parser.isComplete).toBe(false);
  });

  it('gives the same outcome whole and byte by byte, for any text at all', () => {
    const token = fc.constantFrom(
      ...['[', ']', '{', '}', ',', ':', '"', '\\', ' ', '\n', 'a', '1', 'true', '{}', '{"a":1}', '"é"', '\u0001'],
    );
    const anything = fc.array(token, { maxLength: 20 }).map((tokens) => utf8(tokens.join('')));
    const broken = fc.oneof(anything, fc.uint8Array({ maxLength: 30 }));
    fc.assert(
      fc.property(broken, fc.boolean(), (bytes, allowsSeveral) => {
        const outcome = read([bytes], { allowsSeveral });
        expect(read(byteByByte(bytes), { allowsSeveral })).toEqual(outcome);
        expect(outcome.error === undefined).toBe(outcome.isComplete);
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with a whole JSON parser on what is an array of objects', () => {
    const almost = fc
      .tuple(
        fc.array(object, { maxLength: 3 }),
        fc.array(space, { minLength: 1 }),
        fc.nat(),
        fc.constantFrom(...Array.from('[]{},":\\x ')),
      )
      .map(([values, spaces, at, character]) => {
        const good = spaced(values, spaces);
        const index = at % (good.length + 1);
        return good.slice(0, index) + character + good.slice(index + (at % 2));
      });
    fc.assert(
      fc.property(almost, (candidate) => {
        let expected: unknown;
        try {
          expected = JSON.parse(new TextDecoder().decode(utf8(candidate)));
        } catch {
          expected = undefined;
        }
        const isObject = (value: unknown): boolean =>
          typeof value === 'object' && value !== null && !Array.isArray(value);
        const isGood = Array.isArray(expected) && expected.every(isObject);
        const outcome = read([utf8(candidate)]);
        expect(outcome.isComplete).toBe(isGood);
        if (isGood) expect(outcome.values).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['an element that is no object', '[1]'],
    ['an element that is text', '["{}"]'],
    ['an element that is null', '[null]'],
    ['an array within', '[[{}]]'],
    ['a missing comma', '[{} {}]'],
    ['a double comma', '[{},,{}]'],
    ['a comma in front', '[,{}]'],
    ['a comma at the end', '[{},]'],
    ['garbage between objects', '[{}x,{}]'],
    ['garbage in front', 'x[]'],
    ['an object alone', '{}'],
    ['bytes after the end', '[]x'],
    ['another array', '[][]'],
    ['a bracket that closes a brace', '[{]]'],
    ['broken JSON in an object', '[{"a":}]'],
    ['a line break in a string', '[{"a":"\n'],
    ['a byte order mark', '\ufeff[]'],
  ])('refuses %s', (_name, array) => {
    expect(read([utf8(array)], { ends: false }).error).toBe('not-json');
    expect(read(byteByByte(array), { ends: false }).error).toBe('not-json');
  });

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a character cut short', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a byte that no UTF-8 has', [0xff]],
  ])('refuses %s in a string once the object ends', (_name, bytes) => {
    const array = Uint8Array.of(...utf8('[{"a":"'), ...bytes, ...utf8('"}'));
    expect(read([array], { ends: false }).error).toBe('not-json');
    expect(read(byteByByte(array), { ends: false }).error).toBe('not-json');
  });

  it.each(['', ' ', '[', '[{}', '[{},', '[{"a":', '[{}]['])('has not ended after %j', (array) => {
    expect(read([utf8(array)], { allowsSeveral: true })).toMatchObject({ error: 'not-json', isComplete: false });
  });

  it('takes an object of 64 KiB and refuses one byte more as soon as it comes', () => {
    const largest = `{"a":"${'x'.repeat(maxJsonBytes - 8)}"}`;
    expect(utf8(largest).length).toBe(maxJsonBytes);
    for (const parts of [[utf8(`[${largest},${largest}]`)], byteByByte(`[${largest},${largest}]`)])
      expect(read(parts).values.length).toBe(2);
    const endless = utf8(`[{"a":"${'x'.repeat(maxJsonBytes)}`);
    expect(read([endless], { ends: false }).error).toBe('too-large');
    const limit = maxJsonBytes + 1;
    expect(read([endless.subarray(0, limit)], { ends: false }).error).toBeUndefined();
    expect(read(byteByByte(endless.subarray(0, limit + 1)), { ends: false }).error).toBe('too-large');
  });

  it('does not count what stands between objects', () => {
    const space = utf8(' '.repeat(maxJsonBytes));
    const element = utf8('{}');
    expect(read([utf8('['), space, element, space, utf8(','), space, element, utf8(']')]).values).toEqual([{}, {}]);
  });

  it('looks at each byte a bounded number of times, however small the pieces are', () => {
    let looks = 0;
    const counting = new Proxy(utf8(`{"a":"${'x'.repeat(60_000)}"}`), {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/u.test(key)) looks++;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const parser = new EventArrayParser({ allowsSeveral: false, onValue: () => undefined });
    parser.push(utf8('['));
    parser.push(counting);
    expect(looks).toBeGreaterThanOrEqual(counting.length);
    expect(looks).toBeLessThanOrEqual(2 * counting.length);
  });

  it('keeps no view of what it was given', () => {
    const values: unknown[] = [];
    const parser = new EventArrayParser({ allowsSeveral: false, onValue: (value) => values.push(value) });
    const bytes = utf8('[{"a":"b');
    parser.push(bytes);
    bytes.fill(0);
    parser.push(utf8('c"}]'));
    expect(values).toEqual([{ a: 'bc' }]);
  });

  it('throws the same error again after the first, also one of its listener', () => {
    const parser = new EventArrayParser({ allowsSeveral: false, onValue: () => undefined });
    expect(() => parser.push(utf8('x'))).toThrow(ProtocolError);
    expect(() => parser.push(utf8('[]'))).toThrow(ProtocolError);
    expect(() => parser.end()).toThrow(ProtocolError);
    expect(parser.isComplete).toBe(false);
    const refusal = new ProtocolError('schema', 'digit', 'digit: does not fit');
    const seen: unknown[] = [];
    const refusing = new EventArrayParser({
      allowsSeveral: false,
      onValue: (value) => {
        seen.push(value);
        throw refusal;
      },
    });
    expect(() => refusing.push(utf8('[{"a":1},{"b":2}]'))).toThrow(refusal);
    expect(() => refusing.push(utf8(',{}'))).toThrow(refusal);
    expect(seen).toEqual([{ a: 1 }]);
  });
});

describe('several arrays', () => {
  it('follow one another with and without white space, where they may', () => {
    const arrays = utf8('[{"a":1}][]\n[{"b":2},{"c":3}] ');
    expect(read([arrays], { allowsSeveral: true })).toEqual({
      values: [{ a: 1 }, { b: 2 }, { c: 3 }],
      isComplete: true,
    });
    expect(read([arrays], { allowsSeveral: false }).error).toBe('not-json');
  });

  it.each(['[],[]', '[]{}', '[]]', '[]x'])('are not %s', (arrays) => {
    expect(read([utf8(arrays)], { allowsSeveral: true }).error).toBe('not-json');
  });
});

describe('the encoder of an endless array', () => {
  it('writes the bracket at once, commas between objects, line breaks as heartbeats and the bracket at last', () => {
    const encoder = new EventArrayEncoder();
    const parts = [
      encoder.start(),
      encoder.heartbeat(),
      encoder.next({ a: 1 }),
      encoder.heartbeat(),
      encoder.next({}),
      encoder.end(),
    ];
    expect(new TextDecoder().decode(join(parts))).toBe('[\n{"a":1}\n,{}]');
  });

  it('refuses an object over 64 KiB and goes on without it', () => {
    const encoder = new EventArrayEncoder();
    expect(() => encoder.next({ a: 'x'.repeat(maxJsonBytes - 7) })).toThrow(ProtocolError);
    const first = encoder.next({ a: 'x'.repeat(maxJsonBytes - 8) });
    expect(first.length).toBe(maxJsonBytes);
    expect(() => encoder.next({ a: 'x'.repeat(maxJsonBytes - 7) })).toThrow(ProtocolError);
    const second = encoder.next({ a: 'x'.repeat(maxJsonBytes - 8) });
    expect(read([join([encoder.start(), first, second, encoder.end()])]).values.length).toBe(2);
  });
});
