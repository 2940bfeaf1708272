import { sipLimitsSchema } from '../../src-bridge/sip-limits.ts';
import type { Clock, Random } from '../session/ports.ts';
import type { DialogTable } from './dialog-table.ts';
import { createLamps, type Lamps } from './lamps/lamps.ts';
import { createNotifier, type Notifier } from './notifier/notifier.ts';
import { Outbox } from './outbox.ts';
import {
  toNotifierSchema,
  type FromNotifier,
  type NotifierConfig,
  type ToNotifier,
  type WatchedLamp,
} from './process-messages.ts';
import { SipListenError } from './sip/sip-listen-error.ts';
import type { SipStack, SipStackOptions } from './sip/sip-stack.ts';

/** Lamps ask from whatever address leads to a phone: of both families, or of the one that this machine has. */
const anyAddress = ['::', '0.0.0.0'] as const;

export interface SipSideParts {
  /** Rejects with a `SipListenError`. */
  readonly openStack: (options: SipStackOptions) => Promise<SipStack>;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: (message: FromNotifier) => void;
  /** Called once everything has ended, as it was asked to. */
  readonly onStopped: () => void;
}

interface Listening {
  readonly config: NotifierConfig;
  readonly stack: SipStack;
  readonly notifier: Notifier;
}

interface Watching {
  readonly trustedCertificates: readonly string[];
  readonly stack: SipStack;
  readonly lamps: Lamps;
}

/**
 * The SIP side of a phone: listens for desk phones and lights lamps, as it is told. The two have sockets of their own:
 * one listens where the settings say, the other asks from wherever a contact's phone is reached.
 */
export class SipSide {
  readonly #parts: SipSideParts;
  readonly #outbox: Outbox;
  #doing: Promise<void> = Promise.resolve();
  #table: DialogTable = { lines: [], here: [], shared: [] };
  #listening: Listening | undefined;
  #watching: Watching | undefined;

  constructor(parts: SipSideParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts);
  }

  /** Does what a message says, after what the earlier ones said, and answers that it is done. Never throws. */
  take(said: unknown): void {
    this.#doing = this.#doing
      .then(() => this.#do(toNotifierSchema.parse(said)))
      .catch((cause: unknown) => this.#outbox.log.error('the SIP side failed', { cause }))
      .then(() => this.#outbox.tell({ kind: 'taken' }));
  }

  async #do(message: ToNotifier): Promise<void> {
    switch (message.kind) {
      case 'configure':
        return this.#configure(message.config);
      case 'table':
        this.#table = message.table;
        return this.#listening?.notifier.show(message.table);
      case 'watch':
        return this.#watch(message.lamps, message.trustedCertificates);
      case 'stop':
        // A phone that is gone has no calls.
        this.#listening?.notifier.show({ ...this.#table, here: [], shared: [] });
        await Promise.all([this.#stopListening(), this.#stopWatching()]);
        this.#outbox.close();
        return this.#parts.onStopped();
    }
  }

  async #configure(config: NotifierConfig | undefined): Promise<void> {
    const before = this.#listening;
    if (config !== undefined && before !== undefined && isSamePlace(before.config, config)) {
      this.#listening = { ...before, config };
      return before.notifier.reconfigure(config);
    }
    await this.#stopListening();
    if (config === undefined) return this.#outbox.tell({ kind: 'off' });
    try {
      await this.#listen(config);
    } catch (error) {
      this.#outbox.log.warn('cannot listen for desk phones', { cause: error });
      this.#outbox.tell({ kind: 'failed', problem: error instanceof SipListenError ? error.code : 'failed' });
    }
  }

  async #listen(config: NotifierConfig): Promise<void> {
    const { address, port, tls, limits } = config;
    const stack = await this.#parts.openStack({
      ...this.#world,
      limits,
      address,
      port,
      ...(tls === undefined ? {} : { tls }),
      trustedCertificates: config.trustedCertificates,
    });
    const tell = (subscriptions: number): void =>
      this.#outbox.listening({
        kind: 'listening',
        address,
        port: stack.port,
        ...(stack.tlsPort === undefined ? {} : { tlsPort: stack.tlsPort }),
        subscriptions,
      });
    const notifier = createNotifier({ ...this.#world, endpoint: stack, config, onSubscriptions: tell });
    stack.onRequest((incoming) => notifier.handle(incoming));
    notifier.show(this.#table);
    this.#listening = { config, stack, notifier };
    tell(0);
  }

  async #stopListening(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    this.#outbox.stoppedListening();
    await listening?.notifier.stop();
    await listening?.stack.close();
  }

  async #watch(lamps: readonly WatchedLamp[], trustedCertificates: readonly string[]): Promise<void> {
    const isSame = JSON.stringify(this.#watching?.trustedCertificates) === JSON.stringify(trustedCertificates);
    if (lamps.length === 0 || !isSame) await this.#stopWatching();
    if (lamps.length === 0) return;
    this.#watching ??= await this.#openWatching(trustedCertificates);
    this.#watching.lamps.watch(lamps);
  }

  async #openWatching(trustedCertificates: readonly string[]): Promise<Watching> {
    const limits = sipLimitsSchema.parse({});
    const open = (address: string): Promise<SipStack> =>
      this.#parts.openStack({ ...this.#world, limits, address, port: 0, trustedCertificates });
    const stack = await open(anyAddress[0]).catch(() => open(anyAddress[1]));
    const lamps = createLamps({
      ...this.#world,
      endpoint: stack,
      onLamp: (id, lamp) => this.#outbox.lamp(id, lamp),
    });
    // Whoever else writes here is told what anybody is told of a dialog that there is not.
    stack.onRequest((incoming) => lamps.handle(incoming) || incoming.answer({ status: 481 }));
    return { trustedCertificates, stack, lamps };
  }

  async #stopWatching(): Promise<void> {
    const watching = this.#watching;
    this.#watching = undefined;
    await watching?.lamps.stop();
    await watching?.stack.close();
  }

  get #world() {
    const { clock, random } = this.#parts;
    return { clock, random, log: this.#outbox.log };
  }
}

/** Whether two configurations listen at the same place under the same limits: then only trust has changed. */
function isSamePlace(one: NotifierConfig, other: NotifierConfig): boolean {
  const placeOf = ({ address, port, tls, limits, trustedCertificates }: NotifierConfig): string =>
    JSON.stringify([address, port, tls, limits, tls === undefined ? [] : trustedCertificates]);
  return placeOf(one) === placeOf(other);
}
