/** What the SIP side derives the names and states of a dialog from. No URI in it may leave the main process as it is. */
export interface CallFacts {
  /** The URI of the call. */
  readonly uri: string;
  /** The URI of the handler that has the call, or had it last; absent while none was chosen. */
  readonly handler?: string;
  /** The URI of this device's own handler on the call's line; absent for a program that is no device. */
  readonly ownHandler?: string;
  /** The event that ended the call, where the provider told of one (PROTOCOL 5). */
  readonly final?: FinalFacts;
}

export interface FinalFacts {
  readonly event: 'declined' | 'failed' | 'noanswer' | 'end';
  /** Which side ended it, as seen from this one. */
  readonly by?: 'us' | 'them' | 'provider';
}
