import type { Socket } from 'node:net';
import type { Clock } from '../../../src-main/session/ports.ts';
import type { Traffic } from './tcp-relay.ts';

/** More than this is not kept: the sender is read no further. */
const maxHeldBytes = 16 * 1024 * 1024;

/** What a socket says: bytes, that it will say no more (FIN), or that it broke off (RST). */
type Word = Buffer | 'end' | 'broken';

export interface RelayLaneOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly clock: Clock;
  readonly delayMs: () => number;
  readonly onActivity: (amount: number) => void;
}

/** One direction of a relayed connection: what `from` says is said to `to`, in order. */
export class RelayLane {
  readonly #options: RelayLaneOptions;
  #waiting: { readonly word: Word; readonly dueAt: number }[] = [];
  #heldBytes = 0;
  #traffic: Traffic = 'flowing';
  #isConnected = false;
  #isAbandoned = false;
  #stopTimer: (() => void) | undefined;

  constructor(options: RelayLaneOptions) {
    const { from, to } = options;
    this.#options = options;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.once('end', () => this.#take('end'));
    from.once('close', (hadError) => {
      if (hadError) this.#take('broken');
    });
    to.on('drain', () => this.#look());
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  use(traffic: Traffic): void {
    this.#traffic = traffic;
    this.#pass();
  }

  /** Both sockets stand. */
  connected(): void {
    this.#isConnected = true;
    this.#pass();
  }

  /** Nothing arrives any more; what comes is thrown away. */
  abandon(): void {
    this.#isAbandoned = true;
    this.close();
    this.#look();
  }

  /** Forgets what waits. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#waiting = [];
    this.#heldBytes = 0;
  }

  #take(word: Word): void {
    const { clock, delayMs, onActivity } = this.#options;
    onActivity(typeof word === 'string' ? 1 : word.length);
    if (this.#isAbandoned) return;
    this.#waiting.push({ word, dueAt: clock.now() + delayMs() });
    if (typeof word !== 'string') this.#heldBytes += word.length;
    this.#pass();
  }

  #pass(): void {
    const { clock } = this.#options;
    while (this.#traffic === 'flowing' && this.#isConnected) {
      const next = this.#waiting[0];
      if (next === undefined) break;
      const restMs = next.dueAt - clock.now();
      if (restMs > 0) {
        this.#wakeIn(restMs);
        break;
      }
      this.#waiting.shift();
      this.#say(next.word);
    }
    this.#look();
  }

  #wakeIn(ms: number): void {
    this.#stopTimer ??= this.#options.clock.after(ms, () => {
      this.#stopTimer = undefined;
      this.#pass();
    });
  }

  #say(word: Word): void {
    const { to, onActivity } = this.#options;
    if (typeof word !== 'string') this.#heldBytes -= word.length;
    if (to.destroyed) return;
    onActivity(1);
    if (word === 'end') to.end();
    else if (word === 'broken') to.resetAndDestroy();
    else if (!to.writableEnded) to.write(word);
  }

  /** Reads on where there is room and nobody said not to. */
  #look(): void {
    const { from, to } = this.#options;
    const isFull = this.#heldBytes > maxHeldBytes || (to.writableNeedDrain && !to.destroyed);
    if (this.#traffic === 'unread' || isFull) from.pause();
    else from.resume();
  }
}
