import { readNameAddress } from '../../src-main/dialog-package/sip/name-address.ts';
import type { IncomingRequest, SipAnswer, SipDestination } from '../../src-main/dialog-package/sip/sip-endpoint.ts';
import { headerOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipHeader, SipRequest } from '../../src-main/dialog-package/sip/sip-message.ts';
import { readSipUri } from '../../src-main/dialog-package/sip/sip-uri.ts';
import type { MemorySipEndpoint } from './memory-sip.ts';

/** The start of a document, and what stands in it. */
export function dialogInfo(version: number, state: 'full' | 'partial', inside = ''): string {
  return `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="${state}" entity="sip:x">${inside}</dialog-info>`;
}

/** A dialog of a document. */
export function dialogXml(id: string, state: string, number = '+14085550199'): string {
  return `<dialog id="${id}" direction="recipient"><state>${state}</state><remote><identity>sip:${number}@p.example</identity></remote></dialog>`;
}

export interface NotifyChange {
  readonly state?: string;
  readonly contentType?: string;
  readonly event?: string;
  /** In place of the tags and the count of the dialog. */
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly cseq?: number;
  /** Who sends it instead of the phone. */
  readonly by?: MemorySipEndpoint;
}

const granting: SipAnswer = {
  status: 200,
  toTag: 'tag-of-the-phone',
  headers: [
    { name: 'Expires', value: '3600' },
    { name: 'Contact', value: '<sip:phone@10.0.0.2:5060>' },
  ],
};

/** A desk phone that does as a test says. It grants every SUBSCRIBE, until told otherwise, and sends no NOTIFY by itself. */
export class ScriptedDeskPhone {
  /** SUBSCRIBEs that came, the oldest first. */
  readonly subscribes: SipRequest[] = [];
  /** What it answers. */
  answer: (request: SipRequest) => SipAnswer = () => granting;
  /** Done after each answer. */
  afterAnswer: () => void = () => undefined;
  readonly #endpoint: MemorySipEndpoint;
  #cseq = 0;

  constructor(endpoint: MemorySipEndpoint) {
    this.#endpoint = endpoint;
    endpoint.onRequest((incoming) => this.#take(incoming));
  }

  /** An answer that grants for so many seconds. */
  static granting(expiresS: number, ...extra: readonly SipHeader[]): SipAnswer {
    const [, contact] = granting.headers ?? [];
    return {
      ...granting,
      headers: [{ name: 'Expires', value: String(expiresS) }, ...(contact ? [contact] : []), ...extra],
    };
  }

  /** The last SUBSCRIBE. Throws where none came. */
  get lastSubscribe(): SipRequest {
    const last = this.subscribes.at(-1);
    if (last === undefined) throw new Error('nobody subscribed');
    return last;
  }

  /** Sends a NOTIFY in the dialog of the last SUBSCRIBE; resolves with the status of its answer. */
  async notify(body: string, change: NotifyChange = {}): Promise<number> {
    const last = this.lastSubscribe;
    const contact = readNameAddress(headerOf(last, 'Contact') ?? '').uri;
    const from = readNameAddress(headerOf(last, 'From') ?? '');
    const { by = this.#endpoint, cseq = ++this.#cseq } = change;
    const headers = {
      From: `<sip:phone@10.0.0.2>;tag=${change.fromTag ?? 'tag-of-the-phone'}`,
      To: `<${from.uri}>;tag=${change.toTag ?? from.parameters.get('tag')}`,
      'Call-ID': headerOf(last, 'Call-ID') ?? '',
      CSeq: `${cseq} NOTIFY`,
      Contact: '<sip:phone@10.0.0.2:5060>',
      Event: change.event ?? 'dialog',
      'Subscription-State': change.state ?? 'active',
      ...(body !== '' && { 'Content-Type': change.contentType ?? 'application/dialog-info+xml' }),
    };
    const request: SipRequest = {
      kind: 'request',
      method: 'NOTIFY',
      uri: contact,
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      body,
    };
    return (await by.request(request, destinationOf(contact))).status;
  }

  #take({ request, answer }: IncomingRequest): void {
    this.subscribes.push(request);
    answer(this.answer(request));
    this.afterAnswer();
  }
}

function destinationOf(uri: string): SipDestination {
  const { host, port = 5060, parameters } = readSipUri(uri);
  const transport = parameters.get('transport') === 'tcp' ? 'tcp' : 'udp';
  return { transport, host, port };
}
