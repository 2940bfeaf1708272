// Runs inside a network namespace of its own: a provider and a Chromium that fetches from it over HTTP/3. Prints what
// the page found as one line of JSON.
import { createHash, X509Certificate } from 'node:crypto';
import { listen } from '../../src-server/listener.ts';
import { silentLog } from '../../src-server/world.ts';
import { makeCertificate } from '../support/certificate.ts';
import { launchChromium } from '../support/phone-window.ts';

const { cert, key } = await makeCertificate();
const encoder = new TextEncoder();

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === '/endless') {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(encoder.encode('[')) });
    return new Response(body, { headers: { 'x-content-type-options': 'nosniff' } });
  }
  if (pathname === '/up') return new Response(await request.text());
  return new Response('<title>provider</title>', { headers: { 'content-type': 'text/html' } });
}

/** Runs in the page. */
async function fetchAll(): Promise<object> {
  const put = async (body: BodyInit): Promise<string> =>
    (await fetch('/up', { method: 'PUT', body, duplex: 'half' } as RequestInit)).text();
  const parts = ['one ', 'two'].values();
  const streamed = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = parts.next();
      if (done === true) controller.close();
      else controller.enqueue(new TextEncoder().encode(value));
    },
  });
  const endless = (await fetch('/endless')).body!.getReader();
  const begun = await endless.read();
  const found = {
    get: await (await fetch('/')).text(),
    put: await put('speech'),
    streamed: await put(streamed),
    endless: new TextDecoder().decode(begun.value),
  };
  await endless.cancel();
  const versions = performance
    .getEntriesByType('resource')
    .filter(({ name }) => !name.endsWith('.ico'))
    .map((entry) => (entry as PerformanceResourceTiming).nextHopProtocol);
  return { ...found, versions: [...new Set(versions)] };
}

const clock = {
  now: () => Date.now(),
  after(delayMs: number, task: () => void) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
const options = { host: '127.0.0.1', port: 0, http3: true, certificate: cert, key, clock, log: silentLog };
const listener = await listen({ ...options, fetch: answer });
const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
const browser = await launchChromium({}, [
  '--enable-quic',
  '--host-resolver-rules=MAP localhost 127.0.0.1',
  `--origin-to-force-quic-on=localhost:${listener.port}`,
  `--ignore-certificate-errors-spki-list=${createHash('sha256').update(publicKey).digest('base64')}`,
]);
try {
  const page = await browser.newPage();
  await page.goto(`https://localhost:${listener.port}/`);
  console.log(JSON.stringify(await page.evaluate(fetchAll)));
} finally {
  await browser.close();
  await listener.stop();
}
