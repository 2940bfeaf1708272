import { describe, expect, test } from 'vitest';
import { PhoneError } from '../../../../src-bridge/phone-error.ts';
import { EventUpload } from '../../../../src-main/session/event-upload.ts';
import type { Exchange } from '../../../../src-main/session/ports.ts';
import { ProviderClient } from '../../../../src-main/session/provider-client.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';

/** An upload to `exchange`; the problems that it reports are kept. */
function create(exchange: Exchange) {
  const clock = new FakeClock();
  const problems: string[] = [];
  let repeated = 0;
  const client = new ProviderClient({
    wire: { exchange, renew: () => undefined, isReachable: () => Promise.resolve(true) },
    clock,
    token: 'token',
    onUnauthorised: () => undefined,
  });
  const upload = new EventUpload({
    client,
    clock,
    policy: { delayMs: () => 1000 },
    uri: 'https://provider.example/calls/1/events',
    onProblem: ({ code }) => problems.push(code),
    onRepeat: () => repeated++,
  });
  return { clock, upload, problems, repeats: () => repeated };
}

/** Reads the body of a PUT as text, and answers when it has ended. */
function reading(texts: string[]): Exchange {
  return async (request) => {
    const index = texts.push('') - 1;
    const decoder = new TextDecoder();
    const body: AsyncIterable<Uint8Array> | [] = request.body ?? [];
    for await (const bytes of body) texts[index] = (texts[index] ?? '') + decoder.decode(bytes);
    return new Response(null, { status: 200 });
  };
}

describe('an upload of events', () => {
  test('is one array that begins at once and ends when it is finished', async () => {
    const texts: string[] = [];
    const { clock, upload } = create(reading(texts));
    upload.start();
    await settle();
    expect(texts).toEqual(['[']);
    const sent = [upload.send({ event: 'alerting' })];
    await settle();
    upload.beat();
    sent.push(upload.send({ event: 'end' }));
    await upload.finish();
    await Promise.all(sent);
    expect(texts).toEqual(['[{"event":"alerting"}\n,{"event":"end"}]']);
    expect(clock.pending).toBe(0);
    await expect(upload.send({ event: 'end' })).rejects.toMatchObject({ code: 'call-ended' });
  });

  test('keeps an event for five seconds while there is no wire', async () => {
    const { clock, upload, problems } = create(() => Promise.reject(new PhoneError('offline')));
    upload.start();
    const sent = upload.send({ event: 'end' }).catch((error: unknown) => error);
    await clock.advance(5000);
    expect(await sent).toMatchObject({ code: 'offline' });
    expect(problems.length).toBeGreaterThan(1);
    await upload.finish();
    expect(clock.pending).toBe(0);
  });

  test('sends what waited once there is a wire again', async () => {
    const texts: string[] = [];
    let isUp = false;
    const { clock, upload } = create((request) =>
      isUp ? reading(texts)(request) : Promise.reject(new PhoneError('offline')),
    );
    upload.start();
    const sent = upload.send({ event: 'end' });
    await settle();
    isUp = true;
    await clock.advance(1000);
    await upload.finish();
    await sent;
    expect(texts).toEqual(['[{"event":"end"}]']);
  });

  test('takes for sent what stands before a hello that was echoed, and says the rest again', async () => {
    const texts: string[] = [];
    const { clock, upload, repeats } = create(reading(texts));
    upload.start();
    const confirmed = upload.send({ event: 'hold' });
    upload.sendHello({ event: 'hello', nonce: 'one' });
    const lost = upload.send({ event: 'unhold' });
    upload.sendHello({ event: 'hello', nonce: 'two' });
    await settle();
    upload.confirm('one');
    await confirmed;
    expect(repeats()).toBe(0);
    upload.restart();
    await clock.advance(1000);
    expect(repeats()).toBe(1);
    upload.sendHello({ event: 'hello', nonce: 'three' });
    await settle();
    upload.confirm('three');
    await lost;
    await upload.finish();
    expect(texts[1]).toBe('[{"event":"unhold"},{"event":"hello","nonce":"three"}]');
    expect(clock.pending).toBe(0);
  });

  test('gives an event up that is not confirmed within five seconds, and does not say it again', async () => {
    const texts: string[] = [];
    const { clock, upload } = create(reading(texts));
    upload.start();
    const sent = upload.send({ event: 'end' }).catch((error: unknown) => error);
    await clock.advance(5000);
    expect(await sent).toMatchObject({ code: 'offline' });
    upload.restart();
    await clock.advance(1000);
    await upload.finish();
    expect(texts[1]).toBe('[]');
  });

  test('is opened again, with an array of its own, after the provider refused it', async () => {
    const texts: string[] = [];
    let isFirst = true;
    const { clock, upload, problems } = create((request) => {
      if (!isFirst) return reading(texts)(request);
      isFirst = false;
      return Promise.resolve(new Response('{"member":"handler"}', { status: 400 }));
    });
    upload.start();
    await clock.advance(1000);
    expect(problems).toEqual(['refused-request']);
    await upload.finish();
    expect(texts).toEqual(['[]']);
  });

  test('does not wait for ever for a provider that does not answer its end', async () => {
    const { clock, upload } = create(
      (request) =>
        new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(new Error('reset')))),
    );
    upload.start();
    await settle();
    const finished = upload.finish();
    await clock.advance(1000);
    await finished;
    expect(clock.pending).toBe(0);
  });
});
