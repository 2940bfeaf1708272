import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasDebianPackages } from '../support/debian-packages.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../support/headless-phone.ts';
import { startPhoneOf, type PhoneProcess } from '../support/phone-process.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';
import { runSipp } from '../support/sipp.ts';
import { buildSofia, subscribeWithSofia, type SofiaSubscriber } from '../support/sofia-subscriber.ts';

const adasNumber = ada.numbers[0] ?? '';
const bensNumber = ben.numbers[0] ?? '';

let provider: ProviderProcess;
/** Ada's laptop, which publishes its calls. */
let laptop: PhoneProcess;
/** Another device of Ada, with which she works the laptop. */
let kitchen: HeadlessPhone;
let bens: HeadlessPhone;

beforeAll(async () => {
  provider = await startProviderProcess();
  const sip = ['--sip', '127.0.0.1:0', '--sip-trust', '127.0.0.1', '--sip-users', `${adasNumber}=alice`];
  laptop = await startPhoneOf(ada, provider, 'Laptop', sip);
  kitchen = await openHeadlessPhone(ada, provider, 'Kitchen phone');
  bens = await openHeadlessPhone(ben, provider, 'Desk');
  await kitchen.until(({ devices }) => devices.some(({ name }) => name === 'Laptop'));
});
afterAll(async () => {
  await kitchen.stop();
  await bens.stop();
  await laptop.stop();
  await provider.stop();
});

const port = (): number => laptop.sip?.port ?? 0;
const laptopId = (): string => kitchen.phone.state.devices.find(({ name }) => name === 'Laptop')?.id ?? '';

/** What a document says of its first dialog. */
function dialogOf(document: string): Readonly<Record<string, string | undefined>> {
  const attribute = (name: string): string | undefined => new RegExp(` ${name}="([^"]*)"`, 'u').exec(document)?.[1];
  const [, state] = /<state[^>]*>([^<]*)</u.exec(document) ?? [];
  const [, event] = /<state event="([^"]*)"/u.exec(document) ?? [];
  const [, target] = /<local>.*?<target uri="([^"]*)"/su.exec(document) ?? [];
  return { state, event, target, id: attribute('id'), callId: attribute('call-id'), direction: attribute('direction') };
}

describe.runIf(hasDebianPackages)('a desk phone made of Sofia-SIP', () => {
  let sofia: Awaited<ReturnType<typeof buildSofia>>;
  let watcher: SofiaSubscriber | undefined;
  beforeAll(async () => {
    sofia = await buildSofia();
  });
  afterAll(() => sofia.remove());
  afterEach(async () => {
    await watcher?.stop();
    watcher = undefined;
  });

  const sees = async (state: string): Promise<Readonly<Record<string, string | undefined>>> => {
    const news = await watcher?.until((each) => each.kind === 'notify' && dialogOf(each.document)['state'] === state);
    return news?.kind === 'notify' ? dialogOf(news.document) : {};
  };
  const watch = async (transport: 'udp' | 'tcp'): Promise<SofiaSubscriber> => {
    watcher = await subscribeWithSofia(sofia.program, `sip:alice@127.0.0.1:${port()}`, { transport });
    await watcher.until((news) => news.kind === 'notify' && news.subscription === 'active');
    return watcher;
  };
  const leave = async (subscriber: SofiaSubscriber): Promise<void> => {
    subscriber.unsubscribe();
    await subscriber.until((news) => news.kind === 'notify' && news.subscription === 'terminated');
    expect(subscriber.news).not.toContainEqual(expect.objectContaining({ kind: 'unsubscribe', status: 481 }));
  };

  test.each(['udp', 'tcp'] as const)(
    'sees a call come in, be answered, pulled away and over, over %s',
    async (transport) => {
      const subscriber = await watch(transport);
      await bens.phone.placeCall({ destination: adasNumber });
      const early = await sees('early');
      expect(early).toMatchObject({ direction: 'recipient' });
      const { calls } = await kitchen.until((state) => state.calls.some(({ state: { kind } }) => kind === 'ringing'));
      const id = calls.find(({ state: { kind } }) => kind === 'ringing')?.id ?? '';
      await kitchen.phone.answerOn(id, laptopId());
      expect(await sees('confirmed')).toMatchObject({ id: early['id'], callId: early['callId'] });
      await kitchen.until((state) => state.calls.some((call) => call.id === id && call.state.kind === 'remote'));
      await kitchen.phone.pull(id);
      expect(await sees('terminated')).toMatchObject({ id: early['id'], event: 'replaced' });
      await kitchen.phone.end(id);
      await kitchen.until((state) => state.calls.every((call) => call.id !== id || call.state.kind === 'ended'));
      await leave(subscriber);
    },
  );

  test.each(['udp', 'tcp'] as const)('sees a call go out, be answered and over, over %s', async (transport) => {
    const subscriber = await watch(transport);
    await kitchen.phone.placeCall({ destination: bensNumber, deviceId: laptopId() });
    expect(await sees('early')).toMatchObject({ direction: 'initiator' });
    const { calls } = await bens.until((state) => state.calls.some(({ state: { kind } }) => kind === 'ringing'));
    const id = calls.find(({ state: { kind } }) => kind === 'ringing')?.id ?? '';
    await bens.phone.answer(id);
    await sees('confirmed');
    await bens.phone.end(id);
    expect(await sees('terminated')).toMatchObject({ event: 'remote-bye' });
    await leave(subscriber);
  });
});

describe.runIf(hasDebianPackages)('the scenarios of sipp', () => {
  test.each(['options', 'poll', 'subscribe', 'invite', 'other-package'])(
    '%s go as written, over UDP and TCP',
    async (name) => {
      for (const transport of ['udp', 'tcp'] as const) {
        for (const user of ['alice', encodeURIComponent(adasNumber)])
          expect(await runSipp(name, { port: port(), user, transport })).toEqual({ code: 0, errors: '' });
      }
    },
  );

  test('untrusted goes as written from another address, for a line as for none', async () => {
    for (const user of ['alice', 'nobody'])
      expect(await runSipp('untrusted', { port: port(), user, from: '127.0.0.2' })).toEqual({ code: 0, errors: '' });
  });
});
