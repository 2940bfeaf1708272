import { payloadTypes, type AudioPacket } from '../../src-bridge/audio-port.ts';

const silentLevel = 127;

/** One packet of silence (RFC 3389, a noise level of -127 dBov), which keeps a stream alive. */
export function comfortNoise(atMs: number): AudioPacket {
  return {
    payloadType: payloadTypes.comfortNoise,
    level: silentLevel,
    timestampMs: atMs,
    sequence: 0,
    payload: Uint8Array.of(silentLevel),
  };
}
