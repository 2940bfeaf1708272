import type { Random } from '../../session/ports.ts';
import type { DigestKey } from '../process-messages.ts';
import type { SipHeader, SipResponse } from '../sip/sip-message.ts';
import { challengeOf, type DigestChallenge } from './digest-challenge.ts';
import { digestResponse, hashKey, uncountedDigestResponse } from './digest-response.ts';

/** Proves to one peer that we have a key (RFC 7616, RFC 8760). */
export class DigestClient {
  readonly #key: DigestKey | undefined;
  readonly #random: Random;
  #challenge: DigestChallenge | undefined;
  #count = 0;

  /** Without a key nothing is proved. */
  constructor(key: DigestKey | undefined, random: Random) {
    this.#key = key;
    this.#random = random;
  }

  /**
   * Takes the challenge of a 401 or a 407. False where it is of no use to ask again: there is no key, no challenge that
   * we understand, or a proof for the same nonce was refused.
   */
  take(response: SipResponse): boolean {
    const challenge = challengeOf(response);
    if (this.#key === undefined || challenge === undefined || challenge.nonce === this.#challenge?.nonce) return false;
    this.#challenge = challenge;
    this.#count = 0;
    return true;
  }

  /** The header field with the proof for a request; none before the first challenge. */
  prove(method: string, uri: string): readonly SipHeader[] {
    const challenge = this.#challenge;
    const key = this.#key;
    if (challenge === undefined || key === undefined) return [];
    const { algorithm, realm, nonce, opaque, answerIn, isCounted } = challenge;
    const hash = hashKey(algorithm, key, realm);
    const nc = (++this.#count).toString(16).padStart(8, '0');
    const cnonce = this.#random.token();
    const response = isCounted
      ? digestResponse(algorithm, hash, { method, uri, nonce, nc, cnonce })
      : uncountedDigestResponse(algorithm, hash, { method, uri, nonce });
    const parameters = [
      `username=${quoted(key.name)}`,
      `realm=${quoted(realm)}`,
      `nonce=${quoted(nonce)}`,
      `uri=${quoted(uri)}`,
      `response="${response}"`,
      `algorithm=${algorithm}`,
      ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
      ...(isCounted ? [`cnonce=${quoted(cnonce)}`, 'qop=auth', `nc=${nc}`] : []),
    ];
    return [{ name: answerIn, value: `Digest ${parameters.join(', ')}` }];
  }
}

/** A quoted string (RFC 3261, 25.1). */
function quoted(text: string): string {
  return `"${text.replace(/\p{Cc}/gu, ' ').replace(/["\\]/gu, '\\$&')}"`;
}
