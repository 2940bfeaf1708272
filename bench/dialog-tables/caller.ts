import { randomUUID } from 'node:crypto';
import { writeHostPort } from '../../src-main/dialog-package/sip/host-port.ts';
import { headerOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipResponse } from '../../src-main/dialog-package/sip/sip-message.ts';
import type { CallValues } from './findings.ts';
import type { AgentRequest, SentRequest, SipAgent } from './sip-agent.ts';
import { waitFor } from './wait.ts';

/** A phone that rings for so long will not answer by itself. */
const ringMs = 2000;
const answerMs = 8000;

/** A call over SIP to one URI. */
export class Caller {
  /** What the call can be compared with, as far as the callee has said. */
  values: CallValues;
  readonly #agent: SipAgent;
  readonly #uri: string;
  readonly #callId = randomUUID();
  readonly #tag = randomUUID();
  readonly #sdp: string;
  #invite: SentRequest | undefined;

  constructor(agent: SipAgent, uri: string) {
    this.#agent = agent;
    this.#uri = uri;
    const { host, port } = agent.local;
    const from = `sip:caller-${this.#tag.slice(0, 6)}@bench.invalid`;
    this.values = { from, to: uri, callerContact: `sip:bench-contact@${writeHostPort(agent.local)}` };
    const family = host.includes(':') ? 'IP6' : 'IP4';
    const media = `m=audio ${port + 1 > 65_535 ? 9 : port + 1} RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n`;
    this.#sdp = `v=0\r\no=bench 1 1 IN ${family} ${host}\r\ns=-\r\nc=IN ${family} ${host}\r\nt=0 0\r\n${media}`;
  }

  /** Calls. The status that shows what the callee makes of it: its final one, or 18x where it rings and does not answer. */
  async start(): Promise<number | undefined> {
    const extra = { Contact: `<${this.values.callerContact}>`, 'Content-Type': 'application/sdp' };
    const invite = this.#agent.send(this.#request('INVITE', 1, this.#uri, `<${this.#uri}>`, extra, this.#sdp));
    this.#invite = invite;
    const final = (): SipResponse | undefined => invite.responses.find(({ status }) => status >= 200);
    await waitFor(() => final() !== undefined || this.#ringing() !== undefined, answerMs);
    await waitFor(() => final() !== undefined, this.#ringing() === undefined ? 0 : ringMs);
    const last = final() ?? this.#ringing();
    if (last === undefined) return undefined;
    const contact = /<([^>]+)>/u.exec(headerOf(last, 'Contact') ?? '')?.[1];
    if (contact !== undefined) this.values = { ...this.values, calleeContact: contact };
    if (last.status >= 200) this.#acknowledge(invite, last);
    return last.status;
  }

  /** Ends what there is of the call. */
  async stop(): Promise<void> {
    const invite = this.#invite;
    if (invite === undefined) return;
    const last = invite.responses.at(-1);
    if (last === undefined || last.status >= 300) return;
    if (last.status < 200) {
      await this.#agent.send(this.#request('CANCEL', 1, this.#uri, `<${this.#uri}>`), invite.branch).final;
      const final = await invite.final;
      if (final === undefined || final.status >= 300) return final && this.#acknowledge(invite, final);
      this.#acknowledge(invite, final);
    }
    const to = headerOf(invite.responses.at(-1) ?? last, 'To') ?? '';
    await this.#agent.send(this.#request('BYE', 2, this.values.calleeContact ?? this.#uri, to)).final;
  }

  #ringing(): SipResponse | undefined {
    return this.#invite?.responses.find(({ status }) => status > 100 && status < 200);
  }

  /** An ACK has the branch of its INVITE where that failed, and one of its own where it did not (RFC 3261, 17.1.1.3). */
  #acknowledge({ branch }: SentRequest, response: SipResponse): void {
    const to = headerOf(response, 'To') ?? '';
    const isAnswered = response.status < 300;
    const uri = isAnswered ? (this.values.calleeContact ?? this.#uri) : this.#uri;
    this.#agent.send(this.#request('ACK', 1, uri, to), isAnswered ? undefined : branch);
  }

  #request(
    method: string,
    cseq: number,
    uri: string,
    to: string,
    extra: Readonly<Record<string, string>> = {},
    body = '',
  ): AgentRequest {
    const headers = {
      From: `<${this.values.from}>;tag=${this.#tag}`,
      To: to,
      'Call-ID': this.#callId,
      CSeq: `${cseq} ${method}`,
      ...extra,
    };
    return { method, uri, headers: Object.entries(headers).map(([name, value]) => ({ name, value })), body };
  }
}
