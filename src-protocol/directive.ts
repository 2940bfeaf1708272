import { asList, type MediaEnd, type MediaEnds, type ParamSet } from './handler.ts';
import { codecs, type Codec } from './payload-type.ts';

/** The defaults of PROTOCOL 2; a directive writes out what differs. */
const defaults = { sr: 48_000, ss: 16, cbr: 0, ch: 1, ptime: 30 } as const;
type Limit = keyof typeof defaults;
const limits: readonly Limit[] = ['sr', 'ss', 'cbr', 'ch', 'ptime'];

/** Names that may stand beside the one codec of a directive when both sides have them. */
const companions = ['telephone-event', 'CN', 'red'] as const;

/** G.711 is sampled at 8 kHz whatever a set says of the codec beside it. */
const codecRate: Readonly<Record<Codec, number>> = { opus: 48_000, PCMU: 8000, PCMA: 8000 };

export interface DirectiveRequest {
  /** The sources of the device that is to send. */
  readonly mic: MediaEnds | undefined;
  /** The sinks that its media must fit, all of them; an absent one limits nothing. */
  readonly sinks: readonly (MediaEnds | undefined)[];
  /** Most wanted first; the default is opus, PCMU, PCMA. */
  readonly codecs?: readonly Codec[];
}

/**
 * The directive (PROTOCOL 4) for a device with these sources: the first codec that every side has, with each value at
 * or below every maximum, written out where it differs from the default. Undefined when no codec is common.
 */
export function chooseDirective(request: DirectiveRequest): MediaEnd | undefined {
  const sinks = request.sinks.filter((sink) => sink !== undefined).map(setsOf);
  for (const codec of request.codecs ?? codecs) {
    for (const source of asList<MediaEnd>(request.mic)) {
      const set = commonSet(codec, asList<ParamSet>(source['param-sets']), sinks);
      if (set !== undefined) return { id: source.id, 'param-sets': set };
    }
  }
  return undefined;
}

function setsOf(ends: MediaEnds): readonly ParamSet[] {
  return asList<MediaEnd>(ends).flatMap((end) => asList<ParamSet>(end['param-sets']));
}

function commonSet(
  codec: Codec,
  sources: readonly ParamSet[],
  sinks: readonly (readonly ParamSet[])[],
): ParamSet | undefined {
  const source = sources.find((set) => set[codec] === 1);
  const fitting = sinks.map((sets) => sets.find((set) => set[codec] === 1));
  if (source === undefined || fitting.includes(undefined)) return undefined;
  return merge(codec, [source, ...fitting.filter((set) => set !== undefined)]);
}

function merge(codec: Codec, sets: readonly ParamSet[]): ParamSet {
  const merged: Record<string, number> = { [codec]: 1 };
  for (const limit of limits) {
    const highest = limit === 'sr' ? codecRate[codec] : Infinity;
    const value = Math.min(highest, ...sets.map((set) => set[limit] ?? defaults[limit]));
    if (value !== defaults[limit]) merged[limit] = value;
  }
  const rates = sets.map((set) => set.br).filter((rate) => rate !== undefined);
  if (rates.length > 0) merged['br'] = Math.min(...rates);
  for (const companion of companions) if (sets.every((set) => set[companion] === 1)) merged[companion] = 1;
  return merged;
}

/** A directive in a sender's terms. Rates in Hz and bits per second, frames in ms. */
export interface ReadDirective {
  readonly sourceId: number;
  readonly codec: Codec;
  readonly sampleRate: number;
  readonly frameMs: number;
  readonly bitRate?: number;
}

/** The first end of `mic` that names exactly one codec, with the defaults filled in; undefined when none does. */
export function readDirective(mic: MediaEnds | undefined): ReadDirective | undefined {
  for (const end of asList<MediaEnd>(mic)) {
    const set = asList<ParamSet>(end['param-sets'])[0];
    const named = codecs.filter((codec) => set?.[codec] === 1);
    const codec = named[0];
    if (set === undefined || codec === undefined || named.length > 1) continue;
    return {
      sourceId: end.id,
      codec,
      sampleRate: Math.min(set.sr ?? defaults.sr, codecRate[codec]),
      frameMs: set.ptime ?? defaults.ptime,
      ...(set.br === undefined ? {} : { bitRate: set.br }),
    };
  }
  return undefined;
}
