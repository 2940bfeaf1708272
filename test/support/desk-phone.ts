import { readNameAddress } from '../../src-main/dialog-package/sip/name-address.ts';
import { readParameters } from '../../src-main/dialog-package/sip/parameters.ts';
import type { IncomingRequest, SipAnswer, SipTransport } from '../../src-main/dialog-package/sip/sip-endpoint.ts';
import { headerOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipHeader, SipRequest, SipResponse } from '../../src-main/dialog-package/sip/sip-message.ts';
import { settle, type FakeClock } from './fake-clock.ts';
import type { MemorySipEndpoint } from './memory-sip.ts';
import { descendant, xmlTree } from './xml-tree.ts';

/** A NOTIFY as a phone got it. */
export interface Heard {
  /** ms on the phone's clock. */
  readonly at: number;
  readonly request: SipRequest;
  /** `active`, or `terminated` with its reason behind a colon. */
  readonly state: string;
  /** What its `Subscription-State` says of the time left, in seconds. */
  readonly expires: number | undefined;
  /** Undefined where it has no document. */
  readonly report: Report | undefined;
}

export interface Report {
  readonly version: number;
  readonly kind: string;
  readonly entity: string;
  /** Each dialog as `id state`. */
  readonly dialogs: readonly string[];
  readonly localTargets: readonly string[];
}

/** What a SUBSCRIBE says besides the usual. */
export interface Asking {
  readonly uri?: string;
  readonly method?: string;
  readonly event?: string | undefined;
  readonly expires?: number | string | undefined;
  readonly contact?: string | undefined;
  readonly cseq?: number;
  readonly callId?: string;
  readonly fromTag?: string;
  /** Of the dialog to ask in; '' for none. */
  readonly toTag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A desk phone that subscribes to one notifier at 10.0.0.1, and answers what it hears with 200. */
export class DeskPhone {
  readonly endpoint: MemorySipEndpoint;
  readonly heard: Heard[] = [];
  /** Its answer to each NOTIFY. */
  reply: (request: SipRequest) => SipAnswer = () => ({ status: 200 });
  readonly #transport: SipTransport;
  readonly #clock: FakeClock;
  #dialogs = 0;
  #cseq = 0;
  #last: Required<Pick<Asking, 'uri' | 'callId' | 'toTag'>> = { uri: 'sip:bob@10.0.0.1', callId: '', toTag: '' };

  constructor(endpoint: MemorySipEndpoint, transport: SipTransport, clock: FakeClock) {
    this.endpoint = endpoint;
    this.#transport = transport;
    this.#clock = clock;
    endpoint.onRequest((incoming) => this.#hear(incoming));
  }

  /** The last NOTIFY. Throws where there is none. */
  get last(): Heard {
    const heard = this.heard.at(-1);
    if (heard === undefined) throw new Error('there was no NOTIFY');
    return heard;
  }

  /** The reports so far, each as `version kind dialogs`. */
  get reports(): readonly string[] {
    return this.heard.map(({ report }) =>
      report === undefined ? 'none' : [report.version, report.kind, ...report.dialogs].join(' '),
    );
  }

  /** The usual Contact, at this phone's own address. */
  get contact(): string {
    const { address, port } = this.endpoint;
    return `<sip:desk@${address}:${port}${this.#transport === 'udp' ? '' : `;transport=${this.#transport}`}>`;
  }

  /** Subscribes anew, or sends what `asking` makes of it, and lets what follows come to rest. */
  async subscribe(asking: Asking = {}): Promise<SipResponse> {
    const callId = asking.callId ?? `call-${++this.#dialogs}@${this.endpoint.address}`;
    const uri = asking.uri ?? this.#last.uri;
    const response = await this.send({ ...asking, callId, uri });
    const toTag = readNameAddress(headerOf(response, 'To') ?? '').parameters.get('tag') ?? '';
    if (response.status === 200) this.#last = { uri: contactOf(response) ?? uri, callId, toTag };
    await settle();
    return response;
  }

  /** Sends within the last subscription's dialog, and lets what follows come to rest. */
  async again(asking: Asking = {}): Promise<SipResponse> {
    const response = await this.send({ ...this.#last, ...asking });
    await settle();
    return response;
  }

  /** Sends one request and waits for its answer. */
  send(asking: Asking): Promise<SipResponse> {
    return this.endpoint.request(this.request(asking), {
      transport: this.#transport,
      host: '10.0.0.1',
      port: 5060,
    });
  }

  /** The request that `asking` makes; a member that is there and undefined leaves its header out. */
  request(asking: Asking): SipRequest {
    const {
      uri = 'sip:bob@10.0.0.1',
      method = 'SUBSCRIBE',
      callId = 'call',
      fromTag = 'desk-tag',
      toTag = '',
    } = asking;
    const { cseq = ++this.#cseq } = asking;
    const event = 'event' in asking ? asking.event : 'dialog';
    const expires = 'expires' in asking ? asking.expires : 600;
    const contact = 'contact' in asking ? asking.contact : this.contact;
    const named: readonly (readonly [string, string | undefined])[] = [
      ['From', `<sip:desk@desk.example>;tag=${fromTag}`],
      ['To', `<${uri}>${toTag === '' ? '' : `;tag=${toTag}`}`],
      ['Call-ID', callId],
      ['CSeq', `${cseq} ${method}`],
      ['Contact', contact],
      ['Event', event],
      ['Expires', expires?.toString()],
      ...Object.entries(asking.headers ?? {}),
    ];
    const headers = named.flatMap(([name, value]): SipHeader[] => (value === undefined ? [] : [{ name, value }]));
    return { kind: 'request', method, uri, headers, body: '' };
  }

  #hear({ request, answer }: IncomingRequest): void {
    this.heard.push({ at: this.#clock.now(), request, ...readState(request), report: readReport(request.body) });
    answer(this.reply(request));
  }
}

function contactOf(response: SipResponse): string | undefined {
  const contact = headerOf(response, 'Contact');
  return contact === undefined ? undefined : readNameAddress(contact).uri;
}

function readState(request: SipRequest): Pick<Heard, 'state' | 'expires'> {
  const { value, parameters } = readParameters(headerOf(request, 'Subscription-State') ?? '');
  const [reason, expires] = [parameters.get('reason'), parameters.get('expires')];
  return {
    state: reason === undefined ? value : `${value}:${reason}`,
    expires: expires === undefined ? undefined : Number(expires),
  };
}

function readReport(body: string): Report | undefined {
  if (body === '') return undefined;
  const root = xmlTree(body);
  const { version, state = '', entity = '' } = root.attributes;
  return {
    version: Number(version),
    kind: state,
    entity,
    dialogs: root.children.map((dialog) => `${dialog.attributes.id ?? ''} ${descendant(dialog, 'state').text}`),
    localTargets: root.children.map((dialog) => descendant(descendant(dialog, 'local'), 'target').attributes.uri ?? ''),
  };
}
