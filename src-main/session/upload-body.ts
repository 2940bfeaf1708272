import { EventArrayEncoder } from '../../src-protocol/event-array.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';

/** The body of one upload. It takes an event only when the wire asks for bytes, so that none is lost in a dead one. */
export class UploadBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #encoder = new EventArrayEncoder();
  readonly #take: () => object | undefined;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #isHungry = false;
  #isStarted = false;
  #isOver = false;

  constructor(take: () => object | undefined) {
    this.#take = take;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          this.#isHungry = true;
          this.offer();
        },
        cancel: () => void (this.#isOver = true),
      },
      { highWaterMark: 0 },
    );
  }

  /** Hands over the next event where the wire waits for one. */
  offer(): void {
    if (!this.#isHungry || this.#isOver) return;
    const bytes = this.#next();
    if (bytes !== undefined) this.#write(bytes);
  }

  beat(): void {
    if (this.#isHungry && !this.#isOver) this.#write(this.#encoder.heartbeat());
  }

  end(): void {
    if (this.#isOver) return;
    for (let bytes = this.#next(); bytes !== undefined; bytes = this.#next()) this.#write(bytes);
    this.#write(this.#encoder.end());
    this.#isOver = true;
    this.#controller?.close();
  }

  reset(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.error(new PhoneError('offline'));
  }

  #next(): Uint8Array | undefined {
    if (!this.#isStarted) {
      this.#isStarted = true;
      return this.#encoder.start();
    }
    const event = this.#take();
    return event === undefined ? undefined : this.#encoder.next(event);
  }

  #write(bytes: Uint8Array): void {
    this.#isHungry = false;
    this.#controller?.enqueue(bytes);
  }
}
