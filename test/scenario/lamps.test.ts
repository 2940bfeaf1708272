import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IncomingRequest } from '../../src-main/dialog-package/sip/sip-endpoint.ts';
import { headerOf, headersOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import { contact, LampScene, talking } from '../support/lamp-scene.ts';
import { dialogInfo, dialogXml, ScriptedDeskPhone } from '../support/scripted-desk-phone.ts';

let scene: LampScene;
beforeEach(() => void (scene = new LampScene()));
afterEach(() => scene.close());

describe('a lamp', () => {
  test('is unknown until the phone has told, and then follows it', async () => {
    scene.lamps.watch([contact]);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'asking' });
    await scene.clock.advance(0);
    await scene.phone.notify(dialogInfo(0, 'full'));
    await scene.phone.notify(dialogInfo(1, 'partial', dialogXml('1', 'early')));
    await scene.phone.notify(dialogInfo(2, 'partial', dialogXml('1', 'confirmed')));
    await scene.phone.notify(dialogInfo(3, 'partial', dialogXml('1', 'terminated')));
    expect(scene.history.map(({ kind }) => kind)).toEqual(['unknown', 'idle', 'ringing', 'in-call', 'idle']);
  });

  test('asks as RFC 6665 and RFC 4235 want it', async () => {
    await scene.follow();
    const asked = scene.phone.lastSubscribe;
    expect(asked.uri).toBe('sip:ben@10.0.0.2');
    expect(headerOf(asked, 'Event')).toBe('dialog');
    expect(headerOf(asked, 'Accept')).toBe('application/dialog-info+xml');
    expect(headerOf(asked, 'Expires')).toBe('3600');
    expect(headerOf(asked, 'Contact')).toBe('<sip:byway@10.0.0.1:5060>');
    expect(headerOf(asked, 'To')).toBe('<sip:ben@10.0.0.2>');
    expect(headersOf(asked, 'Authorization')).toEqual([]);
  });

  test('follows a phone that tells before it answers', async () => {
    let early: Promise<number> | undefined;
    scene.phone.answer = () => {
      early = scene.phone.notify(talking);
      return ScriptedDeskPhone.granting(3600);
    };
    scene.lamps.watch([contact]);
    await scene.clock.advance(0);
    expect(await early).toBe(200);
    expect(scene.lamp?.kind).toBe('in-call');
  });

  test.each([
    ['sip:ben@10.0.0.2;transport=tcp', 'tcp', 5060, '<sip:byway@10.0.0.1:5060;transport=tcp>'],
    ['sips:ben@10.0.0.2', 'tls', 5061, '<sips:byway@10.0.0.1:5060>'],
    ['sip:ben@10.0.0.2;transport=tls', 'tls', 5061, '<sip:byway@10.0.0.1:5060;transport=tls>'],
    ['sip:ben@10.0.0.2:5090', 'udp', 5090, '<sip:byway@10.0.0.1:5060>'],
  ])('asks %s over its transport', async (uri, transport, port, ourContact) => {
    const other = new ScriptedDeskPhone(scene.network.endpoint('10.0.0.2', port));
    scene.lamps.watch([{ ...contact, uri }]);
    await scene.clock.advance(0);
    const sent = scene.network.messages.find(({ message }) => message.kind === 'request');
    expect(sent).toMatchObject({ transport, to: `10.0.0.2:${port}` });
    const asked = [...scene.phone.subscribes, ...other.subscribes][0];
    expect(asked && headerOf(asked, 'Contact')).toBe(ourContact);
  });

  test.each([
    ['mailto:ben@10.0.0.2'],
    ['sip:'],
    ['sip:ben@10.0.0.2;transport=ws'],
    ['sip:ben@10.0.0.2:99999'],
    ['ben'],
  ])('of %s asks nobody', async (uri) => {
    scene.lamps.watch([{ ...contact, uri }]);
    await scene.clock.advance(10_000);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'unreachable' });
    expect(scene.network.messages).toEqual([]);
  });

  test('is put out, its subscription with it, when it is watched no more', async () => {
    await scene.follow();
    scene.lamps.watch([]);
    await scene.clock.advance(0);
    expect(headerOf(scene.phone.lastSubscribe, 'Expires')).toBe('0');
    expect(await scene.phone.notify(dialogInfo(1, 'full'), { state: 'terminated;reason=timeout' })).toBe(200);
    expect(await scene.phone.notify(dialogInfo(2, 'full'))).toBe(481);
    expect(await scene.subscribesWithin(10_000_000)).toBe(0);
  });

  test('is left alone when the list says the same again, and asked anew when its address or key changes', async () => {
    await scene.follow();
    scene.lamps.watch([{ ...contact }]);
    expect(await scene.subscribesWithin(1000)).toBe(0);
    scene.lamps.watch([{ ...contact, uri: 'sip:benny@10.0.0.2' }]);
    expect(await scene.subscribesWithin(0)).toBe(2);
    expect(scene.phone.subscribes.map(({ uri }) => uri)).toContain('sip:benny@10.0.0.2');
    scene.lamps.watch([{ ...contact, uri: 'sip:benny@10.0.0.2', key: { name: 'us', password: 'secret' } }]);
    expect(await scene.subscribesWithin(0)).toBe(2);
    await scene.clock.advance(2000);
  });

  test('that is put out before its phone has answered ends what is then granted', async () => {
    const asked: IncomingRequest[] = [];
    scene.theirs.onRequest((incoming) => asked.push(incoming));
    scene.lamps.watch([contact]);
    await scene.clock.advance(1000);
    scene.lamps.watch([]);
    await scene.clock.advance(1000);
    expect(asked.length).toBe(1);
    asked[0]?.answer(ScriptedDeskPhone.granting(3600));
    await scene.clock.advance(0);
    expect(asked.map(({ request }) => headerOf(request, 'Expires'))).toEqual(['3600', '0']);
    asked[1]?.answer(ScriptedDeskPhone.granting(0));
    await scene.clock.advance(2000);
    expect(scene.history).toEqual([{ kind: 'unknown', reason: 'asking' }]);
  });

  test('that is put out ends nothing where its phone never answered', async () => {
    scene.theirs.trouble = 'silent';
    scene.lamps.watch([contact]);
    await scene.clock.advance(1000);
    scene.lamps.watch([]);
    await scene.clock.advance(40_000);
    expect(scene.phone.subscribes.length).toBe(1);
  });
});

describe('a NOTIFY', () => {
  test.each([
    ['of another Event', { event: 'presence' }],
    ['with another tag of the phone', { fromTag: 'another' }],
    ['with another tag of ours', { toTag: 'another' }],
  ])('%s is of no subscription', async (_, change) => {
    await scene.follow();
    expect(await scene.phone.notify(dialogInfo(9, 'full'), change)).toBe(481);
    expect(scene.lamp?.kind).toBe('in-call');
  });

  test('from another address is of no subscription, whatever it knows', async () => {
    await scene.follow();
    const stranger = scene.network.endpoint('10.0.0.9', 5060);
    expect(await scene.phone.notify(dialogInfo(9, 'full'), { by: stranger })).toBe(481);
    expect(scene.lamp?.kind).toBe('in-call');
  });

  test('to a contact with a name comes from the address that spoke first', async () => {
    scene.network.name('phone.example', '10.0.0.2');
    await scene.follow({ ...contact, uri: 'sip:ben@phone.example' });
    const stranger = scene.network.endpoint('10.0.0.9', 5060);
    expect(await scene.phone.notify(dialogInfo(9, 'full'), { by: stranger })).toBe(481);
    expect(await scene.phone.notify(dialogInfo(1, 'full'))).toBe(200);
    expect(scene.lamp).toEqual({ kind: 'idle' });
  });

  test('that was overtaken is not heard', async () => {
    await scene.follow();
    expect(await scene.phone.notify(dialogInfo(1, 'full'), { cseq: 9 })).toBe(200);
    expect(await scene.phone.notify(dialogInfo(2, 'full', dialogXml('1', 'early')), { cseq: 8 })).toBe(500);
    expect(scene.lamp).toEqual({ kind: 'idle' });
  });

  test('that breaks the rules of SIP harms nothing', async () => {
    await scene.follow();
    const source = { transport: 'udp', address: '10.0.0.2', port: 5060 } as const;
    const local = { address: '10.0.0.1', port: 5060 };
    const { lastSubscribe } = scene.phone;
    const good = [
      { name: 'Call-ID', value: headerOf(lastSubscribe, 'Call-ID') ?? '' },
      { name: 'From', value: '<sip:phone@10.0.0.2>;tag=tag-of-the-phone' },
      { name: 'To', value: headerOf(lastSubscribe, 'From') ?? '' },
      { name: 'CSeq', value: '9 NOTIFY' },
      { name: 'Contact', value: '<sip:phone@10.0.0.2>' },
      { name: 'Event', value: 'dialog' },
      { name: 'Subscription-State', value: 'active' },
      { name: 'Content-Type', value: 'application/dialog-info+xml' },
    ];
    const bad = ['', ';', '<', '"', '<sip:>', `<sip:${'a'.repeat(70_000)}@b>`, '99999999999 NOTIFY', ';a=b;a=c'];
    for (const { name } of good.slice(1))
      for (const value of bad) {
        const headers = good.map((header) => (header.name === name ? { name, value } : header));
        const request = { kind: 'request', method: 'NOTIFY', uri: 'sip:byway@10.0.0.1', headers, body: '' } as const;
        const answers: number[] = [];
        scene.lamps.handle({ request, source: { ...source, local }, answer: ({ status }) => answers.push(status) });
        expect(answers.length).toBe(1);
      }
    expect(scene.lamp?.kind).toBe('in-call');
    expect(await scene.phone.notify(dialogInfo(1, 'full'), { cseq: 10 })).toBe(200);
    expect(scene.lamp).toEqual({ kind: 'idle' });
  });

  test('without a subscription gets 481, and another method is left alone', async () => {
    await scene.follow();
    scene.lamps.watch([]);
    await scene.clock.advance(3000);
    expect(await scene.phone.notify(talking)).toBe(481);
    const answers: number[] = [];
    const { lastSubscribe: request } = scene.phone;
    const source = {
      transport: 'udp',
      address: '10.0.0.2',
      port: 5060,
      local: { address: '10.0.0.1', port: 5060 },
    } as const;
    expect(scene.lamps.handle({ request, source, answer: ({ status }) => answers.push(status) })).toBe(false);
    expect(answers).toEqual([]);
  });

  test.each([
    ['is no XML', 'hello'],
    ['has a document type', `<!DOCTYPE x>${dialogInfo(1, 'full')}`],
  ])('whose body %s is answered, and shows that it cannot be read', async (_, body) => {
    await scene.follow();
    expect(await scene.phone.notify(body)).toBe(200);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'bad-answer' });
    expect(await scene.phone.notify(dialogInfo(2, 'full'))).toBe(200);
    expect(scene.lamp).toEqual({ kind: 'idle' });
  });

  test('of another type shows that it cannot be read', async () => {
    await scene.follow();
    await scene.phone.notify(dialogInfo(1, 'full'), { contentType: 'text/plain' });
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'bad-answer' });
  });

  test('without a body, or while the phone has not decided, changes nothing', async () => {
    scene.lamps.watch([contact]);
    await scene.clock.advance(0);
    expect(await scene.phone.notify('', { state: 'pending' })).toBe(200);
    await scene.clock.advance(60_000);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'asking' });
    expect(await scene.phone.notify(talking)).toBe(200);
    expect(await scene.phone.notify('')).toBe(200);
    expect(scene.lamp?.kind).toBe('in-call');
  });

  test('that follows a gap has all dialogs asked for, and no more often than twice a minute', async () => {
    await scene.follow();
    await scene.clock.advance(60_000);
    await scene.phone.notify(dialogInfo(5, 'partial', dialogXml('2', 'early')));
    expect(await scene.subscribesWithin(0)).toBe(1);
    for (let version = 10; version < 40; version += 2) {
      await scene.phone.notify(dialogInfo(version, 'partial'));
      await scene.clock.advance(2000);
    }
    expect(scene.phone.subscribes.length).toBeLessThanOrEqual(4);
  });
});

describe('many lamps', () => {
  test('are not all asked in one moment', async () => {
    scene.lamps.watch(Array.from({ length: 100 }, (_, at) => ({ id: `c${at}`, uri: `sip:u${at}@10.0.0.2` })));
    expect(await scene.subscribesWithin(1000)).toBeLessThan(60);
    expect(await scene.subscribesWithin(2000)).toBeGreaterThan(40);
    await scene.clock.advance(10_000);
  });

  test('each show what their own phone tells', async () => {
    const other = new ScriptedDeskPhone(scene.network.endpoint('10.0.0.3', 5060));
    scene.lamps.watch([contact, { id: 'carol', uri: 'sip:carol@10.0.0.3' }]);
    await scene.clock.advance(100);
    await scene.phone.notify(talking);
    expect(scene.shown.get('carol')).toEqual({ kind: 'unknown', reason: 'asking' });
    expect(await other.notify(dialogInfo(0, 'full'))).toBe(200);
    expect(scene.shown.get('carol')).toEqual({ kind: 'idle' });
    expect(scene.lamp?.kind).toBe('in-call');
    expect(await other.notify(dialogInfo(1, 'full'), { by: scene.theirs })).toBe(481);
  });
});
