import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headerOf, headersOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipHeader, SipRequest } from '../../src-main/dialog-package/sip/sip-message.ts';
import type { Asking, DeskPhone } from '../support/desk-phone.ts';
import { settle } from '../support/fake-clock.ts';
import { ended, inState, NotifierWorld } from '../support/notifier-world.ts';

let world: NotifierWorld;
let phone: DeskPhone;

beforeEach(() => {
  world = new NotifierWorld();
  phone = world.phone();
});

afterEach(() => world.close());

describe('a SUBSCRIBE of a trusted phone', () => {
  test.each<[number, string, Asking]>([
    [489, 'no Event', { event: undefined }],
    [489, 'another package', { event: 'presence' }],
    [489, 'the watchers of the package', { event: 'dialog.winfo' }],
    [489, 'an old package of shared lines', { event: 'x-sla' }],
    [489, 'another old one', { event: 'call-info' }],
    [489, 'a package in other letters', { event: 'Dialog' }],
    [489, 'no name in its Event', { event: ';id=1' }],
    [489, 'two Events', { headers: { event: 'dialog', Event: 'dialog' } }],
    [400, 'an open quote in its Event', { event: 'dialog;id="' }],
    [400, 'two ids', { event: 'dialog;id=1;ID=2' }],
    [400, 'an id that breaks its line', { event: 'dialog;id=1\r\nEvil: yes' }],
    [400, 'no Contact', { contact: undefined }],
    [400, 'every Contact', { contact: '*' }],
    [400, 'a Contact that is none', { contact: '<sip:>' }],
    [400, 'a Contact of a telephone', { contact: '<tel:+14085550111>' }],
    [400, 'a Contact at port 99999', { contact: '<sip:desk@10.0.0.7:99999>' }],
    [400, 'a Contact at port 0', { contact: '<sip:desk@10.0.0.7:0>' }],
    [400, 'a Contact over a transport of others', { contact: '<sip:desk@10.0.0.7;transport=sctp>' }],
    [400, 'an open bracket in its Contact', { contact: '<sip:desk@10.0.0.7' }],
    [400, 'a Record-Route that is none', { headers: { 'Record-Route': 'nonsense' } }],
    [400, 'a Record-Route of a telephone', { headers: { 'Record-Route': '<tel:+1;lr>' } }],
    [400, 'an Expires below zero', { expires: -1 }],
    [400, 'an Expires in words', { expires: 'soon' }],
    [400, 'an Expires with a fraction', { expires: '600.5' }],
    [400, 'an Expires beyond 32 bits', { expires: 4_294_967_296 }],
    [400, 'an Expires of a thousand digits', { expires: '9'.repeat(1000) }],
    [400, 'no tag', { fromTag: '' }],
    [400, 'a CSeq beyond 31 bits', { cseq: 2 ** 31 }],
    [400, 'a port that is none in its URI', { uri: 'sip:bob@10.0.0.1:99999' }],
    [400, 'an escape that is none in its URI', { uri: 'sip:%zz@10.0.0.1' }],
    [400, 'a user of no letters', { uri: 'sip:@10.0.0.1' }],
    [400, 'no host', { uri: 'sip:bob@' }],
    [400, 'a URI without a scheme', { uri: 'bob' }],
    [416, 'a telephone URI', { uri: 'tel:+14085550111' }],
    [416, 'a URI of the web', { uri: 'http://10.0.0.1/bob' }],
    [404, 'a user whom nobody knows', { uri: 'sip:nobody@10.0.0.1' }],
    [404, 'a user of 8,000 letters', { uri: `sip:${'b'.repeat(8000)}@10.0.0.1` }],
    [420, 'an extension', { headers: { Require: 'eventlist' } }],
    [423, 'a second', { expires: 1 }],
    [481, 'a dialog that is none', { toTag: 'none' }],
    [403, 'a victim in its Contact', { contact: '<sip:desk@172.16.0.9>' }],
  ])('gets %d for %s, and nothing is left of it', async (status, _, asking) => {
    const response = await phone.send(asking);
    await settle();
    expect(response.status).toBe(status);
    expect(headerOf(response, 'To')).toMatch(/;tag=./u);
    expect([phone.heard, world.counts]).toEqual([[], []]);
  });

  test('gets 489 with the package that there is, and 420 with what there is not', async () => {
    expect(headersOf(await phone.send({ event: 'presence' }), 'Allow-Events')).toEqual(['dialog']);
    const response = await phone.send({ headers: { Require: 'eventlist' } });
    expect(headersOf(response, 'Unsupported')).toEqual(['eventlist']);
  });

  test('is judged in order: method, scheme, user, package, time, dialog, number, extension, Contact', async () => {
    const { toTag } = await begun();
    const wrong: Asking = {
      method: 'PUBLISH',
      uri: 'tel:1',
      event: 'presence',
      expires: 1,
      toTag: 'none',
      callId: 'one',
      cseq: 1,
      headers: { Require: 'x' },
      contact: '<sip:desk@172.16.0.9>',
    };
    const mended: readonly Asking[] = [
      {},
      { method: 'SUBSCRIBE' },
      { uri: 'sip:nobody@10.0.0.1' },
      { uri: 'sip:bob@10.0.0.1' },
      { event: 'dialog' },
      { expires: 600 },
      { toTag },
      { cseq: 100 },
      { headers: {}, cseq: 101 },
      { contact: phone.contact, cseq: 102 },
    ];
    const statuses: number[] = [];
    let asking = wrong;
    for (const change of mended) {
      asking = { ...asking, ...change };
      statuses.push((await phone.send(asking)).status);
    }
    expect(statuses).toEqual([405, 416, 404, 489, 423, 481, 500, 420, 403, 200]);
  });

  test.each<[string, Asking]>([
    ['an Accept of other documents', { headers: { Accept: 'application/pidf+xml, application/rlmi+xml' } }],
    ['parameters of its Event that nobody knows', { event: 'dialog;include-session-description;x="a;b";y' }],
    ['an id that would break out of XML', { event: 'dialog;id="<&>"' }],
    ['headers in its Contact', { contact: '<sip:desk@10.0.0.7?Subject=x>' }],
    [
      'a name in its Contact',
      { contact: '"Desk, \\"the\\" <phone>" <sip:desk@10.0.0.7>;expires=60;+sip.instance="<urn:x>"' },
    ],
  ])('is granted with %s', async (_, asking) => {
    expect((await phone.send(asking)).status).toBe(200);
    await settle();
    expect(world.counts).toEqual([1]);
    expect(world.network.messages.filter(({ message }) => message.kind === 'request')).toHaveLength(2);
  });

  test('does not carry more than sixteen routes', async () => {
    const many = (count: number): SipRequest => {
      const request = phone.request({ callId: `routes-${count}` });
      const added: SipHeader[] = Array.from({ length: count }, () => ({
        name: 'Record-Route',
        value: '<sip:10.0.0.9;lr>',
      }));
      return { ...request, headers: [...request.headers, ...added] };
    };
    const to = { transport: 'udp', host: '10.0.0.1', port: 5060 } as const;
    expect((await phone.endpoint.request(many(16), to)).status).toBe(200);
    expect((await phone.endpoint.request(many(17), to)).status).toBe(400);
  });

  test('leaves only what belongs there in the headers of a NOTIFY', async () => {
    const from = '"Desk" <sip:desk@desk.example>;tag=theirs;epid=0;x="y"';
    const request = phone.request({ contact: '<sip:desk@10.0.0.7?Subject=x>', callId: 'one' });
    const headers = request.headers.map((header) => (header.name === 'From' ? { ...header, value: from } : header));
    await phone.endpoint.request({ ...request, headers }, { transport: 'udp', host: '10.0.0.1', port: 5060 });
    await settle();
    expect(headerOf(phone.last.request, 'To')).toBe('"Desk" <sip:desk@desk.example>;tag=theirs');
    expect(phone.last.request.uri).toBe('sip:desk@10.0.0.7');
  });
});

describe('another method of a trusted phone', () => {
  test.each(['INVITE', 'BYE', 'REFER', 'MESSAGE', 'PUBLISH', 'REGISTER', 'UPDATE', 'XYZZY', 'subscribe', '__proto__'])(
    '%s is not allowed, and it is told what is',
    async (method) => {
      const response = await phone.send({ method });
      expect([response.status, headerOf(response, 'Allow')]).toEqual([405, 'SUBSCRIBE, NOTIFY, OPTIONS']);
    },
  );

  test('OPTIONS tells what there is', async () => {
    const response = await phone.send({ method: 'OPTIONS', event: undefined, contact: undefined });
    expect(response.status).toBe(200);
    expect(['Allow', 'Allow-Events', 'Accept'].map((name) => headerOf(response, name))).toEqual([
      'SUBSCRIBE, NOTIFY, OPTIONS',
      'dialog',
      'application/dialog-info+xml',
    ]);
  });

  test('NOTIFY belongs to no subscription', async () => {
    expect((await phone.send({ method: 'NOTIFY' })).status).toBe(481);
  });
});

describe('a thousand phones', () => {
  test('hear of a call each second, every one of them everything', async () => {
    world = new NotifierWorld({ trustedAddresses: ['10.0.0.0/8'] });
    const phones = Array.from({ length: 1000 }, (_, index) => world.phone(`10.1.${index >> 8}.${index & 255}`));
    for (const one of phones) expect((await one.send({ uri: 'sip:10.0.0.1', callId: 'c' })).status).toBe(200);
    for (let second = 1; second <= 5; second++) {
      await world.clock.advance(1000);
      const change = { id: `d${second}`, callId: `c${second}` };
      await world.show(inState('confirmed', change), ...(second > 1 ? [ended({ id: `d${second - 1}` })] : []));
    }
    await world.clock.advance(1000);
    const expected = [
      '0 full',
      '1 partial d1 confirmed',
      ...[2, 3, 4, 5].map((second) => `${second} partial d${second} confirmed d${second - 1} terminated`),
    ];
    expect(new Set(phones.map(({ reports }) => reports.join('\n')))).toEqual(new Set([expected.join('\n')]));
  });
});

describe('requests made at random', () => {
  test('are each answered once, and none is more than refused or granted', async () => {
    const random = seeded(4235);
    for (let count = 0; count < 2000; count++) {
      const request = mutated(phone.request({ callId: `r${count % 7}` }), random);
      const statuses: number[] = [];
      const source = {
        transport: 'udp',
        address: '10.0.0.7',
        port: 5060,
        local: { address: '10.0.0.1', port: 5060 },
      } as const;
      world.notifier.handle({ request, source, answer: ({ status }) => void statuses.push(status) });
      expect([request, statuses.length, statuses[0]! >= 200 && statuses[0]! < 700]).toEqual([request, 1, true]);
    }
    await settle();
  });
});

/** A subscription whose dialog can be asked in. */
async function begun(): Promise<{ toTag: string }> {
  const response = await phone.send({ callId: 'one', cseq: 50 });
  return { toTag: /tag=(.+)$/u.exec(headerOf(response, 'To') ?? '')?.[1] ?? '' };
}

/** Whole numbers below a limit, the same ones each time (mulberry32). */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const odd = [
  '',
  ';',
  '"',
  '<',
  '>',
  '\\',
  '%',
  '\u0000',
  '\u{1f4de}',
  '\ud800',
  ',',
  '@',
  ':',
  '[',
  ';tag=',
  '9'.repeat(40),
  ' ',
];

/** `request` with one to three of its texts bent, dropped, doubled or exchanged. */
function mutated(request: SipRequest, random: (limit: number) => number): SipRequest {
  const bend = (text: string): string => {
    const at = random(text.length + 1);
    return text.slice(0, at) + odd[random(odd.length)]! + text.slice(at + random(3));
  };
  const headers = [...request.headers];
  let { uri } = request;
  for (let times = random(3); times >= 0; times--) {
    const at = random(headers.length);
    const header = headers[at]!;
    const action = random(5);
    if (action === 0) uri = bend(uri);
    else if (action === 1 && headers.length > 1) headers.splice(at, 1);
    else if (action === 2) headers.push({ ...header, value: bend(header.value) });
    else if (action === 3) headers[at] = { ...header, value: headers[random(headers.length)]!.value };
    else headers[at] = { ...header, value: bend(header.value) };
  }
  return { ...request, uri, headers };
}
