import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { check, checkJson, maxJsonBytes, parseJson } from '../../../src-protocol/check.ts';
import { ProtocolError } from '../../../src-protocol/protocol-error.ts';
import { utf8 } from './arbitraries.ts';

/** The code and member of the error that `run` throws. */
function failure(run: () => unknown): { code: string; member: string } | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { code: error.code, member: error.member };
  }
}

describe('a JSON body', () => {
  it('is read as it was written, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        expect(parseJson(utf8(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is read from any bytes without another error than a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const code = failure(() => parseJson(bytes))?.code;
        expect(['not-json', undefined]).toContain(code);
      }),
    );
  });

  it.each(['', '{', 'undefined', "{'a':1}", '{"a":1,}', '1 2'])('is not %j', (text) => {
    expect(failure(() => parseJson(utf8(text)))).toEqual({ code: 'not-json', member: '' });
  });

  it('is no JSON where it is no UTF-8', () => {
    expect(failure(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22)))).toEqual({ code: 'not-json', member: '' });
  });

  it('is at most 64 KiB', () => {
    const text = (length: number): Uint8Array => utf8(`"${'x'.repeat(length - 2)}"`);
    expect(checkJson(z.string(), text(maxJsonBytes)).length).toBe(maxJsonBytes - 2);
    const tooLarge = failure(() => checkJson(z.string(), text(maxJsonBytes + 1)));
    expect(tooLarge).toEqual({ code: 'too-large', member: '' });
  });

  it('is nested 64 levels deep at most, so that what is kept of it can be written again', () => {
    const nested = (depth: number): Uint8Array => utf8(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(JSON.stringify(parseJson(nested(64)))).toBe(new TextDecoder().decode(nested(64)));
    expect(failure(() => parseJson(nested(65)))).toEqual({ code: 'schema', member: '' });
    expect(failure(() => parseJson(nested(maxJsonBytes / 2)))).toEqual({ code: 'schema', member: '' });
  });
});

describe('the member at fault', () => {
  const inner = z.object({ b: z.union([z.array(z.object({ c: z.int() })), z.object({ c: z.int() })]) });
  const schema = z.object({ a: z.union([z.array(inner), inner]) });

  it.each([
    [{}, 'a'],
    [{ a: 1 }, 'a'],
    [{ a: {} }, 'a.b'],
    [{ a: { b: 1 } }, 'a.b'],
    [{ a: { b: { c: 'x' } } }, 'a.b.c'],
    [{ a: [{ b: { c: 1 } }, { b: [{ c: 1 }, { c: 'x' }] }] }, 'a.1.b.1.c'],
    [1, ''],
    [null, ''],
  ])('of %j is named, also within alternatives', (value, member) => {
    expect(failure(() => check(schema, value))).toEqual({ code: 'schema', member });
  });
});
