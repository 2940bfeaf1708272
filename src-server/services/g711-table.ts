const bias = 0x84;
const segments = 8;

/** The A-law byte that sounds most like each of the 256 mu-law bytes (ITU-T G.711), by mu-law byte. */
export function makeALawTable(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => toALaw(fromMuLaw(byte)));
}

/** A 16-bit sample. */
function fromMuLaw(byte: number): number {
  const code = ~byte & 0xff;
  const segment = (code >> 4) & 7;
  const magnitude = ((((code & 0x0f) << 3) + bias) << segment) - bias;
  return code & 0x80 ? -magnitude : magnitude;
}

function toALaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = Math.min(Math.abs(sample), 0x7fff);
  let segment = 0;
  while (segment < segments - 1 && magnitude >= 256 << segment) segment++;
  const step = (magnitude >> (segment < 2 ? 4 : segment + 3)) & 0x0f;
  return (sign | (segment << 4) | step) ^ 0x55;
}
