import { payloadTypes } from '../../../src-bridge/audio-port.ts';
import type { AudioPlan } from '../../../src-bridge/phone-state.ts';
import { engineRate } from '../units.ts';
import type { Codec, Decoder, EncodedFrame, Encoder, HeardFrame, ReceivedFrame, SpokenFrame } from './codec.ts';
import { createDecimator } from './resampler.ts';

/** Rates that Opus codes at (RFC 6716, 2), Hz, and lengths of a frame worth sending, ms; highest first. */
const sampleRates = [48_000, 24_000, 16_000, 12_000, 8000];
const frameLengthsMs = [60, 40, 20, 10, 5, 2.5];

/** Bits per second. */
const defaultBitRate = 32_000;
const lowestBitRate = 6000;
const highestBitRate = 128_000;

const expectedLossPercent = 5;

/** Opus (RFC 6716) through WebCodecs, tuned for speech. */
export const opus: Codec = {
  name: 'opus',
  payloadType: payloadTypes.opus,
  createEncoder: createOpusEncoder,
  createDecoder: createOpusDecoder,
};

/** The highest of `steps`, which fall, that is not above `limit`; the lowest where all are. */
function highestUpTo(limit: number, steps: readonly number[]): number {
  return steps.find((step) => step <= limit) ?? steps.at(-1) ?? limit;
}

function createOpusEncoder(plan: AudioPlan, onEncoded: (frame: EncodedFrame) => void): Encoder {
  const frameMs = highestUpTo(plan.frameMs, frameLengthsMs);
  const sampleRate = highestUpTo(plan.sampleRate, sampleRates);
  const decimate = sampleRate === engineRate ? undefined : createDecimator(engineRate / sampleRate);
  const waiting: SpokenFrame[] = [];
  const encoder = new AudioEncoder({
    output(chunk) {
      const frame = waiting.shift();
      if (frame === undefined) return;
      const payload = new Uint8Array(chunk.byteLength);
      chunk.copyTo(payload);
      onEncoded({ payload, timestampMs: frame.timestampMs, level: frame.level });
    },
    error: () => undefined,
  });
  encoder.configure(encoderConfig(sampleRate, frameMs, plan.bitRate));
  let framesIn = 0;
  return {
    frameMs,
    encode(frame) {
      if (encoder.state !== 'configured') return;
      waiting.push(frame);
      const data = decimate === undefined ? frame.samples : decimate(frame.samples);
      const timestamp = framesIn++ * frameMs * 1000;
      const audio = new AudioData({
        format: 'f32',
        sampleRate,
        numberOfFrames: data.length,
        numberOfChannels: 1,
        timestamp,
        data,
      });
      encoder.encode(audio);
      audio.close();
    },
    close() {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}

function encoderConfig(sampleRate: number, frameMs: number, bitRate: number | undefined): AudioEncoderConfig {
  return {
    codec: 'opus',
    sampleRate,
    numberOfChannels: 1,
    bitrate: Math.max(lowestBitRate, Math.min(bitRate ?? defaultBitRate, highestBitRate)),
    opus: {
      frameDuration: frameMs * 1000,
      application: 'voip',
      signal: 'voice',
      useinbandfec: true,
      packetlossperc: expectedLossPercent,
    },
  } as AudioEncoderConfig;
}

function createOpusDecoder(onDecoded: (frame: HeardFrame) => void): Decoder {
  let waiting: ReceivedFrame[] = [];
  let decoder = open();

  /** A packet that cannot be decoded closes the decoder: the ones behind it are lost with it, the next starts anew. */
  function open(): AudioDecoder {
    waiting = [];
    const opened = new AudioDecoder({
      output(audio) {
        const frame = waiting.shift();
        if (frame !== undefined) {
          const samples = copyMono(audio);
          onDecoded({ samples, sequence: frame.sequence, timestampMs: frame.timestampMs });
        }
        audio.close();
      },
      error: () => undefined,
    });
    opened.configure({ codec: 'opus', sampleRate: engineRate, numberOfChannels: 1 });
    return opened;
  }

  return {
    decode(frame) {
      if (decoder.state === 'closed') decoder = open();
      waiting.push(frame);
      const timestamp = frame.timestampMs * 1000;
      decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: frame.payload }));
    },
    close() {
      if (decoder.state !== 'closed') decoder.close();
    },
  };
}

function copyMono(audio: AudioData): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(audio.numberOfFrames);
  audio.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
  return samples;
}
