import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp2Exchange } from '../../src-main/node/http2-exchange.ts';
import { bothHear, framesAsPlayed, talk, type Voice } from '../support/conversation.ts';
import { hasDebianPackages } from '../support/debian-packages.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../support/headless-phone.ts';
import { ada, ben } from '../support/provider-process.ts';
import { startSharedProviders, type SharedProviders } from '../support/shared-providers.ts';

let providers: SharedProviders;
let phones: HeadlessPhone[];
let voices: Voice[];
/** Every state that the card of a call was in. */
let seen: Set<string>;

async function begin(members: readonly string[]): Promise<readonly [HeadlessPhone, HeadlessPhone]> {
  providers = await startSharedProviders(members);
  const [caller, callee] = [
    await openHeadlessPhone(ada, providers, 'ada'),
    await openHeadlessPhone(ben, providers, 'ben'),
  ];
  phones = [caller, callee];
  for (const { phone } of phones)
    phone.subscribe(({ calls }) => {
      for (const { state } of calls) seen.add(state.kind);
    });
  return [caller, callee];
}

beforeEach(() => {
  phones = [];
  voices = [];
  seen = new Set();
});

afterEach(async () => {
  for (const voice of voices) voice.stop();
  for (const phone of phones) await phone.stop();
  await providers.stop();
});

/** A call in which both hear each other. */
async function beInCall(members: readonly string[]): Promise<readonly [Voice, Voice]> {
  const [caller, callee] = await begin(members);
  const both = await talk(caller, callee, ben.numbers[0] ?? '');
  voices = [...both];
  await bothHear(...both);
  return both;
}

function cardsOf(): readonly (readonly string[])[] {
  return phones.map(({ phone }) => phone.state.calls.map(({ id }) => id));
}

describe.runIf(hasDebianPackages)('two processes behind one load balancer', () => {
  test('carry a call through the kill of either one, and of the other one after it', async () => {
    const both = await beInCall(['a', 'b']);
    const cards = cardsOf();
    for (let round = 0; round < 2; round++) {
      const { keeper } = await providers.roles();
      await keeper.kill();
      await bothHear(...both);
      await keeper.start();
    }
    const { keeper, other } = await providers.roles();
    await other?.kill();
    await bothHear(...both);
    expect((await providers.roles()).keeper).toBe(keeper);
    expect(cardsOf()).toEqual(cards);
    expect(seen).not.toContain('ended');
  });

  test('answer alike, whichever is asked', async () => {
    const [caller, callee] = await begin(['a', 'b']);
    for (const { address } of providers.members) {
      const direct = await openHeadlessPhone(ada, { ...providers, url: address }, `at ${address}`);
      phones.push(direct);
      const id = await direct.phone.placeCall({ destination: ben.numbers[0] ?? '' });
      await callee.until((state) => state.calls.some(({ state: { kind } }) => kind === 'ringing'));
      await caller.until((state) => state.calls.some(({ id: other }) => other === id));
      await direct.phone.end(id);
      const { calls } = await callee.until((state) => state.calls.every(({ state: { kind } }) => kind === 'ended'));
      for (const call of calls) await callee.phone.dismissCall(call.id);
    }
  });

  test('name the one that keeps a call in a cookie, whichever answers', async () => {
    await beInCall(['a', 'b']);
    const { keeper } = await providers.roles();
    const wire = createHttp2Exchange({
      trust: { certificates: [await readFile(providers.ca, 'utf8')], isExclusive: true },
    });
    const ask = (at: string, uri: string): Promise<Response> => {
      const { pathname } = new URL(uri, at);
      return wire.exchange(new Request(new URL(pathname, at), { headers: { authorization: `Bearer ${ada.token}` } }));
    };
    for (const at of [providers.url, ...providers.members.map(({ address }) => address)]) {
      const { tgs } = (await (await ask(at, '/.well-known/ripp/providertgs')).json()) as { tgs: { uri: string }[] };
      const listed = await ask(at, `${tgs[0]?.uri}/calls`);
      const { calls } = (await listed.json()) as { calls: string[] };
      const described = await ask(at, calls[0] ?? '');
      expect(described.headers.getSetCookie()).toEqual([
        `ripp-process=${keeper.name}; Path=${new URL(calls[0] ?? '').pathname}; Secure; HttpOnly; SameSite=None`,
      ]);
      expect(listed.headers.getSetCookie()).toEqual([]);
      expect(new URL(calls[0] ?? '').origin).toBe(providers.url);
    }
    wire.close();
  });

  test('move a call from one that stops to the other, and not a frame is lost or heard twice', async () => {
    const both = await beInCall(['a', 'b']);
    const { keeper, other } = await providers.roles();
    const stopped = keeper.stop();
    await bothHear(...both);
    expect(await stopped).toBe(0);
    expect((await providers.roles()).keeper).toBe(other);
    await Promise.all(both.map((voice) => voice.hears(100)));
    for (const voice of both) {
      const numbers = framesAsPlayed(voice).filter((number) => number <= 50);
      const [first = 0] = numbers;
      expect(numbers).toEqual(Array.from({ length: 51 - first }, (_, index) => first + index));
    }
    expect(seen).not.toContain('ended');
  });
});

describe.runIf(hasDebianPackages)('one process with shared state', () => {
  test('goes on with its calls after it was killed and started again', async () => {
    const both = await beInCall(['only']);
    const { keeper } = await providers.roles();
    await keeper.kill();
    await keeper.start();
    await bothHear(...both);
    expect(seen).not.toContain('ended');
  });

  test('goes on with its calls while Redis is gone, and after it has lost everything', async () => {
    const both = await beInCall(['only']);
    await providers.redis.restart();
    await bothHear(...both);
    await providers.untilKept(2);
    const { keeper } = await providers.roles();
    await keeper.kill();
    await keeper.start();
    await bothHear(...both);
    expect(seen).not.toContain('ended');
  });
});
