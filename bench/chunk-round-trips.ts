import { createHttp2Exchange } from '../src-main/node/http2-exchange.ts';
import { createHttp3Exchange } from '../src-main/node/http3-exchange.ts';
import { loadHttp3 } from '../src-wire/http3-library.ts';
import type { Exchange } from '../src-main/session/ports.ts';
import { systemClock } from '../src-main/node/system-clock.ts';
import { listen } from '../src-server/listener.ts';
import { silentLog } from '../src-server/world.ts';
import { makeCertificate } from '../test/support/certificate.ts';
import { figure, type Figures } from './figures.ts';

const warmUps = 200;
const rounds = 2000;
const chunkBytes = 120;

/** One media chunk in a `PUT` until its answer was read, ms, over HTTP/2 and HTTP/3 in turn, and how many times HTTP/2's HTTP/3's is. */
export async function chunkRoundTrips(): Promise<Figures> {
  const { cert, key } = await makeCertificate();
  const library = await loadHttp3();
  const listener = await listen({
    host: 'localhost',
    port: 0,
    http3: library !== undefined,
    certificate: cert,
    key,
    clock: systemClock,
    log: silentLog,
    fetch: async (request) => new Response(await request.arrayBuffer()),
  });
  const trust = { certificates: [cert], isExclusive: true };
  const http2 = createHttp2Exchange({ trust });
  const http3 = library === undefined ? undefined : createHttp3Exchange({ library, trust });
  const url = `https://localhost:${listener.port}/`;
  try {
    const times: { http2: number[]; http3: number[] } = { http2: [], http3: [] };
    for (let round = 0; round < warmUps + rounds; round++) {
      const over2 = await roundTrip(http2.exchange, url);
      const over3 = http3 === undefined ? undefined : await roundTrip(http3.exchange, url);
      if (round < warmUps) continue;
      times.http2.push(over2);
      if (over3 !== undefined) times.http3.push(over3);
    }
    const putOverHttp2Ms = figure(times.http2);
    if (http3 === undefined) return { putOverHttp2Ms };
    const putOverHttp3Ms = figure(times.http3);
    const ratio = figure([putOverHttp3Ms.median / putOverHttp2Ms.median]);
    return { putOverHttp2Ms, putOverHttp3Ms, putHttp3ToHttp2: ratio };
  } finally {
    http2.close();
    http3?.close();
    await listener.stop();
  }
}

async function roundTrip(exchange: Exchange, url: string): Promise<number> {
  const began = performance.now();
  const response = await exchange(new Request(url, { method: 'PUT', body: new Uint8Array(chunkBytes) }));
  await response.arrayBuffer();
  return performance.now() - began;
}
