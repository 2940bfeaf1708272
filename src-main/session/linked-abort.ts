/**
 * Runs `work` with an abort controller of its own that also aborts with `outer`, and leaves no listener on `outer`
 * behind, however long that lives.
 */
export async function withLinkedAbort<T>(
  outer: AbortSignal | undefined,
  work: (controller: AbortController) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer?.reason);
  if (outer?.aborted === true) abort();
  outer?.addEventListener('abort', abort);
  try {
    return await work(controller);
  } finally {
    outer?.removeEventListener('abort', abort);
  }
}
