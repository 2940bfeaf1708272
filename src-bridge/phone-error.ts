import { z } from 'zod';

/**
 * Every reason for which something a person asked for can fail. What the person reads for each is decided
 * in one table of the renderer; what the log reads is the `cause` of the `PhoneError`.
 */
export const phoneErrorCodes = [
  'unknown-authority', // the provider's name does not resolve, or nothing listens there
  'bad-certificate', // TLS: not trusted, expired, or for another name
  'other-key', // TLS: the key is not one of those that were pinned
  'not-ripp', // something answers there, but it is no RIPP provider
  'no-line', // the account has no terminal group that can be used
  'sign-in-required', // 401
  'sign-in-refused', // the sign-in page sent the person back without a code
  'sign-in-timeout', // the person did not come back from the sign-in page
  'forbidden', // 403: policy; `detail` is the provider's reason
  'unreachable', // 404 for a destination
  'call-ended', // 404 for a call that is over
  'device-unavailable', // 409, `handler-invalid`, or `attach-failed` because it was removed; `detail` names the device
  'device-not-connected', // `attach-failed`: no media in 10 s; `detail` names the device
  'device-refused', // `attach-failed`: its owner does not let other devices use it; `detail` names the device
  'device-replaced', // `attach-failed`: another device was chosen meanwhile
  'transfer-failed', // the transfer was refused or came to nothing; `detail` is the provider's reason
  'bad-number', // what was typed is neither a number nor an address
  'overloaded', // 429 or 503 after the retries
  'bad-response', // the provider broke the schema; `detail` names the member
  'refused-request', // 400: the provider found our request malformed; `detail` names the member
  'offline', // no connection
  'no-such-call', // the appearance is gone
  'not-now', // the command does not fit the state of the call
  'bad-command', // a message over the bridge that breaks its schema
  'demo-failed', // the built-in provider did not start
  'settings-not-saved', // the disk refused
  'contacts-not-saved', // the disk refused, or there are as many as the phone keeps
  'not-running', // the window has lost the phone
  'internal', // a defect of ours
] as const;

export type PhoneErrorCode = (typeof phoneErrorCodes)[number];

export const phoneFailureSchema = z.object({
  code: z.enum(phoneErrorCodes),
  detail: z.string().max(500).optional(),
});

/** A failure as plain data, as it crosses the bridge. `detail` is text to show as given: never a secret, never a URI. */
export type PhoneFailure = z.infer<typeof phoneFailureSchema>;

/** The one error class of the phone: a code for the table of sentences, a detail to show, a cause for the log. */
export class PhoneError extends Error {
  readonly code: PhoneErrorCode;
  readonly detail: string | undefined;

  constructor(code: PhoneErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`, { cause: options.cause });
    this.name = 'PhoneError';
    this.code = code;
    this.detail = options.detail?.slice(0, 500);
  }

  /** The part of this error that may cross the bridge. */
  toFailure(): PhoneFailure {
    return this.detail === undefined ? { code: this.code } : { code: this.code, detail: this.detail };
  }

  /** Any thrown value as a `PhoneError`; what is none of ours becomes `internal` with the value as its cause. */
  static from(thrown: unknown): PhoneError {
    return thrown instanceof PhoneError ? thrown : new PhoneError('internal', { cause: thrown });
  }
}
