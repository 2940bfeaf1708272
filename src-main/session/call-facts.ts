/** What the SIP side derives the names of a dialog from. Neither may leave the main process as it is. */
export interface CallFacts {
  /** The URI of the call. */
  readonly uri: string;
  /** The URI of the handler that has the call, had it last, or is this device's own while none was chosen. */
  readonly handler?: string;
}
