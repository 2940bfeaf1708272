import { payloadTypes, type AudioPacket, type AudioPort } from '../../../src-bridge/audio-port.ts';
import type { Stop } from '../audio-desk.ts';
import { codecOfPayload } from '../codecs/codec-table.ts';
import type { Codec, Decoder } from '../codecs/codec.ts';
import { RecentNumbers } from './recent-numbers.ts';
import type { NoiseItem, SpeechItem, StreamItem } from './stream-item.ts';

const silence = 127;

/** Decodes what arrives on `port` as it arrives, and hands it to `onItem`. Returns the way to stop. */
export function receiveSpeech(port: AudioPort, onItem: (item: StreamItem) => void): Stop {
  const decoders = new Map<Codec, Decoder>();
  const seen = new RecentNumbers();

  function decoderOf(codec: Codec): Decoder {
    const known = decoders.get(codec);
    if (known !== undefined) return known;
    const decoder = codec.createDecoder((frame) => {
      if (frame.samples.length > 0) onItem({ kind: 'speech', ...frame } satisfies SpeechItem);
    });
    decoders.set(codec, decoder);
    return decoder;
  }

  const stopListening = port.onPacket((packet) => {
    if (!seen.isNew(packet.sequence)) return;
    const codec = codecOfPayload(packet.payloadType);
    const quiet = noiseOf(packet);
    if (quiet !== undefined) onItem(quiet);
    else if (codec !== undefined && packet.payload.length > 0) decoderOf(codec).decode(packet);
  });

  return () => {
    stopListening();
    for (const decoder of decoders.values()) decoder.close();
  };
}

/** Comfort noise with the level of RFC 3389, 3.1; a digit being dialled stands for silence too. */
function noiseOf({ payloadType, payload, sequence, timestampMs }: AudioPacket): NoiseItem | undefined {
  if (payloadType === payloadTypes.telephoneEvent) return { kind: 'noise', sequence, timestampMs, level: silence };
  if (payloadType !== payloadTypes.comfortNoise) return undefined;
  return { kind: 'noise', sequence, timestampMs, level: (payload[0] ?? silence) & 0x7f };
}
