import { timingSafeEqual } from 'node:crypto';
import { readAuthParameters, type AuthParameters } from '../../digest/auth-parameters.ts';
import { digestAlgorithms, digestResponse, hashKey, type DigestAlgorithm } from '../../digest/digest-response.ts';
import type { DigestKey } from '../../process-messages.ts';
import type { SipHeader, SipRequest } from '../../sip/sip-message.ts';
import type { Nonces } from './nonces.ts';

const realm = 'byway';

/** What became of credentials: `key` proved, a `stale` nonce to be replaced, or `wrong`. */
export type DigestResult =
  { readonly kind: 'proved'; readonly key: DigestKey } | { readonly kind: 'none' | 'stale' | 'wrong' };

interface HashedKey {
  readonly key: DigestKey;
  readonly hashes: Readonly<Record<DigestAlgorithm, string>>;
}

/**
 * The server's half of digest (RFC 8760, RFC 7616). The work is the same whoever asks and for whatever name: a name
 * that nobody has is tried with a key that nobody knows.
 */
export class DigestServer {
  readonly #keys: ReadonlyMap<string, HashedKey>;
  readonly #nobody: HashedKey;
  readonly #nonces: Nonces;
  readonly #offered: readonly DigestAlgorithm[];

  /** `secret` is a text that nobody can guess; `offered` what a challenge names. */
  constructor(options: {
    readonly keys: readonly DigestKey[];
    readonly offered: readonly DigestAlgorithm[];
    readonly nonces: Nonces;
    readonly secret: string;
  }) {
    const { keys, offered, nonces, secret } = options;
    this.#keys = new Map(keys.map((key) => [key.name, hashed(key)]));
    this.#nobody = hashed({ name: '', password: secret });
    this.#nonces = nonces;
    this.#offered = offered;
  }

  get hasKeys(): boolean {
    return this.#keys.size > 0;
  }

  /** One challenge for each algorithm that is offered, the better one first (RFC 8760, 2.4). */
  challenges(isStale: boolean): readonly SipHeader[] {
    const nonce = this.#nonces.issue();
    const stale = isStale ? ',stale=true' : '';
    return this.#offered.map((algorithm) => ({
      name: 'WWW-Authenticate',
      value: `Digest realm="${realm}",nonce="${nonce}",algorithm=${algorithm},qop="auth"${stale}`,
    }));
  }

  /**
   * Judges the credentials of a request for our realm. The URI in them is not compared with that of the request, which
   * a proxy may have changed (G2): keys are trusted for every line alike, so another URI gains nothing.
   */
  check(request: SipRequest): DigestResult {
    const parameters = credentialsOf(request);
    if (parameters === undefined) return { kind: 'none' };
    const said = (name: string): string => parameters.get(name) ?? '';
    const algorithm = algorithmOf(parameters);
    const known = this.#keys.get(said('username'));
    const hash = (known ?? this.#nobody).hashes[algorithm ?? 'SHA-256'];
    const expected = digestResponse(algorithm ?? 'SHA-256', hash, {
      method: request.method,
      uri: said('uri'),
      nonce: said('nonce'),
      nc: said('nc'),
      cnonce: said('cnonce'),
    });
    const isRight = isSame(expected, said('response').toLowerCase());
    const isWhole = algorithm !== undefined && said('qop') === 'auth' && /^[0-9a-f]{8}$/iu.test(said('nc'));
    if (!isRight || !isWhole || known === undefined) return { kind: 'wrong' };
    return this.#nonces.take(said('nonce'), parseInt(said('nc'), 16))
      ? { kind: 'proved', key: known.key }
      : { kind: 'stale' };
  }
}

function hashed(key: DigestKey): HashedKey {
  return { key, hashes: { 'SHA-256': hashKey('SHA-256', key, realm), MD5: hashKey('MD5', key, realm) } };
}

function credentialsOf(request: SipRequest): AuthParameters['parameters'] | undefined {
  for (const { name, value } of request.headers) {
    if (name !== 'Authorization') continue;
    const credentials = readAuthParameters(value);
    if (credentials?.scheme === 'digest' && credentials.parameters.get('realm') === realm)
      return credentials.parameters;
  }
  return undefined;
}

/** MD5 where none is named, as it was before RFC 8760. */
function algorithmOf(parameters: AuthParameters['parameters']): DigestAlgorithm | undefined {
  const named = (parameters.get('algorithm') ?? 'MD5').toUpperCase();
  return digestAlgorithms.find((algorithm) => algorithm === named);
}

/** Compares in a time that does not tell how much was right. */
function isSame(expected: string, given: string): boolean {
  const bytes = Buffer.alloc(expected.length, 'x');
  bytes.write(given.slice(0, expected.length), 'latin1');
  return timingSafeEqual(Buffer.from(expected), bytes) && given.length === expected.length;
}
