import { howWellHeard } from '../../support/speech.ts';
import { soundRate } from '../../support/sound-server.ts';

/** Long enough to be recognised, short enough that playout hardly moves within it. */
const pieceLength = 0.6 * soundRate;

/**
 * How well `said` is heard in `heard`, 0 to 1: the median over its pieces, each sought on its own, because an adaptive
 * playout may move one against the other.
 */
export function howWellInPieces(said: Float32Array, heard: Float32Array): number {
  const pieces = Array.from({ length: Math.floor(said.length / pieceLength) }, (_, index) =>
    said.subarray(index * pieceLength, (index + 1) * pieceLength),
  );
  const found = pieces.map((piece) => howWellHeard(piece, heard).correlation).sort((one, other) => one - other);
  return found[found.length >> 1] ?? 0;
}
