import type { Clock, Log, Random } from '../../session/ports.ts';
import type { DialogTable } from '../dialog-table.ts';
import type { NotifierConfig } from '../process-messages.ts';
import type { IncomingRequest, SipAnswer, SipEndpoint } from '../sip/sip-endpoint.ts';
import { SipSyntaxError } from '../sip/sip-syntax-error.ts';
import { DialogBoard } from './dialog-board.ts';
import { PacedSender } from './paced-sender.ts';
import { Refusal } from './refusal.ts';
import { StrangerLog } from './stranger-log.ts';
import { SubscribeDesk } from './subscribe-desk.ts';
import { Subscriptions, type Held } from './subscriptions.ts';
import { answerStranger } from './trust/answer-stranger.ts';
import { Nonces } from './trust/nonces.ts';
import { Trust, type Proof } from './trust/trust.ts';

export interface NotifierOptions {
  /** Only to send by: its requests come to `handle`. */
  readonly endpoint: Pick<SipEndpoint, 'request'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly config: NotifierConfig;
  /** How many subscriptions there are now. */
  readonly onSubscriptions: (count: number) => void;
}

/** Publishes dialogs to who is trusted (RFC 6665, RFC 4235). */
export interface Notifier {
  /** Answers a request of any method; never throws. */
  handle(incoming: IncomingRequest): void;
  /** Tells every subscriber what of the table it does not know. */
  show(table: DialogTable): void;
  /** Takes another trust and other limits. Who is not trusted any more is told so, and nothing else. */
  reconfigure(config: NotifierConfig): void;
  /** Asks every subscriber to subscribe anew; resolves when they know, 2 s later at most. Stopping twice is harmless. */
  stop(): Promise<void>;
}

const allowedMethods = 'SUBSCRIBE, NOTIFY, OPTIONS';
const capabilities = [
  { name: 'Allow', value: allowedMethods },
  { name: 'Allow-Events', value: 'dialog' },
  { name: 'Accept', value: 'application/dialog-info+xml' },
];
/** How long the last NOTIFYs may take. */
const stopMs = 2000;
/** After how many seconds to ask who comes in our place. */
const retryAfterStopS = '5';

/** The notifier of a phone, at first with nothing to show. */
export function createNotifier(options: NotifierOptions): Notifier {
  return new RunningNotifier(options);
}

class RunningNotifier implements Notifier {
  readonly #options: NotifierOptions;
  readonly #board = new DialogBoard();
  readonly #subscriptions = new Subscriptions(() => this.#onEmpty());
  readonly #desk: SubscribeDesk;
  readonly #sender: PacedSender;
  readonly #strangers: StrangerLog;
  readonly #nonces: Nonces;
  readonly #secret: string;
  #config: NotifierConfig;
  #trust: Trust;
  #stopping: Promise<void> | undefined;
  /** Called whenever the last subscription is over. */
  #onEmpty: () => void = () => undefined;

  constructor(options: NotifierOptions) {
    const { clock, random, log, config } = options;
    this.#options = options;
    this.#config = config;
    this.#nonces = new Nonces(clock, random);
    this.#secret = random.token();
    this.#trust = new Trust(config, this.#nonces, this.#secret);
    this.#strangers = new StrangerLog(log);
    this.#sender = new PacedSender(clock, async (request, to) => options.endpoint.request(request, to));
    this.#desk = new SubscribeDesk({
      ...options,
      board: this.#board,
      subscriptions: this.#subscriptions,
      send: (request, destination) => this.#sender.send(request, destination),
      limits: () => this.#config.limits,
      trust: () => this.#trust,
      onCount: () => options.onSubscriptions(this.#subscriptions.activeCount),
    });
  }

  handle(incoming: IncomingRequest): void {
    try {
      this.#answer(incoming);
    } catch (thrown) {
      incoming.answer({ ...this.#answerTo(thrown), toTag: this.#options.random.token() });
    }
  }

  show(table: DialogTable): void {
    const changed = this.#board.show(table);
    for (const { subscription, line, isShared } of this.#subscriptions.active) {
      if (line !== undefined && this.#board.lineOf(line.user) !== line.id) subscription.end('noresource');
      else subscription.tell(isShared ? changed.shared : changed.here);
    }
  }

  reconfigure(config: NotifierConfig): void {
    this.#config = config;
    this.#trust = new Trust(config, this.#nonces, this.#secret);
    this.#strangers.forget();
    for (const held of this.#subscriptions.active) if (!this.#isTrusted(held)) held.subscription.end('rejected');
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Trust comes before anything of the request is looked at (G9). */
  #answer(incoming: IncomingRequest): void {
    const { request, source, answer } = incoming;
    if (this.#stopping !== undefined) throw new Refusal(503, { 'Retry-After': retryAfterStopS });
    const judgement = this.#trust.judge(request, source);
    if (judgement.kind !== 'trusted') {
      this.#strangers.note(source.address);
      return answer({ ...answerStranger(judgement, incoming), toTag: this.#options.random.token() });
    }
    this.#answerTrusted(incoming, judgement.proof);
  }

  #answerTrusted(incoming: IncomingRequest, proof: Proof): void {
    const { method } = incoming.request;
    if (method === 'SUBSCRIBE') return this.#desk.take(incoming, proof);
    if (method === 'NOTIFY') throw new Refusal(481);
    if (method !== 'OPTIONS') throw new Refusal(405, { Allow: allowedMethods });
    incoming.answer({ status: 200, headers: capabilities, toTag: this.#options.random.token() });
  }

  async #stop(): Promise<void> {
    for (const { subscription } of this.#subscriptions.active) subscription.end('deactivated');
    await new Promise<void>((resolve) => {
      const stopTimer = this.#options.clock.after(stopMs, resolve);
      this.#onEmpty = () => {
        stopTimer();
        resolve();
      };
      if (this.#subscriptions.count === 0) this.#onEmpty();
    });
    for (const { subscription } of this.#subscriptions.all) subscription.drop('stopped');
    this.#sender.close();
  }

  #answerTo(thrown: unknown): SipAnswer {
    if (thrown instanceof Refusal) return { status: thrown.status, headers: thrown.headers };
    if (thrown instanceof SipSyntaxError) return { status: 400 };
    this.#options.log.error('a request was not understood', { cause: thrown });
    return { status: 500 };
  }

  /** Whether it would be granted what it was granted. */
  #isTrusted({ proof, dialog }: Held): boolean {
    return this.#trust.stillTrusts(proof) && this.#trust.allowsTarget(dialog.destination.host, proof);
  }
}
