import { callDescriptionSchema, type CallDescription } from '../../src-protocol/call.ts';
import { check, parseJson } from '../../src-protocol/check.ts';
import { problemSchema, type Problem } from '../../src-protocol/problem.ts';
import { ProtocolError } from '../../src-protocol/protocol-error.ts';
import { PhoneError, type PhoneErrorCode } from '../../src-bridge/phone-error.ts';

/**
 * What the person is told of a refusal (PROTOCOL 10). `body` is the problem as it came; one that is none is left out.
 * `missing` says what a 404 means for what was asked.
 */
export function failureOf(status: number, body: Uint8Array, missing: PhoneErrorCode): PhoneError {
  const problem = readProblem(body);
  const explained = withDetail(problem?.detail ?? problem?.title);
  switch (status) {
    case 401:
      return new PhoneError('sign-in-required');
    case 403:
      return new PhoneError('forbidden', explained);
    case 404:
      return new PhoneError(missing, { cause: problem });
    case 409:
      return new PhoneError('device-unavailable', explained);
    case 429:
    case 503:
      return new PhoneError('overloaded');
    case 400:
      return new PhoneError('refused-request', withDetail(problem?.member || problem?.detail));
    case 405:
    case 413:
    case 415:
    case 431:
      return new PhoneError('refused-request', explained);
    default:
      return new PhoneError('bad-response', { detail: `status ${status}` });
  }
}

/** How the call ended of which `failure` says that it is over, where the provider still knows that. */
export function endedCallOf({ cause }: PhoneError): CallDescription | undefined {
  const problem = problemSchema.safeParse(cause);
  const call = callDescriptionSchema.safeParse(problem.data?.call);
  return call.data;
}

/** What a provider sent that breaks its schema, as `bad-response` naming the member; other errors as they are. */
export function badResponse(thrown: unknown): unknown {
  if (!(thrown instanceof ProtocolError)) return thrown;
  return new PhoneError('bad-response', { detail: thrown.member || thrown.message, cause: thrown });
}

/** Text of a provider as it may be shown: a URI never reaches the window. */
export function shownText(text: string): string {
  return text.replace(/[\p{Cc}]+/gu, ' ').replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/giu, '…');
}

function withDetail(text: string | undefined): { detail?: string } {
  return text === undefined || text === '' ? {} : { detail: shownText(text) };
}

function readProblem(body: Uint8Array): Problem | undefined {
  try {
    return check(problemSchema, parseJson(body));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
