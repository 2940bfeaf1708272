import type { ContactAddress } from '../documents/write-dialog-info.ts';
import { readCSeq } from '../sip/cseq.ts';
import { readNameAddress, writeNameAddress } from '../sip/name-address.ts';
import type { SipDestination, SipSource } from '../sip/sip-endpoint.ts';
import { headerOf } from '../sip/sip-headers.ts';
import type { SipHeader, SipRequest, SipUri } from '../sip/sip-message.ts';
import { writeSipUri } from '../sip/sip-uri.ts';
import { nextHop, pathTo, type PeerAddress } from './peer-address.ts';
import { Refusal } from './refusal.ts';

/** What names a dialog to who asks within it: all three must be right. */
export interface DialogNames {
  readonly callId: string;
  /** The tag of who asks, and ours; ours is absent outside of a dialog. */
  readonly remoteTag: string;
  readonly localTag: string | undefined;
}

/** Reads the names of the dialog that a request is in. Throws a `Refusal` 400, and a `SipSyntaxError`. */
export function readDialogNames(request: SipRequest): DialogNames {
  const callId = headerOf(request, 'Call-ID');
  const remoteTag = tagOf(request, 'From');
  if (callId === undefined || remoteTag === undefined || remoteTag === '') throw new Refusal(400);
  return { callId, remoteTag, localTag: tagOf(request, 'To') };
}

function tagOf(request: SipRequest, name: 'From' | 'To'): string | undefined {
  const value = headerOf(request, name);
  if (value === undefined) throw new Refusal(400);
  return readNameAddress(value).parameters.get('tag');
}

/** Our own contact in a dialog that a request to `uri` began: where it came in, with the user that it named. */
export function ownContact(
  { scheme, user }: SipUri,
  source: SipSource,
): { readonly address: ContactAddress; readonly written: string } {
  const isSaid = source.transport === 'udp' || scheme === 'sips';
  const { address: host, port } = source.local;
  const parameters = new Map(isSaid ? [] : [['transport', source.transport]]);
  const contact = writeSipUri({ scheme, ...(user !== undefined && { user }), host, port, parameters });
  const address = { scheme, address: host, port, ...(!isSaid && { transport: source.transport }) };
  return { address, written: `<${contact}>` };
}

/** The dialog in the sense of RFC 3261, 12, in which a subscription lives: its names, numbers and addresses. */
export class SubscriberDialog {
  readonly #names: DialogNames;
  readonly #local: string;
  readonly #remote: string;
  readonly #contact: string;
  #remoteCSeq: number;
  #localCSeq = 0;
  #peer: PeerAddress;
  #destination: SipDestination;

  /** The dialog that `request` begins, in which we are `localTag`. `contact` is our own. */
  constructor(
    request: SipRequest,
    { localTag, contact, peer, source }: { localTag: string; contact: string; peer: PeerAddress; source: SipSource },
  ) {
    const { callId, remoteTag } = readDialogNames(request);
    this.#names = { callId, remoteTag, localTag };
    this.#local = withTag(headerOf(request, 'To') ?? '', localTag);
    this.#remote = withTag(headerOf(request, 'From') ?? '', remoteTag);
    this.#contact = contact;
    this.#remoteCSeq = cseqOf(request);
    this.#peer = peer;
    this.#destination = nextHop(peer, source);
  }

  /** Our own contact, as a value of Contact. */
  get contact(): string {
    return this.#contact;
  }

  get destination(): SipDestination {
    return this.#destination;
  }

  isNamed({ callId, remoteTag, localTag }: DialogNames): boolean {
    const names = this.#names;
    return names.callId === callId && names.remoteTag === remoteTag && names.localTag === localTag;
  }

  /** Takes the number of a request within the dialog. Throws a `Refusal` 500 where it is not above the last one. */
  takeCSeq(request: SipRequest): void {
    const number = cseqOf(request);
    if (number <= this.#remoteCSeq) throw new Refusal(500);
    this.#remoteCSeq = number;
  }

  /** The path to a peer that moved to another Contact; the route set of a dialog stays (RFC 3261, 12.2.2). */
  moved({ uri }: PeerAddress): PeerAddress {
    return { uri, routes: this.#peer.routes };
  }

  get peer(): PeerAddress {
    return this.#peer;
  }

  /** Sends to `peer` from now on, over the connection of `source` where there is one. */
  follow(peer: PeerAddress, source: SipSource): void {
    this.#destination = nextHop(peer, source);
    this.#peer = peer;
  }

  /** The next NOTIFY. */
  notify(headers: readonly SipHeader[], body: string): SipRequest {
    const { uri, routes } = pathTo(this.#peer);
    this.#localCSeq++;
    return {
      kind: 'request',
      method: 'NOTIFY',
      uri,
      headers: [
        ...routes.map((value) => ({ name: 'Route', value })),
        { name: 'From', value: this.#local },
        { name: 'To', value: this.#remote },
        { name: 'Call-ID', value: this.#names.callId },
        { name: 'CSeq', value: `${this.#localCSeq} NOTIFY` },
        { name: 'Contact', value: this.#contact },
        ...headers,
      ],
      body,
    };
  }
}

/** `address` with that tag and no other parameter. */
function withTag(address: string, tag: string): string {
  return writeNameAddress({ ...readNameAddress(address), parameters: new Map([['tag', tag]]) });
}

function cseqOf(request: SipRequest): number {
  return readCSeq(headerOf(request, 'CSeq') ?? '').number;
}
