import { randomUUID } from 'node:crypto';
import type { ReportedDialog } from '../../src-main/dialog-package/documents/dialog-report.ts';
import { readDialogInfo } from '../../src-main/dialog-package/documents/read-dialog-info.ts';
import { mergeReport, type KnownDialogs } from '../../src-main/dialog-package/lamps/lamp-state.ts';
import { writeHostPort } from '../../src-main/dialog-package/sip/host-port.ts';
import { headerOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipRequest } from '../../src-main/dialog-package/sip/sip-message.ts';
import type { SipAgent } from './sip-agent.ts';
import { waitFor } from './wait.ts';

const firstNotifyMs = 2000;

/** A SUBSCRIBE to one URI, and the dialogs that were reported to it. */
export class Watcher {
  /** The final status; absent without an answer. */
  status: number | undefined;
  readonly #agent: SipAgent;
  readonly #uri: string;
  readonly #callId = randomUUID();
  readonly #tag = randomUUID();
  #to: string;
  #target: string;
  #cseq = 0;
  #known: KnownDialogs | undefined;
  #isHeard = false;
  readonly #seen = new Map<string, ReportedDialog>();

  constructor(agent: SipAgent, uri: string) {
    this.#agent = agent;
    this.#uri = uri;
    this.#to = `<${uri}>`;
    this.#target = uri;
  }

  get isAccepted(): boolean {
    return this.status !== undefined && this.status < 300;
  }

  /** Dialogs that are not over, as they were reported last. */
  get living(): readonly ReportedDialog[] {
    return [...(this.#known?.dialogs.values() ?? [])];
  }

  /** Dialogs that were reported since `forget`, each as it was last before its end. */
  get seen(): readonly ReportedDialog[] {
    return [...this.#seen.values()];
  }

  forget(): void {
    this.#seen.clear();
  }

  /** Subscribes, and waits for the first NOTIFY where that is granted. */
  async start(): Promise<void> {
    await this.#subscribe(600);
    if (this.isAccepted) await waitFor(() => this.#isHeard, firstNotifyMs);
  }

  async stop(): Promise<void> {
    if (this.isAccepted) await this.#subscribe(0);
  }

  /** Takes a NOTIFY if it is of this subscription. */
  hear(request: SipRequest): void {
    if (headerOf(request, 'Call-ID') !== this.#callId) return;
    this.#isHeard = true;
    if (request.body === '') return;
    const merge = mergeReport(this.#known, readDialogInfo(request.body));
    if (merge.kind === 'outdated') return;
    this.#known = merge.known;
    for (const dialog of merge.known.dialogs.values()) this.#seen.set(dialog.id, dialog);
  }

  async #subscribe(expiresS: number): Promise<void> {
    const place = writeHostPort(this.#agent.local);
    const headers = {
      From: `<sip:bench@${place}>;tag=${this.#tag}`,
      To: this.#to,
      'Call-ID': this.#callId,
      CSeq: `${++this.#cseq} SUBSCRIBE`,
      Contact: `<sip:bench@${place}>`,
      Event: 'dialog',
      Accept: 'application/dialog-info+xml',
      Expires: String(expiresS),
    };
    const sent = this.#agent.send({
      method: 'SUBSCRIBE',
      uri: this.#target,
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      body: '',
    });
    const response = await sent.final;
    this.status = response?.status;
    if (response === undefined || response.status >= 300) return;
    this.#to = headerOf(response, 'To') ?? this.#to;
    this.#target = /<([^>]+)>/u.exec(headerOf(response, 'Contact') ?? '')?.[1] ?? this.#uri;
  }
}
