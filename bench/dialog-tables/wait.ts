/** Waits until `holds`, at most so long; whether it came to hold. */
export async function waitFor(holds: () => boolean, mostMs: number): Promise<boolean> {
  const end = performance.now() + mostMs;
  while (!holds()) {
    if (performance.now() > end) return false;
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
