import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { readSipMessage } from '../../src-main/dialog-package/sip/read-message.ts';
import { headerOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipHeader, SipRequest } from '../../src-main/dialog-package/sip/sip-message.ts';
import { readSipUri } from '../../src-main/dialog-package/sip/sip-uri.ts';
import { writeSipMessage } from '../../src-main/dialog-package/sip/write-message.ts';
import { dialogInfo } from './scripted-desk-phone.ts';

/** How a phone of the old days behaves. */
export interface PhoneManners {
  /** Whether it takes a SUBSCRIBE, and an INVITE, to a user; '' is no user. */
  readonly takesSubscribe: (user: string) => boolean;
  readonly takesInvite: (user: string) => boolean;
  /** Rings and does not answer. */
  readonly onlyRings?: boolean;
  /** Whether it tells those who subscribed to one user of a call to another. */
  readonly tells?: (subscribed: string, called: string) => boolean;
  /** The dialog that it reports, as XML, of an INVITE. */
  readonly dialog: (invite: SipRequest, contact: string, state: string) => string;
}

interface Subscriber {
  readonly user: string;
  readonly subscribe: SipRequest;
  readonly peer: RemoteInfo;
  version: number;
}

/** A phone on a real UDP socket that answers every request at once, and repeats nothing. */
export class PublishedPhone {
  /** Methods of the requests that came, the oldest first. */
  readonly methods: string[] = [];
  readonly #manners: PhoneManners;
  readonly #socket: Socket;
  readonly #subscribers = new Map<string, Subscriber>();
  #invite: { readonly request: SipRequest; readonly peer: RemoteInfo } | undefined;

  private constructor(manners: PhoneManners, socket: Socket) {
    this.#manners = manners;
    this.#socket = socket;
    socket.on('message', (bytes, peer) => {
      const message = readSipMessage(bytes);
      if (message.kind === 'request') this.#take(message, peer);
    });
  }

  static async open(manners: PhoneManners): Promise<PublishedPhone> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new PublishedPhone(manners, socket);
  }

  get place(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.#socket.address().port };
  }

  get contact(): string {
    return `sip:contact@127.0.0.1:${this.place.port}`;
  }

  close(): void {
    this.#socket.close();
  }

  #take(request: SipRequest, peer: RemoteInfo): void {
    this.methods.push(request.method);
    const user = readSipUri(request.uri).user ?? '';
    if (request.method === 'SUBSCRIBE') return this.#takeSubscribe(request, user, peer);
    if (request.method === 'INVITE') return this.#takeInvite(request, user, peer);
    if (request.method === 'ACK') return;
    this.#answer(request, 200, peer);
    if (request.method === 'CANCEL' && this.#invite !== undefined) this.#answer(this.#invite.request, 487, peer);
    if (request.method === 'CANCEL' || request.method === 'BYE') this.#tell('terminated');
    if (request.method === 'CANCEL' || request.method === 'BYE') this.#invite = undefined;
  }

  #takeSubscribe(request: SipRequest, user: string, peer: RemoteInfo): void {
    const callId = headerOf(request, 'Call-ID') ?? '';
    const known = this.#subscribers.get(callId);
    if (known === undefined && !this.#manners.takesSubscribe(user)) return this.#answer(request, 404, peer);
    this.#answer(request, 200, peer);
    const subscriber = known ?? { user, subscribe: request, peer, version: 0 };
    this.#subscribers.set(callId, subscriber);
    this.#notify(subscriber, '');
  }

  #takeInvite(request: SipRequest, user: string, peer: RemoteInfo): void {
    if (!this.#manners.takesInvite(user)) return this.#answer(request, 404, peer);
    this.#invite = { request, peer };
    this.#answer(request, this.#manners.onlyRings === true ? 180 : 200, peer);
    this.#tell(this.#manners.onlyRings === true ? 'early' : 'confirmed');
  }

  #tell(state: string): void {
    const { dialog, tells = () => true } = this.#manners;
    const invite = this.#invite?.request;
    if (invite === undefined) return;
    const called = readSipUri(invite.uri).user ?? '';
    for (const subscriber of this.#subscribers.values())
      if (tells(subscriber.user, called)) this.#notify(subscriber, dialog(invite, this.contact, state));
  }

  #notify(subscriber: Subscriber, dialogs: string): void {
    const { subscribe, peer, version } = subscriber;
    const headers: readonly SipHeader[] = [
      {
        name: 'Via',
        value: `SIP/2.0/UDP 127.0.0.1:${this.place.port};branch=z9hG4bK${this.methods.length}.${version}`,
      },
      { name: 'From', value: `<sip:phone@127.0.0.1>;tag=phone` },
      { name: 'To', value: headerOf(subscribe, 'From') ?? '' },
      { name: 'Call-ID', value: headerOf(subscribe, 'Call-ID') ?? '' },
      { name: 'CSeq', value: `${version + 1} NOTIFY` },
      { name: 'Event', value: 'dialog' },
      { name: 'Subscription-State', value: 'active;expires=600' },
      { name: 'Content-Type', value: 'application/dialog-info+xml' },
    ];
    const body = dialogInfo(version, version === 0 ? 'full' : 'partial', dialogs);
    subscriber.version++;
    const notify = { kind: 'request', method: 'NOTIFY', uri: 'sip:bench@127.0.0.1', headers, body } as const;
    this.#socket.send(writeSipMessage(notify), peer.port, peer.address);
  }

  #answer(request: SipRequest, status: number, peer: RemoteInfo): void {
    const copied = request.headers.filter(({ name }) => ['Via', 'From', 'Call-ID', 'CSeq'].includes(name));
    const to = headerOf(request, 'To') ?? '';
    const headers = [
      ...copied,
      { name: 'To', value: to.includes(';tag=') ? to : `${to};tag=phone` },
      { name: 'Contact', value: `<${this.contact}>` },
    ];
    const response = { kind: 'response', status, reason: 'So be it', headers, body: '' } as const;
    this.#socket.send(writeSipMessage(response), peer.port, peer.address);
  }
}
