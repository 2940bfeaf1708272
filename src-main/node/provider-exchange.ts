import type { Clock, Exchange } from '../session/ports.ts';
import { AlternativeServices } from './alternative-services.ts';
import { createHttp2Exchange, type Http2Exchange } from './http2-exchange.ts';
import type { Trust } from '../../src-wire/http2-connection.ts';
import type { Http3Library } from '../../src-wire/http3-library.ts';
import { createHttp3Exchange } from './http3-exchange.ts';
import { systemClock } from './system-clock.ts';

/** A handshake takes two round trips at most: what has not answered by then is behind something that drops UDP. */
const http3ConnectLimitMs = 1000;
/** A connection over HTTP/3 that lasted so long clears the record of its alternative. */
const trustedAfterMs = 5 * 60 * 1000;

export interface ProviderExchangeOptions {
  readonly trust: Trust;
  /** Absent: HTTP/2 alone. */
  readonly http3?: Http3Library;
  readonly clock?: Clock;
}

/**
 * The wire to providers: HTTP/2, and HTTP/3 to an origin that offered it (PROTOCOL 9, RFC 7838). Requests move to
 * HTTP/3 once its connection stands; what runs over HTTP/2 then goes on there. Where HTTP/3 cannot be had, or breaks,
 * requests go over HTTP/2 again. Rejects as `createHttp2Exchange` does.
 */
export function createProviderExchange(options: ProviderExchangeOptions): Http2Exchange {
  const http2 = createHttp2Exchange({ trust: options.trust });
  return options.http3 === undefined ? http2 : withHttp3(http2, options.http3, options);
}

function withHttp3(
  http2: Http2Exchange,
  library: Http3Library,
  { trust, clock = systemClock }: ProviderExchangeOptions,
): Http2Exchange {
  const alternatives = new AlternativeServices(clock);
  const http3 = createHttp3Exchange({
    library,
    trust,
    after: (delayMs, task) => clock.after(delayMs, task),
    connectLimitMs: http3ConnectLimitMs,
    endpointOf: (origin) => alternatives.of(origin),
    onBroken: (origin) => giveUp(origin),
  });
  /** Origins whose requests go over HTTP/3, and since when, ms since the epoch. */
  const moved = new Map<string, number>();
  /** Origins to which HTTP/3 is being tried while their requests go over HTTP/2. */
  const trying = new Set<string>();

  const giveUp = (origin: string): void => {
    const since = moved.get(origin);
    if (since !== undefined && clock.now() - since > trustedAfterMs) alternatives.markWorking(origin);
    moved.delete(origin);
    alternatives.markBroken(origin);
  };

  const tryHttp3 = (origin: string): void => {
    if (trying.has(origin)) return;
    trying.add(origin);
    http3
      .connect(origin)
      .then(
        () => moved.set(origin, clock.now()),
        () => giveUp(origin),
      )
      .finally(() => trying.delete(origin));
  };

  const viaHttp2: Exchange = async (request) => {
    const { origin } = new URL(request.url);
    const response = await http2.exchange(request);
    alternatives.learn(origin, response.headers.get('alt-svc'));
    if (alternatives.of(origin) !== undefined) tryHttp3(origin);
    return response;
  };

  return {
    async exchange(request) {
      const { origin } = new URL(request.url);
      if (!moved.has(origin) || alternatives.of(origin) === undefined) return viaHttp2(request);
      try {
        await http3.connect(origin);
      } catch {
        giveUp(origin);
        return viaHttp2(request);
      }
      return http3.exchange(request);
    },
    isReachable: (origin) => http2.isReachable(origin),
    renew() {
      http2.renew();
      http3.renew();
    },
    close() {
      http2.close();
      http3.close();
    },
  };
}
