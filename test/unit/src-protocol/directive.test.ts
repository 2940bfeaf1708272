import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseDirective, codecOf, directiveSchema, readDirective } from '../../../src-protocol/directive.ts';
import { asList, mediaEndSchema, type MediaEnd, type MediaEnds, type ParamSet } from '../../../src-protocol/handler.ts';
import { codecs, type Codec } from '../../../src-protocol/payload-type.ts';
import { ProtocolError } from '../../../src-protocol/protocol-error.ts';

function end(sets: ParamSet | ParamSet[], id = 0): MediaEnd {
  return { id, 'param-sets': sets };
}

/** The parameters that are chosen for a source and sinks with these sets. */
function chosen(mic: ParamSet | ParamSet[], ...sinks: (ParamSet | ParamSet[])[]): unknown {
  const directive = chooseDirective({ mic: end(mic), sinks: sinks.map((sets) => end(sets, 1)) });
  return directive?.['param-sets'];
}

describe('a directive', () => {
  it('names the first codec that all have, and one only', () => {
    expect(chosen({ opus: 1, PCMU: 1 }, { opus: 1, PCMU: 1 })).toEqual({ opus: 1 });
    expect(chosen({ opus: 1, PCMU: 1, PCMA: 1 }, { PCMA: 1, PCMU: 1 })).toEqual({ PCMU: 1, sr: 8000 });
    expect(chosen({ opus: 1, PCMA: 1 }, { opus: 1, PCMA: 1 }, { PCMA: 1 })).toEqual({ PCMA: 1, sr: 8000 });
  });

  it('follows the wanted order of codecs', () => {
    const both = end({ opus: 1, PCMU: 1 });
    const directive = chooseDirective({ mic: both, sinks: [both], codecs: ['PCMU', 'opus'] });
    expect(directive).toEqual({ id: 0, 'param-sets': { PCMU: 1, sr: 8000 } });
    expect(chooseDirective({ mic: both, sinks: [both], codecs: [] })).toBeUndefined();
  });

  it('is none where no codec is common, or a codec is listed as 0', () => {
    expect(chosen({ opus: 1 }, { PCMU: 1 })).toBeUndefined();
    expect(chosen({ opus: 1 }, { opus: 0 })).toBeUndefined();
    expect(chosen({ opus: 1 }, { opus: 1 }, {})).toBeUndefined();
    expect(chooseDirective({ mic: undefined, sinks: [] })).toBeUndefined();
  });

  it('writes the least of all maxima where it differs from the default', () => {
    const mic = { opus: 1, sr: 24_000, ss: 8, ch: 2, cbr: 1, ptime: 60, br: 40_000 };
    expect(chosen(mic, { opus: 1 })).toEqual({ opus: 1, sr: 24_000, ss: 8, br: 40_000 });
    expect(chosen(mic, { opus: 1, sr: 16_000, ch: 2, cbr: 1, ptime: 40, br: 30_000 })).toEqual({
      opus: 1,
      sr: 16_000,
      ss: 8,
      ch: 2,
      cbr: 1,
      ptime: 40,
      br: 30_000,
    });
  });

  it('counts the default of a side that is silent: 20 ms is written, 30 ms is not', () => {
    expect(chosen({ opus: 1, ptime: 20 }, { opus: 1 })).toEqual({ opus: 1, ptime: 20 });
    expect(chosen({ opus: 1 }, { opus: 1, ptime: 20 })).toEqual({ opus: 1, ptime: 20 });
    expect(chosen({ opus: 1, ptime: 60 }, { opus: 1 })).toEqual({ opus: 1 });
    expect(chosen({ opus: 1, ptime: 30 }, { opus: 1, ptime: 30 })).toEqual({ opus: 1 });
    expect(chosen({ opus: 1, sr: 48_000, ss: 16, cbr: 0, ch: 1 }, { opus: 1 })).toEqual({ opus: 1 });
  });

  it('writes G.711 with 8 kHz and one channel, whatever the sets allow beside it', () => {
    const stereo = { PCMU: 1, sr: 48_000, ch: 2 };
    expect(chosen(stereo, stereo)).toEqual({ PCMU: 1, sr: 8000 });
  });

  it('fits every sink, and a sink that is not known limits nothing', () => {
    const mic = end({ opus: 1, ptime: 60 });
    const sinks = [end({ opus: 1, ptime: 40 }), undefined, end({ opus: 1, sr: 8000, ptime: 60 })];
    expect(chooseDirective({ mic, sinks })).toEqual({ id: 0, 'param-sets': { opus: 1, sr: 8000, ptime: 40 } });
    expect(chooseDirective({ mic, sinks: [undefined] })).toEqual({ id: 0, 'param-sets': { opus: 1, ptime: 60 } });
  });

  it('takes sets as alternatives and never mixes two of one side', () => {
    const sets = [
      { opus: 1, sr: 16_000, ptime: 60 },
      { PCMU: 1, ptime: 20 },
    ];
    expect(chosen(sets, { PCMU: 1 })).toEqual({ PCMU: 1, sr: 8000, ptime: 20 });
    expect(chosen(sets, sets)).toEqual({ opus: 1, sr: 16_000, ptime: 60 });
    expect(
      chosen(
        [{ opus: 1 }, { PCMU: 1 }],
        [
          { PCMU: 1, ptime: 10 },
          { opus: 1, ptime: 20 },
        ],
      ),
    ).toEqual({
      opus: 1,
      ptime: 20,
    });
  });

  it('passes over an alternative whose bit rate the codec does not fit', () => {
    expect(chosen({ PCMU: 1 }, { PCMU: 1, br: 32_000 })).toBeUndefined();
    expect(
      chosen({ PCMU: 1 }, [
        { PCMU: 1, br: 32_000 },
        { PCMU: 1, br: 64_000 },
      ]),
    ).toMatchObject({ br: 64_000 });
    expect(chosen({ opus: 1, PCMU: 1, br: 5000 }, { opus: 1, PCMU: 1 })).toBeUndefined();
  });

  it('names telephone-event, comfort noise and red where every chosen set does', () => {
    const all = { opus: 1, 'telephone-event': 1, CN: 1, red: 1 };
    expect(chosen(all, all)).toEqual(all);
    expect(chosen(all, { opus: 1, CN: 1 })).toEqual({ opus: 1, CN: 1 });
    expect(chosen({ opus: 1, CN: 1 }, { opus: 1, 'telephone-event': 1 })).toEqual({ opus: 1 });
    expect(chosen([{ opus: 1 }, { CN: 1 }], all)).toEqual({ opus: 1 });
    expect(chosen({ 'telephone-event': 1, CN: 1 }, { 'telephone-event': 1, CN: 1 })).toBeUndefined();
  });

  it('names the first source that fits, for the best codec that any source has', () => {
    const mics = [end({ PCMU: 1 }, 4), end({ opus: 1 }, 5), end({ opus: 1, ptime: 10 }, 6)];
    const both = end({ opus: 1, PCMU: 1 }, 1);
    expect(chooseDirective({ mic: mics, sinks: [both] })).toEqual(end({ opus: 1 }, 5));
    expect(chooseDirective({ mic: mics, sinks: [end({ PCMU: 1 }, 1)] })).toEqual(end({ PCMU: 1, sr: 8000 }, 4));
  });

  it('takes any one of the several sinks of a device', () => {
    const sinks: MediaEnds = [end({ PCMU: 1 }, 1), end({ opus: 1, ptime: 20 }, 2)];
    expect(chooseDirective({ mic: end({ opus: 1 }), sinks: [sinks] })).toEqual(end({ opus: 1, ptime: 20 }));
  });

  const set: fc.Arbitrary<ParamSet> = fc.record(
    {
      sr: fc.constantFrom(8000, 16_000, 48_000, 96_000),
      ss: fc.constantFrom(8, 16, 24),
      cbr: fc.nat(1),
      ch: fc.integer({ min: 1, max: 3 }),
      ptime: fc.constantFrom(10, 20, 30, 60),
      br: fc.integer({ min: 1000, max: 200_000 }),
      opus: fc.nat(1),
      PCMU: fc.nat(1),
      PCMA: fc.nat(1),
      'telephone-event': fc.nat(1),
      CN: fc.nat(1),
      red: fc.nat(1),
    },
    { requiredKeys: [] },
  );
  const oneEnd = fc.record({
    id: fc.nat(255),
    'param-sets': fc.oneof(set, fc.array(set, { minLength: 1, maxLength: 4 })),
  });
  const ends: fc.Arbitrary<MediaEnds> = fc.oneof(oneEnd, fc.array(oneEnd, { minLength: 1, maxLength: 3 }));
  const defaults: Readonly<Record<string, number>> = { sr: 48_000, ss: 16, cbr: 0, ch: 1, ptime: 30, br: Infinity };

  function isWithin(directive: ParamSet, codec: Codec, maximum: ParamSet): boolean {
    const fits = Object.entries(defaults).every(([name, byDefault]) => {
      const value = Number(directive[name] ?? byDefault);
      return value <= Number(maximum[name] ?? byDefault);
    });
    return fits && maximum[codec] === 1;
  }
  const setsOf = (of: MediaEnds): ParamSet[] =>
    asList<MediaEnd>(of).flatMap((one) => asList<ParamSet>(one['param-sets']));

  it('is within an alternative of the source it names and of every sink, whatever they are', () => {
    fc.assert(
      fc.property(ends, fc.array(ends, { maxLength: 3 }), (mic, sinks) => {
        const directive = chooseDirective({ mic, sinks });
        if (directive === undefined) return;
        expect(mediaEndSchema.safeParse(directive).success).toBe(true);
        expect(directiveSchema.safeParse(directive).success).toBe(true);
        const codec = codecOf(directive);
        const params = directive['param-sets'] as ParamSet;
        expect(codecs.filter((name) => params[name] === 1)).toEqual([codec]);
        for (const [name, byDefault] of Object.entries(defaults)) expect(params[name]).not.toBe(byDefault);
        const sources = asList<MediaEnd>(mic).filter((source) => source.id === directive.id);
        for (const side of [sources, ...sinks])
          expect(setsOf(side).some((one) => isWithin(params, codec, one))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is found whenever all sides have a codec without a bound on its bit rate', () => {
    fc.assert(
      fc.property(fc.constantFrom(...codecs), ends, fc.array(ends, { maxLength: 3 }), (codec, mic, sinks) => {
        const withCodec = (side: MediaEnds): MediaEnds => [...asList<MediaEnd>(side), end({ [codec]: 1 }, 9)];
        const directive = chooseDirective({ mic: withCodec(mic), sinks: sinks.map(withCodec) });
        expect(directive).toBeDefined();
      }),
    );
  });
});

describe('the reading of a directive', () => {
  it('gives source, codec, rate, frame and bit rate, with the defaults filled in', () => {
    expect(readDirective(end({ opus: 1, sr: 48_000, ptime: 20 }, 7))).toEqual({
      sourceId: 7,
      codec: 'opus',
      sampleRate: 48_000,
      frameMs: 20,
    });
    expect(readDirective(end({ PCMA: 1, br: 64_000 }))).toEqual({
      sourceId: 0,
      codec: 'PCMA',
      sampleRate: 8000,
      frameMs: 30,
      bitRate: 64_000,
    });
  });

  it.each([
    [{ opus: 1 }, 48_000, 20],
    [{ opus: 1, sr: 44_100, ptime: 59 }, 24_000, 40],
    [{ opus: 1, sr: 96_000, ptime: 120 }, 48_000, 60],
    [{ opus: 1, sr: 8000, ptime: 5 }, 8000, 5],
    [{ PCMU: 1, ptime: 25 }, 8000, 20],
  ])('gives a rate and a frame that the codec can have: %j', (set, sampleRate, frameMs) => {
    expect(readDirective(end(set))).toMatchObject({ sampleRate, frameMs });
  });

  it('takes the first source that names exactly one codec', () => {
    const mics = [end({ CN: 1 }, 1), end({ opus: 1, PCMU: 1 }, 2), end([{ PCMU: 1 }], 3)];
    expect(readDirective(mics)).toMatchObject({ sourceId: 3, codec: 'PCMU' });
    expect(codecOf(mics)).toBe('PCMU');
  });

  it('is nothing where none does', () => {
    expect(readDirective(undefined)).toBeUndefined();
    expect(readDirective(end({ opus: 1, PCMU: 1 }))).toBeUndefined();
    expect(readDirective([])).toBeUndefined();
    expect(() => codecOf(end({ CN: 1 }))).toThrow(ProtocolError);
  });

  it('refuses by schema what names no codec, several, or alternatives', () => {
    const isDirective = (value: unknown): boolean => directiveSchema.safeParse(value).success;
    expect(isDirective(end({ opus: 1, CN: 1 }))).toBe(true);
    expect(isDirective([end({ opus: 1 }), end({ PCMU: 1 }, 1)])).toBe(true);
    expect(isDirective(end({ CN: 1 }))).toBe(false);
    expect(isDirective(end({ opus: 1, PCMA: 1 }))).toBe(false);
    expect(isDirective(end([{ opus: 1 }, { PCMU: 1 }]))).toBe(false);
    expect(isDirective([])).toBe(false);
  });
});
