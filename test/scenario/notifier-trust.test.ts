import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAuthParameters } from '../../src-main/dialog-package/digest/auth-parameters.ts';
import { digestResponse, hashKey, type DigestAlgorithm } from '../../src-main/dialog-package/digest/digest-response.ts';
import { headerOf, headersOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipResponse } from '../../src-main/dialog-package/sip/sip-message.ts';
import type { Asking, DeskPhone } from '../support/desk-phone.ts';
import { settle } from '../support/fake-clock.ts';
import { inState, notifierConfig, NotifierWorld, type NotifierConfigChange } from '../support/notifier-world.ts';

const key = { name: 'desk', password: 'of oak' };
const certificate = 'ab'.repeat(32);

let world: NotifierWorld;

async function open(change: NotifierConfigChange = {}, dark = { isDark: false }): Promise<void> {
  await world.close();
  world = new NotifierWorld(change, dark);
}

beforeEach(() => {
  world = new NotifierWorld();
});

afterEach(() => world.close());

/** What of a response could tell anything: all but what repeats the request, and a tag that is always another one. */
function told({ status, reason, headers, body }: SipResponse): unknown {
  const repeated = new Set(['Via', 'From', 'To', 'Call-ID', 'CSeq']);
  const own = headers.filter(({ name }) => !repeated.has(name));
  return { status, reason, body, own: own.map(({ name, value }) => `${name}: ${value.replace(/nonce="[^"]*"/u, '')}`) };
}

/** `Authorization` for a response with challenges. */
function authorization(
  response: SipResponse,
  change: { algorithm?: DigestAlgorithm; nc?: number; password?: string } = {},
): string {
  const { algorithm = 'SHA-256', password = key.password } = change;
  const nc = (change.nc ?? 1).toString(16).padStart(8, '0');
  const nonce = readAuthParameters(headerOf(response, 'WWW-Authenticate') ?? '')?.parameters.get('nonce') ?? '';
  const uri = 'sip:bob@desk.example';
  const hash = hashKey(algorithm, { ...key, password }, 'byway');
  const proof = digestResponse(algorithm, hash, { method: 'SUBSCRIBE', uri, nonce, nc, cnonce: 'c' });
  return `Digest username="desk", realm="byway", nonce="${nonce}", uri="${uri}", response="${proof}", algorithm=${algorithm}, qop=auth, nc=${nc}, cnonce="c"`;
}

/** Subscribes with the key. */
async function prove(
  phone: DeskPhone,
  asking: Asking = {},
  algorithm: DigestAlgorithm = 'SHA-256',
): Promise<SipResponse> {
  const challenge = await phone.subscribe(asking);
  expect(challenge.status).toBe(401);
  return phone.subscribe({ ...asking, headers: { Authorization: authorization(challenge, { algorithm }) } });
}

describe('G1: any host part', () => {
  test.each([
    'sip:bob@10.0.0.1',
    'sip:bob@10.0.0.1:5060',
    'sip:bob@10.0.0.1:65535;transport=tcp;user=phone',
    'sip:bob@[2001:db8::1]:5060',
    'sip:bob@localhost',
    'sip:bob@DESK.provider.example',
    'SIP:bob@nobody-knows.invalid',
    'sips:bob@provider.example',
  ])('means this phone: %s', async (uri) => {
    await world.show(inState('confirmed'));
    const phone = world.phone();
    expect((await phone.subscribe({ uri })).status).toBe(200);
    expect(phone.reports).toEqual(['0 full dialog-1 confirmed']);
  });
});

describe('G2: every contact of every line', () => {
  test.each([
    ['the number', 'sip:+14085550111@10.0.0.1', 'dialog-1'],
    ['the number, escaped', 'sip:%2B14085550111@10.0.0.1', 'dialog-1'],
    ['the SIP user', 'sip:bob@10.0.0.1', 'dialog-1'],
    ['the SIP user, escaped', 'sip:%62o%62@10.0.0.1', 'dialog-1'],
    ['the SIP user with a password', 'sip:bob:secret@10.0.0.1', 'dialog-1'],
    ['another line', 'sip:carol@10.0.0.1', 'dialog-2'],
    ['the number of another line', 'sip:+14085550222@10.0.0.1', 'dialog-2'],
  ])('is known: %s', async (_, uri, dialog) => {
    const carols = { id: 'dialog-2', lineId: 'line-2', callId: 'call-id-of-2' };
    await world.show(inState('confirmed'), inState('confirmed', carols));
    const phone = world.phone();
    expect((await phone.subscribe({ uri })).status).toBe(200);
    expect(phone.reports).toEqual([`0 full ${dialog} confirmed`]);
  });

  test.each([
    'Bob',
    'bo',
    'bobb',
    '%42ob',
    '14085550111',
    '__proto__',
    'constructor',
    'line-1',
    'bob%00',
    '%F0%9F%93%9E',
  ])('is to the letter: %s is nobody', async (user) => {
    const phone = world.phone();
    expect((await phone.subscribe({ uri: `sip:${user}@10.0.0.1` })).status).toBe(404);
    expect(phone.heard).toEqual([]);
  });

  test('says in its Contact and its report which one was asked for', async () => {
    const phone = world.phone();
    const response = await phone.subscribe({ uri: 'sips:%62ob@Provider.Example:5070;x=y' });
    expect(headerOf(response, 'Contact')).toBe('<sips:bob@10.0.0.1:5060>');
    expect(phone.last.report?.entity).toBe('sips:bob@provider.example:5070');
  });
});

describe('G8: trust by address', () => {
  test.each(['10.0.0.7', '10.0.0.255', '192.168.1.9', '2001:db8::7'])('takes %s', async (address) => {
    await open({ trustedAddresses: ['10.0.0.0/24', '192.168.1.9', '2001:db8::/64'] });
    const phone = world.phone(address);
    expect(
      (await phone.subscribe({ contact: `<sip:${address.includes(':') ? `[${address}]` : address}>` })).status,
    ).toBe(200);
    expect(phone.reports).toEqual(['0 full']);
  });

  test('believes nothing that a request says of where it comes from', async () => {
    const stranger = world.phone('172.16.0.9');
    const says = {
      Via: 'SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1;received=10.0.0.7;rport=5060',
      'P-Asserted-Identity': '<sip:bob@10.0.0.1>',
      'X-Forwarded-For': '10.0.0.7',
      'Record-Route': '<sip:10.0.0.7;lr>',
    };
    expect((await stranger.subscribe({ headers: says, contact: '<sip:desk@10.0.0.7>' })).status).toBe(403);
  });

  test.each([
    ['a third party', '<sip:desk@172.16.0.9>'],
    ['a name', '<sip:desk@desk.example>'],
    ['a name that is an address in another form', '<sip:desk@0x0a000007>'],
    ['a third party behind a parameter', '<sip:desk@172.16.0.9;maddr=10.0.0.7>'],
  ])('sends nothing to %s', async (_, contact) => {
    const victim = world.phone('172.16.0.9');
    const phone = world.phone();
    expect((await phone.subscribe({ contact })).status).toBe(403);
    expect((await phone.subscribe()).status).toBe(200);
    expect((await phone.again({ contact })).status).toBe(403);
    await world.show(inState('early'));
    await world.clock.advance(1000);
    expect([victim.heard.length, phone.reports]).toEqual([0, ['0 full', '1 partial dialog-1 early']]);
  });

  test('sends nothing through a third party', async () => {
    const phone = world.phone();
    const response = await phone.subscribe({ headers: { 'Record-Route': '<sip:172.16.0.9;lr>' } });
    expect(response.status).toBe(403);
  });

  test('sends to another address that is trusted', async () => {
    const console = world.phone('10.0.0.8');
    expect((await world.phone().subscribe({ contact: console.contact })).status).toBe(200);
    expect(console.reports).toEqual(['0 full']);
  });
});

describe('G8: trust by key', () => {
  beforeEach(() => open({ trustedAddresses: [], trustedKeys: [key, { name: 'other', password: 'other' }] }));

  test.each(['SHA-256', 'MD5'] as const)(
    'takes who proves one with %s, whatever the host in its URI',
    async (algorithm) => {
      const phone = world.phone('172.16.0.9');
      expect((await prove(phone, {}, algorithm)).status).toBe(200);
      expect(phone.reports).toEqual(['0 full']);
    },
  );

  test('asks for it with each renewal too, and takes each count once', async () => {
    const phone = world.phone('172.16.0.9');
    const challenge = await phone.subscribe();
    const once = { headers: { Authorization: authorization(challenge) } };
    expect((await phone.subscribe(once)).status).toBe(200);
    const again = await phone.again(once);
    expect(again.status).toBe(401);
    expect(headersOf(again, 'WWW-Authenticate').every((value) => value.endsWith(',stale=true'))).toBe(true);
    expect((await phone.again({ headers: { Authorization: authorization(again) } })).status).toBe(200);
    expect((await phone.again()).status).toBe(401);
    const second = { headers: { Authorization: authorization(again, { nc: 2 }) } };
    expect((await phone.again({ ...second, expires: 0 })).status).toBe(200);
    expect(phone.last.state).toBe('terminated:timeout');
  });

  test('refuses a wrong one', async () => {
    const phone = world.phone('172.16.0.9');
    const challenge = await phone.subscribe();
    const wrong = authorization(challenge, { password: 'of ash' });
    expect((await phone.subscribe({ headers: { Authorization: wrong } })).status).toBe(403);
  });

  test('sends where its Contact says, for who has the key is trusted with that', async () => {
    const console = world.phone('172.16.0.10');
    expect((await prove(world.phone('172.16.0.9'), { contact: console.contact })).status).toBe(200);
    expect(console.reports).toEqual(['0 full']);
  });

  test('answers a forged address with little more than came from it', async () => {
    const phone = world.phone('172.16.0.9');
    const tiny = await phone.subscribe({
      contact: undefined,
      expires: undefined,
      event: undefined,
      callId: 'c',
      fromTag: 'f',
    });
    expect([tiny.status, headersOf(tiny, 'WWW-Authenticate')]).toEqual([403, []]);
    await phone.subscribe({ headers: { 'User-Agent': 'desk phone '.repeat(6) } });
    const [request, answer] = world.network.messages
      .slice(-2)
      .map(({ message }) => JSON.stringify(message.headers).length);
    expect(answer! / request!).toBeLessThan(2);
  });
});

describe('G8: trust by certificate', () => {
  beforeEach(() => open({ trustedAddresses: [], trustedCertificates: [certificate] }));

  test('takes who shows it', async () => {
    const phone = world.phone('172.16.0.9', 'tls', 40_000);
    phone.endpoint.certificate = certificate;
    const response = await phone.subscribe({ contact: '<sip:desk@desk.example;transport=tls>' });
    expect([response.status, phone.reports]).toEqual([200, ['0 full']]);
    expect(headerOf(response, 'Contact')).toBe('<sip:bob@10.0.0.1:5060;transport=tls>');
  });

  test.each([undefined, 'cd'.repeat(32)])('refuses %s', async (other) => {
    const phone = world.phone('172.16.0.9', 'tls', 40_000);
    phone.endpoint.certificate = other;
    expect((await phone.subscribe()).status).toBe(403);
  });
});

describe('G8: trust that is withdrawn', () => {
  test('ends the subscription as rejected, with no dialog in it, and leaves others alone', async () => {
    await world.show(inState('confirmed'));
    const [phone, other] = [world.phone(), world.phone('10.0.0.8')];
    await phone.subscribe();
    await other.subscribe();
    world.notifier.reconfigure(notifierConfig({ trustedAddresses: ['10.0.0.8'] }));
    await settle();
    expect([phone.last.state, phone.last.request.body]).toEqual(['terminated:rejected', '']);
    expect(headerOf(phone.last.request, 'Content-Type')).toBeUndefined();
    expect((await phone.again()).status).toBe(403);
    expect([other.reports, world.counts]).toEqual([['0 full dialog-1 confirmed'], [1, 2, 1]]);
  });

  test('ends one whose key is another now, and one that is sent to an address that lost trust', async () => {
    await open({ trustedKeys: [key], trustedAddresses: ['10.0.0.7', '10.0.0.8'] });
    const [keyed, phone, console] = [world.phone('172.16.0.9'), world.phone(), world.phone('10.0.0.8')];
    await prove(keyed);
    await phone.subscribe({ contact: console.contact });
    world.notifier.reconfigure(
      notifierConfig({ trustedKeys: [{ ...key, password: 'of ash' }], trustedAddresses: ['10.0.0.7'] }),
    );
    await settle();
    expect([keyed.last.state, console.last.state]).toEqual(['terminated:rejected', 'terminated:rejected']);
  });

  test('is that of who asked last', async () => {
    const [phone, moved] = [world.phone(), world.phone('10.0.0.8')];
    const response = await phone.subscribe({ callId: 'one', fromTag: 'theirs' });
    const toTag = /tag=(.+)$/u.exec(headerOf(response, 'To') ?? '')?.[1] ?? '';
    expect((await moved.send({ callId: 'one', fromTag: 'theirs', toTag, cseq: 100 })).status).toBe(200);
    world.notifier.reconfigure(notifierConfig({ trustedAddresses: ['10.0.0.8'] }));
    await settle();
    expect(moved.heard.map(({ state }) => state)).toEqual(['active']);
  });

  test('lets what is on its way end first', async () => {
    const phone = world.phone();
    await phone.subscribe();
    phone.endpoint.trouble = 'silent';
    await world.clock.advance(1000);
    await world.show(inState('early'));
    world.notifier.reconfigure(notifierConfig({ trustedAddresses: [] }));
    await world.clock.advance(32_000);
    expect(phone.heard).toHaveLength(2);
    expect(world.counts).toEqual([1, 0]);
  });
});

/** What a stranger may try. */
const attempts: Readonly<Record<string, Asking>> = {
  'a line': { uri: 'sip:bob@10.0.0.1' },
  'the number of a line': { uri: 'sip:+14085550111@10.0.0.1' },
  'no line': { uri: 'sip:nobody@10.0.0.1' },
  'every line': { uri: 'sip:10.0.0.1' },
  'another scheme': { uri: 'tel:+14085550111' },
  'a URI that is none': { uri: 'sip:%zz@10.0.0.1:99999' },
  'a single look': { expires: 0 },
  'too short a time': { expires: 1 },
  'a time that is none': { expires: 'soon' },
  'another package': { event: 'presence' },
  'no package': { event: undefined },
  'a package that is none': { event: 'dialog;id="' },
  'a shared line': { event: 'dialog;shared' },
  'no Contact': { contact: undefined },
  'a Contact that is none': { contact: '<sip:desk@10.0.0.7:99999>' },
  'a Contact that is trusted': { contact: '<sip:desk@10.0.0.7>' },
  'an extension': { headers: { Require: 'eventlist' } },
  'a dialog that is none': { toTag: 'none' },
  'a tag that is none': { fromTag: '' },
  'wrong credentials elsewhere': { headers: { Authorization: 'Digest realm="other", username="desk"' } },
  ...Object.fromEntries(
    ['OPTIONS', 'INVITE', 'NOTIFY', 'BYE', 'REFER', 'MESSAGE', 'PUBLISH', 'REGISTER', 'XYZZY', 'subscribe'].map(
      (method) => [method, { method }],
    ),
  ),
};

describe('G9: a stranger', () => {
  /** What each attempt is told from an address that nobody trusts. */
  async function tellEach(): Promise<Record<string, unknown>> {
    const stranger = world.phone('172.16.0.9');
    const all: Record<string, unknown> = {};
    for (const [name, asking] of Object.entries(attempts))
      all[name] = told(await stranger.send({ headers: { 'User-Agent': 'a desk phone '.repeat(10) }, ...asking }));
    expect(stranger.heard).toEqual([]);
    return all;
  }

  test('is refused whole, with the same few bytes whatever was asked', async () => {
    await world.show(inState('confirmed'));
    const all = await tellEach();
    for (const [name, answer] of Object.entries(all))
      expect([name, answer]).toEqual([name, { status: 403, reason: '', body: '', own: ['Content-Length: 0'] }]);
    expect(world.counts).toEqual([]);
  });

  test('is told no more where a key would help', async () => {
    await open({ trustedAddresses: [], trustedKeys: [key] });
    const all = Object.values(await tellEach());
    expect(new Set(all.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(all[0]).toMatchObject({ status: 401, body: '' });
  });

  test('is not told either whether the phone has lines at all', async () => {
    const before = await tellEach();
    await open({}, { isDark: true });
    expect(await tellEach()).toEqual(before);
  });

  test('takes nothing over with the names of another one’s dialog', async () => {
    const [phone, stranger] = [world.phone(), world.phone('172.16.0.9')];
    const response = await phone.subscribe({ callId: 'one', fromTag: 'theirs' });
    const toTag = /tag=(.+)$/u.exec(headerOf(response, 'To') ?? '')?.[1] ?? '';
    const stolen = { callId: 'one', fromTag: 'theirs', toTag, cseq: 100 };
    expect((await stranger.send({ ...stolen, expires: 0 })).status).toBe(403);
    expect((await stranger.send({ ...stolen, contact: stranger.contact })).status).toBe(403);
    expect((await phone.again({ callId: 'one', fromTag: 'theirs', cseq: 50 })).status).toBe(200);
    expect([phone.heard.length, stranger.heard.length]).toEqual([2, 0]);
  });

  test('is in the log once, and then again when trust is another one', async () => {
    const stranger = world.phone('172.16.0.9');
    for (let time = 0; time < 3; time++) await stranger.subscribe();
    world.notifier.reconfigure(notifierConfig());
    await stranger.subscribe();
    expect(world.log.lines).toEqual(
      Array(2).fill('info an address that is not trusted was refused {"address":"172.16.0.9"}'),
    );
  });
});
