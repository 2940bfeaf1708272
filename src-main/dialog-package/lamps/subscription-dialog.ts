import type { Random } from '../../session/ports.ts';
import { readCSeq } from '../sip/cseq.ts';
import { writeHostPort } from '../sip/host-port.ts';
import { readNameAddress } from '../sip/name-address.ts';
import type { IncomingRequest, SipDestination, SipSource } from '../sip/sip-endpoint.ts';
import { headerOf, headersOf } from '../sip/sip-headers.ts';
import type { SipHeader, SipRequest, SipResponse } from '../sip/sip-message.ts';
import { writeSipUri } from '../sip/sip-uri.ts';
import { canBeAt, type LampAddress } from './lamp-address.ts';

/** Whether a NOTIFY belongs to a dialog: `late` ones do, and were overtaken. */
export type Belonging = 'ours' | 'late' | 'foreign';

export interface SubscribeOptions {
  readonly expiresS: number;
  /** Where we are reached by the phone. */
  readonly local: { readonly address: string; readonly port: number };
  /** Proofs for its request URI, which is `requestUri`. */
  readonly proofs: readonly SipHeader[];
}

/** What the far side has told of itself when it took part in the dialog. */
interface FarSide {
  readonly tag: string;
  readonly target: string;
  readonly routes: readonly string[];
}

/** What a far side says of itself is kept up to these limits. */
const mostRoutes = 16;
const longest = 512;

/** The dialog of one subscription of ours (RFC 3261, 12; RFC 6665, 4.1). */
export class SubscriptionDialog {
  readonly callId: string;
  readonly #localTag: string;
  readonly #at: LampAddress;
  readonly #user: string | undefined;
  #cseq = 0;
  #far: FarSide | undefined;
  #notifierAddress: string | undefined;
  #notifierCSeq = -1;

  /** `user` is who we say we are: the name of our key. */
  constructor(at: LampAddress, user: string | undefined, random: Random) {
    this.#at = at;
    this.#user = user;
    this.callId = random.token();
    this.#localTag = random.token();
  }

  /** Where every request is sent, whatever the phone says of itself. */
  get destination(): SipDestination {
    return this.#at.destination;
  }

  /** Whom the next request names: the phone's own contact once that is known. */
  get requestUri(): string {
    return this.#far?.target ?? this.#at.uri;
  }

  /** The next SUBSCRIBE. */
  subscribe({ expiresS, local, proofs }: SubscribeOptions): SipRequest {
    const far = this.#far;
    const to = `<${this.#at.uri}>${far === undefined ? '' : `;tag=${far.tag}`}`;
    const headers = {
      From: `<${this.#us(local.address)}>;tag=${this.#localTag}`,
      To: to,
      'Call-ID': this.callId,
      CSeq: `${++this.#cseq} SUBSCRIBE`,
      Contact: `<${this.#contact(local)}>`,
      Event: 'dialog',
      Accept: 'application/dialog-info+xml',
      Expires: String(expiresS),
    };
    const routes = (far?.routes ?? []).map((value) => ({ name: 'Route', value }));
    const rest = Object.entries(headers).map(([name, value]) => ({ name, value }));
    return {
      kind: 'request',
      method: 'SUBSCRIBE',
      uri: this.requestUri,
      headers: [...routes, ...rest, ...proofs],
      body: '',
    };
  }

  /** Takes what a response that grants the subscription says of the far side. */
  takeGrant(response: SipResponse): void {
    const tag = tagOf(headerOf(response, 'To'));
    if (tag !== undefined && this.#isOf(tag))
      this.#meet(tag, response, headersOf(response, 'Record-Route').toReversed());
  }

  /** Judges a NOTIFY with our Call-ID by its tags, its origin and its CSeq, and takes what it says of the far side. */
  takeNotify({ request, source }: Pick<IncomingRequest, 'request' | 'source'>): Belonging {
    const tag = tagOf(headerOf(request, 'From'));
    const isOurs = tagOf(headerOf(request, 'To')) === this.#localTag && this.#isFromNotifier(source);
    if (!isOurs || tag === undefined || !this.#isOf(tag)) return 'foreign';
    const cseq = readCSeq(headerOf(request, 'CSeq') ?? '').number;
    if (cseq <= this.#notifierCSeq) return 'late';
    this.#meet(tag, request, headersOf(request, 'Record-Route'));
    this.#notifierAddress = source.address;
    this.#notifierCSeq = cseq;
    return 'ours';
  }

  /** The first to answer is whom we follow; another branch of a forked SUBSCRIBE is none of ours. */
  #isOf(tag: string): boolean {
    return this.#far === undefined || this.#far.tag === tag;
  }

  #meet(tag: string, message: SipRequest | SipResponse, recorded: readonly string[]): void {
    const target = sipUriOf(headerOf(message, 'Contact')) ?? this.requestUri;
    const routes = this.#far?.routes ?? recorded.filter(({ length }) => length <= longest).slice(0, mostRoutes);
    this.#far = { tag, target, routes };
  }

  /** From the address that was asked; where that is a name, from the address that spoke first. */
  #isFromNotifier({ address }: SipSource): boolean {
    if (this.#notifierAddress !== undefined) return address === this.#notifierAddress;
    return canBeAt(this.#at.destination.host, address);
  }

  get #scheme(): 'sip' | 'sips' {
    return this.#at.uri.startsWith('sips:') ? 'sips' : 'sip';
  }

  #us(address: string): string {
    const host = this.#user === undefined ? address : this.#at.destination.host;
    return writeSipUri({ scheme: this.#scheme, user: this.#user ?? 'byway', host, parameters: new Map() });
  }

  #contact({ address, port }: SubscribeOptions['local']): string {
    const { transport } = this.#at.destination;
    const isSaid = transport === 'udp' || this.#scheme === 'sips';
    const way = isSaid ? '' : `;transport=${transport}`;
    return `${this.#scheme}:byway@${writeHostPort({ host: address, port })}${way}`;
  }
}

function tagOf(value: string | undefined): string | undefined {
  const tag = value === undefined ? undefined : orUndefined(() => readNameAddress(value).parameters.get('tag'));
  return tag !== undefined && tag.length <= longest ? tag : undefined;
}

/** The URI of a Contact; undefined for one that is not of SIP. */
function sipUriOf(contact: string | undefined): string | undefined {
  const uri = contact === undefined ? undefined : orUndefined(() => readNameAddress(contact).uri);
  return uri !== undefined && uri.length <= longest && /^sips?:/iu.test(uri) ? uri : undefined;
}

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
