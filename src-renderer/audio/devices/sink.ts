declare global {
  /** The choice of an output for Web Audio, which the DOM library does not describe yet. */
  interface AudioContext {
    /** Id of the output device; '' is the system default. */
    readonly sinkId: string;
    /** Rejects with `NotFoundError` where there is no such output. */
    setSinkId(sinkId: string): Promise<void>;
  }
}

/** Moves the sound of `context` to an output, '' for the system default. Resolves false where it cannot be opened. */
export async function moveToSink(context: AudioContext, sinkId: string): Promise<boolean> {
  if (context.sinkId === sinkId) return true;
  try {
    await context.setSinkId(sinkId);
    return true;
  } catch {
    return false;
  }
}
