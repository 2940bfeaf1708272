import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Renumbering } from '../../../../src-server/media/renumbering.ts';

describe('the numbering of several senders in one stream', () => {
  it('keeps the distances of one sender, late chunks included', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1000n, max: 2000n }), { minLength: 1, maxLength: 50 }), (sequences) => {
        const renumbering = new Renumbering({ highest: -1n });
        const numbers = sequences.map((sequence) => renumbering.number('a', sequence));
        const [first = 0n] = numbers;
        const [start = 0n] = sequences;
        expect(numbers.map((number) => number - first)).toEqual(sequences.map((sequence) => sequence - start));
      }),
    );
  });

  it('begins above the number that it is given', () => {
    const renumbering = new Renumbering({ highest: 1_699_999_999_999n });
    expect([7n, 8n].map((sequence) => renumbering.number('a', sequence))).toEqual([
      1_700_000_000_000n,
      1_700_000_000_001n,
    ]);
  });

  it('begins above everything before at each change of sender', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.bigInt(0n, 10n ** 18n))), (chunks) => {
        const renumbering = new Renumbering({ highest: -1n });
        let highest = -1n;
        let last: string | undefined;
        for (const [sender, sequence] of chunks) {
          const number = renumbering.number(sender, sequence);
          if (sender !== last) expect(number).toBeGreaterThan(highest);
          if (number > highest) highest = number;
          last = sender;
        }
      }),
    );
  });

  it('goes on where another one stood, late chunks included, and begins above it for another sender', () => {
    const before = new Renumbering({ highest: 99n });
    for (const sequence of [7n, 9n]) before.number('a', sequence);
    const after = new Renumbering(before.numbering);
    expect([8n, 10n].map((sequence) => after.number('a', sequence))).toEqual([101n, 103n]);
    expect(new Renumbering(before.numbering).number('b', 7n)).toBe(103n);
    expect(new Renumbering(new Renumbering({ highest: 99n }).numbering).number('a', 7n)).toBe(100n);
  });
});
