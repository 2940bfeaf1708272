import { X509Certificate } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate, type TestCertificate } from '../support/certificate.ts';
import { bothHear, framesAsPlayed, talk } from '../support/conversation.ts';
import { hasDebianPackages } from '../support/debian-packages.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../support/headless-phone.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';
import { publishCalls, startSipSide } from '../support/publish-calls.ts';
import { runSipp } from '../support/sipp.ts';
import { buildSofia, subscribeWithSofia } from '../support/sofia-subscriber.ts';

let provider: ProviderProcess;
let adas: HeadlessPhone;
let bens: HeadlessPhone;
let published: Awaited<ReturnType<typeof publishCalls>>;

beforeAll(async () => {
  provider = await startProviderProcess();
  adas = await openHeadlessPhone(ada, provider, 'Laptop');
  bens = await openHeadlessPhone(ben, provider, 'Desk');
  published = await publishCalls(adas, { users: [{ line: ada.numbers[0] ?? '', user: 'alice' }] });
});
afterAll(async () => {
  await published.stop();
  await adas.stop();
  await bens.stop();
  await provider.stop();
});

describe('the SIP side', () => {
  test('lights a lamp of one Byway by the calls of another', async () => {
    const stop = startSipSide(bens);
    const { host, port } = published.place;
    const id = await bens.phone.saveContact({ name: 'Ada', numbers: [], lamp: { uri: `sip:alice@${host}:${port}` } });
    await bens.until(({ lamps }) => lamps[id]?.kind === 'idle');
    const callId = await bens.phone.placeCall({ destination: ada.numbers[0] ?? '' });
    await bens.until(({ lamps }) => lamps[id]?.kind === 'ringing');
    const { calls } = await adas.until((state) => state.calls.some(({ state: { kind } }) => kind === 'ringing'));
    await adas.phone.answer(calls.find(({ state: { kind } }) => kind === 'ringing')?.id ?? '');
    const { lamps } = await bens.until((state) => state.lamps[id]?.kind === 'in-call');
    expect(lamps[id]).toEqual({ kind: 'in-call', who: ben.numbers[0] });
    await bens.phone.end(callId);
    await bens.until((state) => state.lamps[id]?.kind === 'idle');
    await bens.phone.removeContact(id);
    await bens.until((state) => Object.keys(state.lamps).length === 0);
    await stop();
  });

  test('lets a desk phone in over TLS by its certificate alone, and tells another one nothing', async () => {
    const [known, unknown] = [await makeCertificate(), await makeCertificate()];
    const sha256 = new X509Certificate(known.cert).fingerprint256.replaceAll(':', '').toLowerCase();
    const before = adas.phone.state.settings.deskPhones;
    await adas.phone.changeSettings({
      deskPhones: { usesTls: true, tlsPort: 0, trustedAddresses: [], certificates: [{ name: 'console', sha256 }] },
    });
    const { deskPhones } = await adas.until((state) => state.deskPhones.kind === 'on' && 'tlsPort' in state.deskPhones);
    const tlsPort = deskPhones.kind === 'on' ? (deskPhones.tlsPort ?? 0) : 0;
    expect(await askOverTls(tlsPort, known)).toMatch(/^SIP\/2\.0 200 [\s\S]*<dialog-info /u);
    expect(await askOverTls(tlsPort, unknown)).toMatch(/^SIP\/2\.0 403 /u);
    const { trustedAddresses } = before;
    await adas.phone.changeSettings({ deskPhones: { usesTls: false, trustedAddresses, certificates: [] } });
    const { deskPhones: plain } = await adas.until(
      (state) => state.deskPhones.kind === 'on' && !('tlsPort' in state.deskPhones),
    );
    published = { ...published, place: { host: '127.0.0.1', port: plain.kind === 'on' ? plain.port : 0 } };
  });

  test('floods, garbage and strangers reach no call: it loses no frame, and who is trusted is served after them', async () => {
    const both = await talk(bens, adas, ada.numbers[0] ?? '');
    await bothHear(...both);
    const flood = pourInto(published.place.port);
    await bothHear(...both);
    await flood;
    await Promise.all(both.map((voice) => voice.hears(voice.said)));
    for (const voice of both) {
      voice.stop();
      const numbers = framesAsPlayed(voice);
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    }
    await endCalls();
    expect(adas.phone.state.deskPhones.kind).toBe('on');
    if (hasDebianPackages) await expect.poll(async () => (await runSipp('poll', published.place)).code).toBe(0);
  });
});

describe.runIf(hasDebianPackages)('a desk phone made of Sofia-SIP', () => {
  test('is let in by its key alone where its address is not trusted, and put out when the key is taken away', async () => {
    const sofia = await buildSofia();
    await adas.phone.setDeskPhoneKey('console', 'a long password');
    await adas.phone.changeSettings({ deskPhones: { trustedAddresses: [], offersMd5Only: true } });
    await expect.poll(() => statusForStrangers(published.place.port)).toBe('401');
    const uri = `sip:alice@127.0.0.1:${published.place.port}`;
    const stranger = await subscribeWithSofia(sofia.program, uri, { credentials: 'console:wrong' });
    await stranger.until((news) => news.kind === 'subscribe' && news.status === 403);
    expect(stranger.news.filter(({ kind }) => kind === 'notify')).toEqual([]);
    const watcher = await subscribeWithSofia(sofia.program, uri, { credentials: 'console:a long password' });
    await watcher.until((news) => news.kind === 'notify' && news.subscription === 'active');
    await adas.phone.removeDeskPhoneKey('console');
    const last = await watcher.until((news) => news.kind === 'notify' && news.subscription === 'terminated');
    expect(last).toMatchObject({ document: '' });
    await Promise.all([stranger.stop(), watcher.stop()]);
    await sofia.remove();
  });
});

/** What the SIP side says to a single SUBSCRIBE over TLS: its answer and, where it is granted, the NOTIFY after it. */
async function askOverTls(port: number, { cert, key }: TestCertificate): Promise<string> {
  // Its certificate was made by itself.
  const socket = connect({ host: '127.0.0.1', port, cert, key, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.write(subscribe(1, `127.0.0.1:${socket.localPort ?? 0}`, port, 'tls'));
  let said = '';
  const isWhole = (): boolean => !said.startsWith('SIP/2.0 200') || said.includes('</dialog-info>');
  do {
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    said += bytes.toString();
  } while (!isWhole());
  socket.destroy();
  return said;
}

/** The status of a request without a proof from this machine, over UDP. */
async function statusForStrangers(port: number): Promise<string | undefined> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const own = `127.0.0.1:${socket.address().port}`;
  socket.send(subscribe(2, own, port).replaceAll('SUBSCRIBE', 'OPTIONS'), port, '127.0.0.1');
  const [answer] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  return answer.toString().split(' ')[1];
}

async function endCalls(): Promise<void> {
  for (const { id, state } of adas.phone.state.calls) if (state.kind !== 'ended') await adas.phone.end(id);
  await adas.until((state) => state.calls.every(({ state: { kind } }) => kind === 'ended'));
}

/** Sends 20,000 datagrams to the SIP side, as fast as this machine takes them: requests of a trusted address and noise. */
async function pourInto(port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const own = `127.0.0.1:${socket.address().port}`;
  for (let sent = 0; sent < 20_000; sent++) {
    const text = sent % 2 === 0 ? subscribe(sent, own, port) : '\0'.repeat(sent % 1400);
    await new Promise((resolve) => socket.send(text, port, '127.0.0.1', resolve));
  }
  socket.close();
}

function subscribe(index: number, own: string, port: number, transport = 'udp'): string {
  return [
    `SUBSCRIBE sip:alice@127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/${transport.toUpperCase()} ${own};branch=z9hG4bK-${index}`,
    'Max-Forwards: 70',
    `From: <sip:flood@${own}>;tag=${index}`,
    `To: <sip:alice@127.0.0.1:${port}>`,
    `Call-ID: flood-${index}`,
    'CSeq: 1 SUBSCRIBE',
    `Contact: <sip:flood@${own};transport=${transport}>`,
    'Event: dialog',
    'Expires: 60',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
}
