/** A body that a test writes piece by piece. */
export interface OpenBody {
  readonly body: ReadableStream<Uint8Array>;
  write(text: string): void;
  end(): void;
  fail(error: Error): void;
  /** Resolves when nobody wants the rest. */
  readonly cancelled: Promise<void>;
}

export function openBody(): OpenBody {
  const cancelled = Promise.withResolvers<void>();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: () => cancelled.resolve(),
  });
  return {
    body,
    write: (text) => controller.enqueue(new TextEncoder().encode(text)),
    end: () => controller.close(),
    fail: (error) => controller.error(error),
    cancelled: cancelled.promise,
  };
}
