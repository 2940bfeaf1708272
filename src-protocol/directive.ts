import { asList, mediaEndsSchema, type MediaEnd, type MediaEnds, type ParamSet } from './handler.ts';
import { codecs as allCodecs, type Codec } from './payload-type.ts';
import { ProtocolError } from './protocol-error.ts';

/** What a parameter set means where it says nothing (PROTOCOL 2). `br` has no default: absent is no limit. */
const defaults = { sr: 48_000, ss: 16, cbr: 0, ch: 1, ptime: 30 } as const;
type Limited = keyof typeof defaults;
const limited = Object.keys(defaults) as Limited[];

/** What is sent beside the codec, where both sides list it (PROTOCOL 6). */
const companions = ['telephone-event', 'CN', 'red'] as const;

interface CodecFacts {
  /** Bits per second without which the codec cannot be sent. */
  readonly lowestBitRate: number;
  /** The most that the codec can make use of. */
  readonly caps: Partial<Record<Limited, number>>;
  /** What it can be sent in, greatest first: Hz, and ms a packet. */
  readonly sampleRates: readonly number[];
  readonly packetLengths: readonly number[];
}

const g711: CodecFacts = {
  lowestBitRate: 64_000,
  caps: { sr: 8000, ch: 1 },
  sampleRates: [8000],
  packetLengths: [60, 50, 40, 30, 20, 10],
};
const codecFacts: Readonly<Record<Codec, CodecFacts>> = {
  opus: {
    lowestBitRate: 6000,
    caps: {},
    sampleRates: [48_000, 24_000, 16_000, 12_000, 8000],
    packetLengths: [60, 40, 20, 10, 5],
  },
  PCMU: g711,
  PCMA: g711,
};

/** A directive in a sender's terms. */
export interface ReadDirective {
  readonly sourceId: number;
  readonly codec: Codec;
  /** The highest sample rate of the codec at or below the directive's, Hz. */
  readonly sampleRate: number;
  /** The longest packet of the codec at or below the directive's, ms. */
  readonly frameMs: number;
  /** The most bits per second, where the directive names it. */
  readonly bitRate?: number;
}

/** The `mic` member of a call description (PROTOCOL 4): sources to send, exactly one audio codec each. */
export const directiveSchema = mediaEndsSchema.refine((ends) => asList<MediaEnd>(ends).every(hasOneCodec), {
  path: ['param-sets'],
  message: 'must name exactly one audio codec',
});

/**
 * The directive for a device with the sources `mic` whose media must fit every one of `sinks`; a sink that is undefined
 * takes anything. The first of `codecs` that all have is taken, each value is the least of all maxima and is written
 * where it differs from the default. Undefined when nothing fits.
 */
export function chooseDirective(options: {
  mic: MediaEnds | undefined;
  sinks: readonly (MediaEnds | undefined)[];
  codecs?: readonly Codec[];
}): MediaEnd | undefined {
  for (const codec of options.codecs ?? allCodecs) {
    const accepted = setsOfSinks(options.sinks, codec);
    if (accepted === undefined) continue;
    for (const source of asList<MediaEnd>(options.mic)) {
      const offered = fittingSet(source, codec);
      if (offered !== undefined) return { id: source.id, 'param-sets': combine(codec, [offered, ...accepted]) };
    }
  }
  return undefined;
}

/** The first end of a directive that names exactly one codec, in a sender's terms; undefined when none does. */
export function readDirective(mic: MediaEnds | undefined): ReadDirective | undefined {
  for (const end of asList<MediaEnd>(mic)) {
    const [set] = asList<ParamSet>(end['param-sets']);
    const [codec, another] = set === undefined ? [] : codecsOf(set);
    if (set === undefined || codec === undefined || another !== undefined) continue;
    return {
      sourceId: end.id,
      codec,
      sampleRate: greatestUpTo(set.sr ?? defaults.sr, codecFacts[codec].sampleRates),
      frameMs: greatestUpTo(set.ptime ?? defaults.ptime, codecFacts[codec].packetLengths),
      ...(set.br === undefined ? {} : { bitRate: set.br }),
    };
  }
  return undefined;
}

/** The codec of a directive. Throws a `ProtocolError` `schema` when none of its ends names exactly one. */
export function codecOf(directive: MediaEnds): Codec {
  const read = readDirective(directive);
  if (read === undefined) throw new ProtocolError('schema', 'mic.param-sets', 'must name exactly one audio codec');
  return read.codec;
}

/** One fitting set of each limited sink; undefined when one of them has none. */
function setsOfSinks(sinks: readonly (MediaEnds | undefined)[], codec: Codec): ParamSet[] | undefined {
  const accepted: ParamSet[] = [];
  for (const sink of sinks) {
    if (sink === undefined) continue;
    const set = asList<MediaEnd>(sink)
      .map((end) => fittingSet(end, codec))
      .find((found) => found !== undefined);
    if (set === undefined) return undefined;
    accepted.push(set);
  }
  return accepted;
}

/** The sets of an end are alternatives: the first one that has the codec and room for it. */
function fittingSet(end: MediaEnd, codec: Codec): ParamSet | undefined {
  const { lowestBitRate } = codecFacts[codec];
  return asList<ParamSet>(end['param-sets']).find((set) => set[codec] === 1 && (set.br ?? Infinity) >= lowestBitRate);
}

function combine(codec: Codec, sets: readonly ParamSet[]): ParamSet {
  const combined: ParamSet = { [codec]: 1 };
  for (const name of limited) {
    const least = Math.min(codecFacts[codec].caps[name] ?? Infinity, ...sets.map((set) => set[name] ?? defaults[name]));
    if (least !== defaults[name]) combined[name] = least;
  }
  const bitRate = Math.min(...sets.map((set) => set.br ?? Infinity));
  if (bitRate !== Infinity) combined.br = bitRate;
  for (const name of companions) if (sets.every((set) => set[name] === 1)) combined[name] = 1;
  return combined;
}

function codecsOf(set: ParamSet): Codec[] {
  return allCodecs.filter((codec) => set[codec] === 1);
}

function hasOneCodec(end: MediaEnd): boolean {
  const sets = asList<ParamSet>(end['param-sets']);
  return sets.length === 1 && sets.every((set) => codecsOf(set).length === 1);
}

/** The greatest of `choices` up to `limit`, or the least one where all are above it. */
function greatestUpTo(limit: number, choices: readonly number[]): number {
  return choices.find((choice) => choice <= limit) ?? Math.min(...choices);
}
