import type { DigestKey, NotifierConfig } from '../../process-messages.ts';
import type { SipSource } from '../../sip/sip-endpoint.ts';
import type { SipHeader, SipRequest } from '../../sip/sip-message.ts';
import { DigestServer } from './digest-server.ts';
import type { Nonces } from './nonces.ts';
import { TrustedAddresses } from './trusted-addresses.ts';

/** Whom the notifier trusts. */
export type TrustConfig = Pick<
  NotifierConfig,
  'trustedAddresses' | 'trustedCertificates' | 'trustedKeys' | 'offeredDigests'
>;

/** Why a request was trusted: by where it came from, and by the key that it proved. */
export interface Proof {
  readonly source: SipSource;
  readonly key?: DigestKey;
}

/** What becomes of a request, before anything else of it is looked at (G8, G9). */
export type Judgement =
  | { readonly kind: 'trusted'; readonly proof: Proof }
  /** The headers of a 401. */
  | { readonly kind: 'challenged'; readonly challenges: readonly SipHeader[] }
  | { readonly kind: 'refused' };

/** Decides who is trusted. Nothing that a sender writes counts but the proof of a key. */
export class Trust {
  readonly #addresses: TrustedAddresses;
  readonly #certificates: ReadonlySet<string>;
  readonly #keys: readonly DigestKey[];
  readonly #digest: DigestServer;

  /** `secret` is a text that nobody can guess. */
  constructor(config: TrustConfig, nonces: Nonces, secret: string) {
    this.#addresses = new TrustedAddresses(config.trustedAddresses);
    this.#certificates = new Set(config.trustedCertificates);
    this.#keys = config.trustedKeys;
    this.#digest = new DigestServer({ keys: config.trustedKeys, offered: config.offeredDigests, nonces, secret });
  }

  /** Judges a request of any method by its source and its `Authorization` alone. */
  judge(request: SipRequest, source: SipSource): Judgement {
    if (this.#trustsSource(source)) return { kind: 'trusted', proof: { source } };
    if (!this.#digest.hasKeys) return { kind: 'refused' };
    const result = this.#digest.check(request);
    if (result.kind === 'proved') return { kind: 'trusted', proof: { source, key: result.key } };
    if (result.kind === 'wrong') return { kind: 'refused' };
    return { kind: 'challenged', challenges: this.#digest.challenges(result.kind === 'stale') };
  }

  /** Whether what was proved once is still enough. */
  stillTrusts({ source, key }: Proof): boolean {
    const isKnown = this.#keys.some(({ name, password }) => name === key?.name && password === key.password);
    return isKnown || this.#trustsSource(source);
  }

  /**
   * Whether to send to a host what a request with this proof asked for. Who is trusted by address alone gets it where
   * it asked from, or at another trusted address: an address can be forged over UDP, and must not direct our traffic
   * at a third party.
   */
  allowsTarget(host: string, { source, key }: Proof): boolean {
    const isProved = key !== undefined || this.#trustsCertificate(source);
    return isProved || this.#addresses.has(host);
  }

  #trustsSource(source: SipSource): boolean {
    return this.#addresses.has(source.address) || this.#trustsCertificate(source);
  }

  #trustsCertificate({ certificate }: SipSource): boolean {
    return certificate !== undefined && this.#certificates.has(certificate);
  }
}
