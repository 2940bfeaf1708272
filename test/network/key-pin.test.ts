import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttp2Exchange } from '../../src-main/node/http2-exchange.ts';
import { pinOf } from '../../src-wire/key-pin.ts';
import { makeCertificate, type TestCertificate } from '../support/certificate.ts';
import { startHttp2Server, type Http2Server } from '../support/http2-server.ts';

let certificate: TestCertificate;
let server: Http2Server;
beforeAll(async () => {
  certificate = await makeCertificate();
  server = await startHttp2Server(certificate);
  server.answerWith(({ stream }) => {
    stream.respond({ ':status': 204 });
    stream.end();
  });
});
afterAll(() => server.stop());

/** The status of an answer to a phone that trusts the server's certificate and has these pins. */
async function statusWith(pins: readonly string[], reaching = server.origin): Promise<number> {
  const { port } = new URL(server.origin);
  const wire = createHttp2Exchange({
    trust: { certificates: [certificate.cert], isExclusive: true, pins },
    ...(reaching === server.origin ? {} : { connectTo: () => ({ host: '127.0.0.1', port: Number(port) }) }),
  });
  try {
    return (await wire.exchange(new Request(reaching))).status;
  } finally {
    wire.close();
  }
}

test('a server with a pinned key is talked to', async () => {
  expect(await statusWith([pinOf(certificate.cert)])).toBe(204);
});

test('a server whose key is not pinned is refused, however good its certificate', async () => {
  const { cert } = await makeCertificate();
  await expect(statusWith([pinOf(cert)])).rejects.toMatchObject({ code: 'other-key' });
});

test('a backup pin beside another key is enough', async () => {
  const { cert } = await makeCertificate();
  expect(await statusWith([pinOf(cert), pinOf(certificate.cert)])).toBe(204);
});

test('pins hold as well where an origin is reached at another address', async () => {
  const { cert } = await makeCertificate();
  expect(await statusWith([pinOf(certificate.cert)], 'https://localhost:4433')).toBe(204);
  await expect(statusWith([pinOf(cert)], 'https://localhost:4433')).rejects.toMatchObject({ code: 'other-key' });
});

test('a pinned key does not make up for a certificate of another name', async () => {
  const pins = [pinOf(certificate.cert)];
  await expect(statusWith(pins, 'https://other.example:4433')).rejects.toMatchObject({ code: 'bad-certificate' });
});
