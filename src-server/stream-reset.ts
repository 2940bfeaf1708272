/**
 * Thrown in place of a response when the provider resets a stream with `CANCEL`: an upload that fell silent
 * (PROTOCOL 5). A listener turns it into a reset; in memory it rejects the exchange.
 */
export class StreamReset extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'StreamReset';
  }
}
