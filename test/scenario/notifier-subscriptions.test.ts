import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headerOf, headersOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { DeskPhone } from '../support/desk-phone.ts';
import { settle } from '../support/fake-clock.ts';
import { ended, inState, notifierConfig, NotifierWorld } from '../support/notifier-world.ts';

let world: NotifierWorld;
let phone: DeskPhone;

beforeEach(() => {
  world = new NotifierWorld();
  phone = world.phone();
});

afterEach(async () => {
  await world.close();
  for (const { message } of world.network.messages)
    if (message.kind === 'response') expect(message.status).not.toBe(202);
});

describe('a subscription', () => {
  test('is granted with 200, a tag, a Contact and the time, and a full NOTIFY follows at once', async () => {
    await world.show(inState('confirmed'));
    const response = await phone.subscribe({ expires: 600 });
    expect(response.status).toBe(200);
    expect(headerOf(response, 'To')).toMatch(/^<sip:bob@10\.0\.0\.1>;tag=.{20,}$/u);
    expect(headerOf(response, 'Contact')).toBe('<sip:bob@10.0.0.1:5060>');
    expect(headerOf(response, 'Expires')).toBe('600');
    expect(phone.reports).toEqual(['0 full dialog-1 confirmed']);
    expect(phone.last).toMatchObject({ at: world.clock.now(), state: 'active', expires: 600 });
    expect(
      world.network.messages.map(({ message }) => (message.kind === 'request' ? message.method : message.status)),
    ).toEqual(['SUBSCRIBE', 200, 'NOTIFY', 200]);
    expect(world.counts).toEqual([1]);
  });

  test('has NOTIFYs that belong to its dialog', async () => {
    const response = await phone.subscribe({ callId: 'one', fromTag: 'theirs' });
    await world.clock.advance(1000);
    await world.show(inState('early'));
    const [first, second] = phone.heard.map(({ request }) => request);
    expect(first?.uri).toBe('sip:desk@10.0.0.7:5060');
    for (const request of [first!, second!]) {
      expect(headerOf(request, 'From')).toBe(headerOf(response, 'To'));
      expect(headerOf(request, 'To')).toBe('<sip:desk@desk.example>;tag=theirs');
      expect(headerOf(request, 'Call-ID')).toBe('one');
      expect(headerOf(request, 'Contact')).toBe('<sip:bob@10.0.0.1:5060>');
      expect(headerOf(request, 'Event')).toBe('dialog');
      expect(headerOf(request, 'Content-Type')).toBe('application/dialog-info+xml');
    }
    expect([first!, second!].map((request) => headerOf(request, 'CSeq'))).toEqual(['1 NOTIFY', '2 NOTIFY']);
  });

  test('without calls gets a full document without a dialog', async () => {
    await phone.subscribe();
    expect(phone.reports).toEqual(['0 full']);
    expect(phone.last.report?.entity).toBe('sip:bob@10.0.0.1');
  });

  test.each([
    ['an hour where nothing is asked', undefined, 3600],
    ['what was asked', 61, 61],
    ['two hours at most', 4_294_967_295, 7200],
  ])('lasts %s', async (_, expires, granted) => {
    const response = await phone.subscribe({ expires });
    expect(headerOf(response, 'Expires')).toBe(String(granted));
    expect(phone.last.expires).toBe(granted);
  });

  test('is over when its time is, and says so with what there is', async () => {
    await world.show(inState('confirmed'));
    await phone.subscribe({ expires: 60 });
    await world.clock.advance(59_999);
    expect(phone.heard).toHaveLength(1);
    await world.clock.advance(1);
    expect(phone.last.state).toBe('terminated:timeout');
    expect(phone.reports.at(-1)).toBe('1 full dialog-1 confirmed');
    expect((await phone.again()).status).toBe(481);
    await world.show(ended());
    await world.clock.advance(5000);
    expect(phone.heard).toHaveLength(2);
    expect(world.counts).toEqual([1, 0]);
  });

  test('is renewed in its dialog: 200, a full NOTIFY, the new time', async () => {
    await phone.subscribe({ expires: 60 });
    await world.clock.advance(50_000);
    const response = await phone.again({ expires: 120 });
    expect([response.status, headerOf(response, 'Expires')]).toEqual([200, '120']);
    expect(phone.reports).toEqual(['0 full', '1 full']);
    await world.clock.advance(119_999);
    expect(phone.last.state).toBe('active');
    await world.clock.advance(1);
    expect(phone.last.state).toBe('terminated:timeout');
  });

  test('tells the time that is left in each NOTIFY, never more than was granted', async () => {
    await phone.subscribe({ expires: 600 });
    await world.clock.advance(100_500);
    await world.show(inState('early'));
    expect(phone.last.expires).toBe(500);
  });

  test('is ended by Expires 0, with a last full NOTIFY, whatever the phone says to it', async () => {
    await world.show(inState('confirmed'));
    await phone.subscribe();
    phone.reply = () => ({ status: 481 });
    const response = await phone.again({ expires: 0 });
    expect([response.status, headerOf(response, 'Expires')]).toEqual([200, '0']);
    expect(phone.last.state).toBe('terminated:timeout');
    expect(phone.reports.at(-1)).toBe('1 full dialog-1 confirmed');
    expect((await phone.again()).status).toBe(481);
    expect(world.counts).toEqual([1, 0]);
  });

  test('can be a single look', async () => {
    await world.show(inState('confirmed'));
    const response = await phone.subscribe({ expires: 0 });
    expect([response.status, headerOf(response, 'Expires')]).toEqual([200, '0']);
    expect(phone.heard.map(({ state }) => state)).toEqual(['terminated:timeout']);
    expect(phone.reports).toEqual(['0 full dialog-1 confirmed']);
    await world.show(ended());
    expect(phone.heard).toHaveLength(1);
  });

  test('follows a phone to its new Contact, and stays where it was without one', async () => {
    await phone.subscribe();
    const elsewhere = world.phone('10.0.0.8');
    await phone.again({ contact: elsewhere.contact });
    expect([phone.heard.length, elsewhere.heard.length]).toEqual([1, 1]);
    await phone.again({ contact: undefined });
    expect([phone.heard.length, elsewhere.heard.length]).toEqual([1, 2]);
  });

  test('refuses a number that is not above the last with 500, and goes on', async () => {
    await phone.subscribe({ cseq: 10 });
    expect((await phone.again({ cseq: 10 })).status).toBe(500);
    expect((await phone.again({ cseq: 9 })).status).toBe(500);
    expect((await phone.again({ cseq: 12 })).status).toBe(200);
    expect((await phone.again({ cseq: 11 })).status).toBe(500);
  });

  test('takes its route from Record-Route, and gives that back', async () => {
    const proxy = world.phone('10.0.0.9');
    const routes = { 'Record-Route': '<sip:10.0.0.9;lr>' };
    const response = await phone.subscribe({ contact: '<sip:desk@172.16.0.1>', headers: routes });
    expect(headersOf(response, 'Record-Route')).toEqual(['<sip:10.0.0.9;lr>']);
    expect(proxy.last.request.uri).toBe('sip:desk@172.16.0.1');
    expect(headersOf(proxy.last.request, 'Route')).toEqual(['<sip:10.0.0.9;lr>']);
  });

  test('goes through a strict router as that wants it', async () => {
    const proxy = world.phone('10.0.0.9');
    await phone.subscribe({ headers: { 'Record-Route': '<sip:10.0.0.9>' } });
    expect(proxy.last.request.uri).toBe('sip:10.0.0.9');
    expect(headersOf(proxy.last.request, 'Route')).toEqual(['<sip:desk@10.0.0.7:5060>']);
  });

  test('uses the connection that it came by', async () => {
    const desk = world.phone('10.0.0.8', 'tcp', 49_152);
    const response = await desk.subscribe({ contact: '<sip:desk@10.0.0.8:5070;transport=TCP>' });
    expect(headerOf(response, 'Contact')).toBe('<sip:bob@10.0.0.1:5060;transport=tcp>');
    expect(desk.reports).toEqual(['0 full']);
    expect(world.network.messages.every(({ transport }) => transport === 'tcp')).toBe(true);
  });

  test('goes where its Contact says, over the transport that it says', async () => {
    const secure = world.network.endpoint('10.0.0.8', 5061, 'tls');
    await phone.subscribe({ contact: '<sips:desk@10.0.0.8>' });
    const sent = world.network.messages.filter(({ message }) => message.kind === 'request').at(-1);
    expect([sent?.to, sent?.transport]).toEqual(['10.0.0.8:5061', 'tls']);
    await secure.close();
  });

  test('names the user, and the way in, in the targets of its dialogs', async () => {
    const desk = world.phone('10.0.0.8', 'tcp');
    await world.show(inState('confirmed'));
    await desk.subscribe();
    await phone.subscribe();
    expect(desk.last.report?.localTargets).toEqual(['sip:bob@10.0.0.1:5060;transport=tcp;gr=laptop-1']);
    expect(phone.last.report?.localTargets).toEqual(['sip:bob@10.0.0.1:5060;gr=laptop-1']);
  });

  test('repeats its id, and is another one than that with another id', async () => {
    await phone.subscribe({ event: 'dialog;id=a1;unknown="x;y"' });
    expect(headerOf(phone.last.request, 'Event')).toBe('dialog;id=a1');
    expect((await phone.again({ event: 'dialog;id=a2' })).status).toBe(481);
    expect((await phone.again({ event: 'dialog;id=a1' })).status).toBe(200);
  });

  test('is not found under another Call-ID or tag', async () => {
    await phone.subscribe();
    expect((await phone.again({ callId: 'other' })).status).toBe(481);
    expect((await phone.again({ fromTag: 'other' })).status).toBe(481);
    expect((await phone.again({ toTag: 'other' })).status).toBe(481);
    expect((await phone.again()).status).toBe(200);
  });

  test('ends when its line is gone, with the end of the calls that it knew', async () => {
    const all = world.phone('10.0.0.8');
    await world.show(inState('confirmed'));
    await phone.subscribe();
    await all.subscribe({ uri: 'sip:10.0.0.1' });
    world.notifier.show({ lines: [], here: [], shared: [] });
    await settle();
    expect(phone.last.state).toBe('terminated:noresource');
    expect(phone.reports.at(-1)).toBe('1 full dialog-1 terminated');
    await world.clock.advance(1000);
    expect([all.last.state, all.reports.at(-1)]).toEqual(['active', '1 partial dialog-1 terminated']);
  });

  test('is to be asked for again where no line is known yet', async () => {
    world = new NotifierWorld({}, { isDark: true });
    phone = world.phone();
    const response = await phone.subscribe();
    expect([response.status, headerOf(response, 'Retry-After')]).toEqual([503, '5']);
    await world.show();
    expect((await phone.subscribe()).status).toBe(200);
  });
});

describe('a notifier that stops', () => {
  test('asks everyone to subscribe anew, and takes nobody meanwhile', async () => {
    await phone.subscribe();
    const stopped = world.notifier.stop();
    await settle();
    await stopped;
    expect(phone.last.state).toBe('terminated:deactivated');
    expect((await phone.subscribe()).status).toBe(503);
    expect(world.clock.pending).toBe(0);
    await world.notifier.stop();
  });

  test('does not wait for a phone that is not there', async () => {
    await phone.subscribe();
    phone.endpoint.trouble = 'silent';
    let isStopped = false;
    void world.notifier.stop().then(() => (isStopped = true));
    await world.clock.advance(1999);
    expect(isStopped).toBe(false);
    await world.clock.advance(1);
    expect(isStopped).toBe(true);
    expect(world.counts).toEqual([1, 0]);
  });
});

describe('limits', () => {
  test('refuse subscriptions beyond them, and take others when there is room again', async () => {
    world.notifier.reconfigure(notifierConfig({ limits: { subscriptions: 3, subscriptionsPerAddress: 2 } }));
    const other = world.phone('10.0.0.8');
    expect((await phone.subscribe()).status).toBe(200);
    expect((await phone.subscribe()).status).toBe(200);
    const refused = await phone.subscribe();
    expect([refused.status, headerOf(refused, 'Retry-After')]).toEqual([503, '30']);
    expect((await other.subscribe()).status).toBe(200);
    expect((await other.subscribe()).status).toBe(503);
    await phone.again({ expires: 0 });
    expect((await other.subscribe()).status).toBe(200);
    expect(world.counts.at(-1)).toBe(3);
  });

  test('count a look of which the answer is not there yet', async () => {
    world.notifier.reconfigure(notifierConfig({ limits: { subscriptions: 1 } }));
    phone.endpoint.trouble = 'silent';
    expect((await phone.subscribe({ expires: 0 })).status).toBe(200);
    expect((await phone.subscribe({ expires: 0 })).status).toBe(503);
    await world.clock.advance(32_000);
    expect((await phone.subscribe({ expires: 0 })).status).toBe(200);
  });

  test('are told by 423 where the time is too short, but not where it is an hour', async () => {
    const response = await phone.subscribe({ expires: 59 });
    expect([response.status, headerOf(response, 'Min-Expires')]).toEqual([423, '60']);
    world.notifier.reconfigure(notifierConfig({ limits: { shortestExpiresS: 5000 } }));
    expect((await phone.subscribe({ expires: 3599 })).status).toBe(423);
    expect((await phone.subscribe({ expires: 3600 })).status).toBe(200);
  });
});
