/**
 * Goes over from `ending` to `beginning` within the first `length` samples of `beginning`, in place. Where `ending` is
 * shorter it counts as silence.
 */
export function crossFade(ending: Float32Array, beginning: Float32Array, length: number): void {
  const span = Math.min(length, beginning.length);
  for (let index = 0; index < span; index++) {
    const share = (index + 1) / (span + 1);
    beginning[index] = (ending[index] ?? 0) * (1 - share) + (beginning[index] ?? 0) * share;
  }
}
