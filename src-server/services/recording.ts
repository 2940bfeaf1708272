import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asList, type MediaEnd, type MediaEnds, type ParamSet } from '../../src-protocol/handler.ts';
import { codecs, payloadType, type Codec } from '../../src-protocol/payload-type.ts';
import type { Listener } from '../calls/call-side.ts';
import { makeALawTable } from './g711-table.ts';
import { readOggPackets } from './ogg-packets.ts';
import type { Schedule } from './schedule.ts';

const frameMs = 20;
const g711FrameBytes = 160;
/** OpusHead and OpusTags come before the first packet of sound (RFC 7845). */
const opusHeaderPackets = 2;

/** A recording as frames of 20 ms in every codec that a phone must have. */
export type Recording = Readonly<Record<Codec, readonly Uint8Array[]>>;

/** Reads the recording `name`, made by `scripts/make-service-audio.sh`. */
export function readRecording(name: 'announcement' | 'music' | 'tone'): Recording {
  const read = (suffix: string): Uint8Array => readFileSync(join(import.meta.dirname, 'audio', `${name}.${suffix}`));
  const muLaw = read('ulaw');
  const aLaw = makeALawTable();
  return {
    opus: readOggPackets(read('opus')).slice(opusHeaderPackets),
    PCMU: framesOf(muLaw),
    PCMA: framesOf(muLaw.map((byte) => aLaw[byte] ?? 0)),
  };
}

function framesOf(bytes: Uint8Array): Uint8Array[] {
  const count = Math.floor(bytes.length / g711FrameBytes);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * g711FrameBytes, (index + 1) * g711FrameBytes),
  );
}

/**
 * Plays a recording to `listener`, a frame each 20 ms without drift, each in the codec that the listener wants most by
 * then.
 */
export function play(
  recording: Recording,
  options: { listener: Listener; schedule: Schedule; sender: string; onEnd: () => void },
): void {
  const { schedule, listener, sender } = options;
  const startedAt = schedule.now();
  let next = 0;
  const step = (): void => {
    const codec = codecOfSinks(listener.sinks);
    const payload = recording[codec][next];
    if (payload === undefined) return options.onEnd();
    const timestamp = BigInt(startedAt + next * frameMs);
    const place = { sequence: BigInt(next), timestamp };
    listener.farSpoke({ sender, isFromDevice: false, ...place, payloadType: payloadType[codec], payload });
    next++;
    schedule.after(startedAt + next * frameMs - schedule.now(), step);
  };
  step();
}

function codecOfSinks(sinks: MediaEnds | undefined): Codec {
  const sets = asList<MediaEnd>(sinks).flatMap((end) => asList<ParamSet>(end['param-sets']));
  return codecs.find((codec) => sets.some((set) => set[codec] === 1)) ?? 'PCMU';
}
