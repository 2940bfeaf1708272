import { callEvent, type CallEvent, type EventBody } from '../../src-protocol/events.ts';
import type { Exchange } from '../../src-main/session/ports.ts';
import { isTo } from './intercept.ts';

/** A wire on which a test can put events into the streams of calls that the provider would not send by itself. */
export interface EventInjector {
  readonly serve: Exchange;
  /** Sends an event to every call stream that is open. */
  inject(body: EventBody<CallEvent>): void;
}

/** `serve` with room for events of the test. Each stream must have carried an event before one is put in. */
export function createEventInjector(serve: Exchange, clock: { now(): number }): EventInjector {
  const open = new Map<TransformStreamDefaultController<Uint8Array>, string>();
  return {
    async serve(request) {
      const response = await serve(request);
      if (!isTo(request, 'GET', '/events') || !request.url.includes('/calls/') || !response.ok) return response;
      return new Response(response.body?.pipeThrough(passing(open, request.url)) ?? null, response);
    },
    inject(body) {
      for (const [controller, url] of open) {
        const call = url.replace(/\/events$/u, '');
        const event = callEvent(body, { direction: 's2c', at: clock.now(), call });
        controller.enqueue(new TextEncoder().encode(`,${JSON.stringify(event)}`));
      }
    },
  };
}

function passing(
  open: Map<TransformStreamDefaultController<Uint8Array>, string>,
  url: string,
): TransformStream<Uint8Array, Uint8Array> {
  let own: TransformStreamDefaultController<Uint8Array>;
  const forget = (): void => void open.delete(own);
  return new TransformStream({
    start(controller) {
      own = controller;
      open.set(controller, url);
    },
    flush: forget,
    cancel: forget,
  });
}
