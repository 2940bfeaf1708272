import { expect } from 'vitest';
import type { DialogEntry, DialogTable } from '../../src-main/dialog-package/dialog-table.ts';
import { createNotifier, type Notifier } from '../../src-main/dialog-package/notifier/notifier.ts';
import { sipLimitsSchema, type SipLimits } from '../../src-bridge/sip-limits.ts';
import type { NotifierConfig } from '../../src-main/dialog-package/process-messages.ts';
import type { SipTransport } from '../../src-main/dialog-package/sip/sip-endpoint.ts';
import { DeskPhone } from './desk-phone.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { MemoryLog } from './memory-ports.ts';
import { createSipNetwork, type MemorySipEndpoint, type SipNetwork } from './memory-sip.ts';
import { sampleDialog } from './sample-dialogs.ts';

/** Where the notifier is. */
export const here = { address: '10.0.0.1', port: 5060 };

export interface NotifierConfigChange extends Partial<Omit<NotifierConfig, 'limits'>> {
  readonly limits?: Partial<SipLimits>;
}

/** A configuration that trusts 10.0.0.0/24; `change` makes another one of it. */
export function notifierConfig({ limits, ...change }: NotifierConfigChange = {}): NotifierConfig {
  return {
    ...here,
    trustedAddresses: ['10.0.0.0/24'],
    trustedCertificates: [],
    trustedKeys: [],
    offeredDigests: ['SHA-256', 'MD5'],
    ...change,
    limits: sipLimitsSchema.parse(limits ?? {}),
  };
}

/** Alice's line and Bob's, each with its number and its SIP user, and these dialogs at this device. */
export function table(here: readonly DialogEntry[], shared: readonly DialogEntry[] = here): DialogTable {
  return {
    lines: [
      { id: 'line-1', users: ['+14085550111', 'bob'] },
      { id: 'line-2', users: ['+14085550222', 'carol'] },
    ],
    here: [...here],
    shared: [...shared],
  };
}

/** A real notifier in a network in memory, on a clock of its own. */
export class NotifierWorld {
  readonly clock = new FakeClock();
  readonly network: SipNetwork = createSipNetwork(this.clock);
  readonly log = new MemoryLog();
  /** Every number of subscriptions that was told. */
  readonly counts: number[] = [];
  readonly endpoint: MemorySipEndpoint;
  readonly notifier: Notifier;
  #tokens = 0;

  /** Shows a table without dialogs at once, or with `isDark` none. */
  constructor(change: NotifierConfigChange = {}, { isDark = false } = {}) {
    this.endpoint = this.network.endpoint(here.address, here.port);
    this.notifier = createNotifier({
      endpoint: this.endpoint,
      clock: this.clock,
      random: {
        token: () => `${(++this.#tokens).toString(36).padStart(4, '0')}-token-of-24-letters`,
        fraction: () => 0,
      },
      log: this.log,
      config: notifierConfig(change),
      onSubscriptions: (count) => void this.counts.push(count),
    });
    this.endpoint.onRequest((incoming) => this.notifier.handle(incoming));
    if (!isDark) this.notifier.show(table([]));
  }

  /** A phone at an address, which subscribes over one transport. */
  phone(address = '10.0.0.7', transport: SipTransport = 'udp', port = 5060): DeskPhone {
    return new DeskPhone(this.network.endpoint(address, port), transport, this.clock);
  }

  /** Stops the notifier, and expects that nothing of it is left and nothing went wrong. */
  async close(): Promise<void> {
    const stopped = this.notifier.stop();
    await this.clock.advance(2000);
    await stopped;
    await this.clock.advance(32_000);
    expect([this.clock.pending, this.network.pending]).toEqual([0, 0]);
    expect(this.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  }

  /** Shows dialogs, and lets what follows from it come to rest. */
  async show(...dialogs: readonly DialogEntry[]): Promise<void> {
    this.notifier.show(table(dialogs));
    await settle();
  }
}

/** Bob's call in one of its states. */
export function inState(state: 'trying' | 'early' | 'confirmed', change: Partial<DialogEntry> = {}): DialogEntry {
  return sampleDialog({ ...change, progress: { state } });
}

/** Bob's call at its end. */
export function ended(change: Partial<DialogEntry> = {}): DialogEntry {
  return sampleDialog({ ...change, progress: { state: 'terminated', event: 'remote-bye' } });
}
