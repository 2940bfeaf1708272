/** One of the two companding laws of ITU-T G.711, for samples from -1 to 1. */
export interface CompandingLaw {
  /** The byte for each sample. */
  compress(samples: Float32Array): Uint8Array;
  /** The sample for each byte. */
  expand(bytes: Uint8Array): Float32Array;
}

const mulawBias = 0x84;
const mulawPeak = 32_635;
const alawInversion = 0x55;

/** The law of PCMU. */
export function createMulaw(): CompandingLaw {
  return createLaw(mulawByte, mulawSample);
}

/** The law of PCMA. */
export function createAlaw(): CompandingLaw {
  return createLaw(alawByte, alawSample);
}

/** A law from its two functions on 16-bit samples. */
function createLaw(byteOf: (sample: number) => number, sampleOf: (byte: number) => number): CompandingLaw {
  const expanded = Float32Array.from({ length: 256 }, (_, byte) => sampleOf(byte) / 32_768);
  return {
    compress: (samples) => Uint8Array.from(samples, (sample) => byteOf(toInt16(sample))),
    expand: (bytes) => Float32Array.from(bytes, (byte) => expanded[byte] ?? 0),
  };
}

function toInt16(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))) || 0;
}

function mulawByte(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), mulawPeak) + mulawBias;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function mulawSample(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + mulawBias) << ((code >> 4) & 0x07)) - mulawBias;
  return (code & 0x80) === 0 ? magnitude : -magnitude;
}

/** A-law counts negative values from -1 downwards, and inverts every second bit. */
function alawByte(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = sample < 0 ? ~sample : sample;
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7);
  const mantissa = (magnitude >> Math.max(4, exponent + 3)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ alawInversion;
}

function alawSample(byte: number): number {
  const code = byte ^ alawInversion;
  const exponent = (code >> 4) & 0x07;
  const steps = ((code & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? steps : (steps + 0x100) << (exponent - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}
