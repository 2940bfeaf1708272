/**
 * Thrown in place of a response when the provider resets a stream with `CANCEL`: an upload that fell silent
 * (PROTOCOL 5) or broke off. A listener turns it into a reset; in memory it rejects the exchange.
 */
export class StreamReset extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'StreamReset';
  }
}
