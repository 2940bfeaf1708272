import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttp3Exchange } from '../../../src-main/node/http3-exchange.ts';
import { systemClock } from '../../../src-main/node/system-clock.ts';
import { bothHear, talk, type Voice } from '../../support/conversation.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../../support/headless-phone.ts';
import { http3 } from '../../support/http-versions.ts';
import { ada, ben, startProviderProcess } from '../../support/provider-process.ts';
import { UdpRelay } from './udp-relay.ts';

let open: AsyncDisposableStack;
beforeEach(() => {
  open = new AsyncDisposableStack();
});
afterEach(() => open.disposeAsync());

/** The same losses in every run (Park and Miller's generator). */
function reproducible(): () => number {
  let state = 20_260_127;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

interface Scene {
  readonly relay: UdpRelay;
  readonly near: HeadlessPhone;
  readonly voices: readonly [Voice, Voice];
  /** Every state that the card of the near phone was in. */
  readonly seen: ReadonlySet<string>;
}

/** Two phones in call, one of them over HTTP/3 behind a relay. */
async function beInCall(library: NonNullable<typeof http3>): Promise<Scene> {
  const provider = open.adopt(await startProviderProcess([ada, ben], ['--http3']), (it) => it.stop());
  const upstreamPort = Number(new URL(provider.url).port);
  const started = UdpRelay.start({ upstreamPort, clock: systemClock, fraction: reproducible() });
  const relay = open.adopt(await started, (it) => it.stop());
  const near = open.adopt(
    await openHeadlessPhone(ada, provider, 'near', (trust) => ({
      ...createHttp3Exchange({ library, trust, endpointOf: () => ({ host: '127.0.0.1', port: relay.port }) }),
      isReachable: () => Promise.resolve(true),
    })),
    (it) => it.stop(),
  );
  const far = open.adopt(await openHeadlessPhone(ben, provider, 'far'), (it) => it.stop());
  const seen = new Set<string>();
  near.phone.subscribe(({ calls }) => {
    for (const { state } of calls) seen.add(state.kind);
  });
  const voices = await talk(near, far, ben.numbers[0] ?? '');
  for (const voice of voices) open.defer(() => voice.stop());
  await bothHear(...voices);
  return { relay, near, voices, seen };
}

/** Nothing that was said is missing, said twice or out of order, as far as the first 100 words. */
async function expectWhole(voices: readonly Voice[]): Promise<void> {
  await Promise.all(voices.map((voice) => voice.hears(100)));
  for (const { heard } of voices) {
    const numbers = [...new Set(heard.map(({ number }) => number))].filter((number) => number <= 100);
    const [first = 0] = numbers.toSorted((a, b) => a - b);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => first + index));
    expect(heard.length).toBe(new Set(heard.map(({ number }) => number)).size);
  }
}

test.runIf(http3 !== undefined)('a call over HTTP/3 loses no word to datagrams that are lost or late', async () => {
  const { relay, voices, seen } = await beInCall(http3!);
  relay.lose(0.05);
  relay.reorder(0.1, 20);
  await expectWhole(voices);
  expect(relay.counts.lost).toBeGreaterThan(0);
  expect(relay.counts.late).toBeGreaterThan(0);
  expect(seen).not.toContain('ended');
});

test.runIf(http3 !== undefined)('a call over HTTP/3 goes on when its address becomes another one', async () => {
  const { relay, near, voices, seen } = await beInCall(http3!);
  relay.rebind('127.0.0.2');
  await near.phone.networkChanged();
  await bothHear(...voices);
  expect(seen).not.toContain('ended');
});

test.runIf(http3 !== undefined)('a call over HTTP/3 goes on after a black hole of which nobody tells', async () => {
  const { relay, near, voices, seen } = await beInCall(http3!);
  relay.swallow(true);
  await near.until(({ connection }) => connection.kind === 'reconnecting');
  relay.swallow(false);
  await bothHear(...voices);
  await near.until(({ connection }) => connection.kind === 'online');
  expect(seen).not.toContain('ended');
});
