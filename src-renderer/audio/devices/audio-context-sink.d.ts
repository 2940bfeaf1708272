/** The choice of an output for Web Audio, which the DOM library does not describe yet. */
interface AudioContext {
  /** Id of the output device; '' is the system default. */
  readonly sinkId: string;
  /** Rejects with `NotFoundError` where there is no such output. */
  setSinkId(sinkId: string): Promise<void>;
}
