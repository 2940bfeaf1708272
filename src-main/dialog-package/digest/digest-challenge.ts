import { headersOf } from '../sip/sip-headers.ts';
import type { SipResponse } from '../sip/sip-message.ts';
import { readAuthParameters } from './auth-parameters.ts';
import { digestAlgorithms, type DigestAlgorithm } from './digest-response.ts';

/** What a peer wants to have proved (RFC 7616, 3.3). */
export interface DigestChallenge {
  /** The header field in which the proof goes. */
  readonly answerIn: 'Authorization' | 'Proxy-Authorization';
  readonly realm: string;
  readonly nonce: string;
  readonly opaque?: string;
  readonly algorithm: DigestAlgorithm;
  /** Whether proofs are counted: `qop=auth`. Old phones do without. */
  readonly isCounted: boolean;
}

/** The challenge of a 401 or a 407 that we answer best; undefined where there is none that we can. */
export function challengeOf(response: SipResponse): DigestChallenge | undefined {
  const { status } = response;
  const isProxy = status === 407;
  const answerIn = isProxy ? 'Proxy-Authorization' : 'Authorization';
  const challenges = headersOf(response, isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate')
    .map((value) => readChallenge(value, answerIn))
    .filter((challenge) => challenge !== undefined);
  return digestAlgorithms
    .map((algorithm) => challenges.find((challenge) => challenge.algorithm === algorithm))
    .find((challenge) => challenge !== undefined);
}

function readChallenge(value: string, answerIn: DigestChallenge['answerIn']): DigestChallenge | undefined {
  const { scheme, parameters } = readAuthParameters(value) ?? {};
  const realm = parameters?.get('realm');
  const nonce = parameters?.get('nonce');
  if (scheme !== 'digest' || realm === undefined || nonce === undefined) return undefined;
  const named = (parameters?.get('algorithm') ?? 'MD5').toUpperCase();
  const algorithm = digestAlgorithms.find((known) => known === named);
  const qop = parameters
    ?.get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/u);
  if (algorithm === undefined || qop?.includes('auth') === false) return undefined;
  const opaque = parameters?.get('opaque');
  return { answerIn, realm, nonce, algorithm, isCounted: qop !== undefined, ...(opaque !== undefined && { opaque }) };
}
