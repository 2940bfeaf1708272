import type { SipDestination, SipTransport } from '../../../../../src-main/dialog-package/sip/sip-endpoint.ts';
import { SipFailure } from '../../../../../src-main/dialog-package/sip/sip-failure.ts';
import type { SipCarriers, SipFlow } from '../../../../../src-main/dialog-package/sip/sip-flow.ts';
import { sipLimitsSchema, type SipLimits } from '../../../../../src-bridge/sip-limits.ts';
import { TransactionLayer } from '../../../../../src-main/dialog-package/sip/transaction-layer.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const local = { address: '192.0.2.1', port: 5060 };

/** A way whose peer is the test. */
export class MemoryFlow implements SipFlow {
  readonly source;
  /** What was sent, and to which port where it was an answer. */
  readonly sent: { text: string; port?: number }[] = [];
  isKept = false;
  isOpen = true;
  readonly #closeTasks = new Set<() => void>();

  constructor(transport: SipTransport = 'udp', address = '192.0.2.9', port = 5070) {
    this.source = { transport, address, port, local };
  }

  send(bytes: Buffer): boolean {
    if (this.isOpen) this.sent.push({ text: bytes.toString() });
    return this.isOpen;
  }

  sendAnswer(bytes: Buffer, port: number): void {
    this.sent.push({ text: bytes.toString(), port });
  }

  onClose(task: () => void): () => void {
    this.#closeTasks.add(task);
    return () => this.#closeTasks.delete(task);
  }

  keep(): void {
    this.isKept = true;
  }

  close(): void {
    this.isOpen = false;
    for (const task of [...this.#closeTasks]) task();
  }

  /** Who still waits for its end. */
  get watchers(): number {
    return this.#closeTasks.size;
  }

  /** The first lines of what was sent. */
  get startLines(): string[] {
    return this.sent.map(({ text }) => text.slice(0, text.indexOf('\r\n')));
  }
}

/** A transaction layer whose only way is `flow`, on a clock of the test. */
export function openLayer(flow: MemoryFlow, given: Partial<SipLimits> = {}) {
  const clock = new FakeClock();
  let tokens = 0;
  const complaints: string[] = [];
  const carriers: SipCarriers = {
    flowTo: async (destination: SipDestination) => {
      if (destination.host === 'nowhere.example') throw new SipFailure('unreachable');
      return flow;
    },
    localFor: async () => local,
    close: async () => {},
  };
  const layer = new TransactionLayer({
    carriers,
    clock,
    random: { token: () => `token${tokens++}`, fraction: () => 0.5 },
    limits: sipLimitsSchema.parse(given),
    log: {
      info: () => {},
      warn: () => {},
      error: (message, fields) => complaints.push(`${message}: ${String(fields?.['reason'])}`),
    },
  });
  return { layer, clock, complaints };
}

/** A request as its bytes; `change` replaces, adds or (undefined) leaves out fields. */
export function requestBytes(
  method = 'SUBSCRIBE',
  change: Record<string, string | undefined> = {},
  startLine = `${method} sip:alice@192.0.2.1 SIP/2.0`,
): Buffer {
  const fields: Record<string, string | undefined> = {
    Via: 'SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bK1',
    'Max-Forwards': '70',
    From: '<sip:bob@192.0.2.9>;tag=b',
    To: '<sip:alice@192.0.2.1>',
    'Call-ID': 'call1',
    CSeq: `1 ${method}`,
    Contact: '<sip:bob@192.0.2.9:5070>',
    Event: 'dialog',
    ...change,
  };
  const lines = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Buffer.from(`${[startLine, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`);
}
