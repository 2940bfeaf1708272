import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DialogEntry } from '../../src-main/dialog-package/dialog-table.ts';
import { headerOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { DeskPhone } from '../support/desk-phone.ts';
import { settle } from '../support/fake-clock.ts';
import { ended, inState, notifierConfig, NotifierWorld, table } from '../support/notifier-world.ts';
import { sampleDialog } from '../support/sample-dialogs.ts';

let world: NotifierWorld;
let phone: DeskPhone;

beforeEach(() => {
  world = new NotifierWorld();
  phone = world.phone();
});

afterEach(() => world.close());

/** Alice's second call for Bob. */
const other = { id: 'dialog-2', callId: 'call-id-of-2', localTag: 'local-tag-of-2', remoteTag: 'remote-tag-of-2' };
/** A call of Carol's line. */
const carols = { id: 'dialog-3', lineId: 'line-2', callId: 'call-id-of-3' };

/** A second apart, so that each is told. */
async function showEach(...steps: readonly (readonly DialogEntry[])[]): Promise<void> {
  for (const dialogs of steps) {
    await world.clock.advance(1000);
    await world.show(...dialogs);
  }
}

describe('a call', () => {
  test('is told from its beginning to its end, once each, in a count without gaps', async () => {
    await phone.subscribe();
    await showEach([inState('trying')], [inState('early')], [inState('confirmed')], [ended()], [ended()], []);
    expect(phone.reports).toEqual([
      '0 full',
      '1 partial dialog-1 trying',
      '2 partial dialog-1 early',
      '3 partial dialog-1 confirmed',
      '4 partial dialog-1 terminated',
    ]);
  });

  test('is counted for each subscription by itself', async () => {
    const late = world.phone('10.0.0.8');
    await phone.subscribe();
    await showEach([inState('early')]);
    await late.subscribe();
    await showEach([inState('confirmed')]);
    expect(phone.reports).toEqual(['0 full', '1 partial dialog-1 early', '2 partial dialog-1 confirmed']);
    expect(late.reports).toEqual(['0 full dialog-1 early', '1 partial dialog-1 confirmed']);
  });

  test('that ended is never in the first report', async () => {
    await world.show(ended(), inState('confirmed', other));
    await phone.subscribe();
    expect(phone.reports).toEqual(['0 full dialog-2 confirmed']);
    await showEach([inState('confirmed', other)]);
    expect(phone.heard).toHaveLength(1);
  });

  test('that ended is in the report of a renewal for who knew it, and then no more', async () => {
    await world.show(inState('confirmed'));
    await phone.subscribe();
    await world.show(ended());
    await phone.again();
    await phone.again();
    expect(phone.reports).toEqual(['0 full dialog-1 confirmed', '1 full dialog-1 terminated', '2 full']);
  });

  test('that is lost without a word is told as ended', async () => {
    await world.show(inState('confirmed'));
    await phone.subscribe();
    await showEach([]);
    expect(phone.reports.at(-1)).toBe('1 partial dialog-1 terminated');
    expect(phone.last.request.body).toContain('<state event="error">terminated</state>');
  });

  test('that ended and was forgotten while nothing could be told is told as it ended', async () => {
    await world.show(inState('confirmed'));
    await phone.subscribe();
    await world.show(ended());
    await world.show();
    expect(phone.heard).toHaveLength(1);
    await world.clock.advance(1000);
    expect(phone.reports.at(-1)).toBe('1 partial dialog-1 terminated');
    expect(phone.last.request.body).toContain('<state event="remote-bye">terminated</state>');
  });

  test('that came and went in between is not told at all', async () => {
    await phone.subscribe();
    await world.show(inState('early'));
    await world.show(ended());
    await world.clock.advance(5000);
    expect(phone.reports).toEqual(['0 full']);
  });

  test('stands in front of those that changed before it and of those that ended', async () => {
    const third = { id: 'dialog-3', callId: 'call-id-of-3' };
    await showEach([inState('early')], [inState('early', other), inState('early')]);
    await showEach([inState('early', other), inState('confirmed')]);
    await phone.subscribe();
    expect(phone.reports).toEqual(['0 full dialog-1 confirmed dialog-2 early']);
    await showEach([inState('early', third), inState('early', other), ended()]);
    expect(phone.reports.at(-1)).toBe('1 partial dialog-3 early dialog-1 terminated');
  });
});

describe('changes', () => {
  test('are told at once, and then gathered for a second, the last state first', async () => {
    await phone.subscribe();
    const began = world.clock.now();
    await world.clock.advance(1500);
    await world.show(inState('trying'));
    await world.clock.advance(100);
    await world.show(inState('early'));
    await world.clock.advance(100);
    await world.show(inState('confirmed'), inState('early', other));
    await world.clock.advance(5000);
    expect(phone.reports.slice(1)).toEqual([
      '1 partial dialog-1 trying',
      '2 partial dialog-1 confirmed dialog-2 early',
    ]);
    expect(phone.heard.map(({ at }) => at - began)).toEqual([0, 1500, 2500]);
  });

  test('do not hold up the answer to a renewal', async () => {
    await phone.subscribe();
    await world.show(inState('early'));
    const response = await phone.again();
    expect(response.status).toBe(200);
    expect(phone.reports).toEqual(['0 full', '1 full dialog-1 early']);
    await world.clock.advance(5000);
    expect(phone.heard).toHaveLength(2);
  });

  test('wait for the answer to the NOTIFY before', async () => {
    let answer: (() => void) | undefined;
    const slow = world.network.endpoint('10.0.0.9', 5060);
    const got: string[] = [];
    slow.onRequest((incoming) => {
      got.push(headerOf(incoming.request, 'CSeq') ?? '');
      answer = () => incoming.answer({ status: 200 });
    });
    await phone.subscribe({ contact: '<sip:10.0.0.9>' });
    await showEach([inState('early')], [inState('confirmed')]);
    expect(got).toEqual(['1 NOTIFY']);
    answer?.();
    await settle();
    expect(got).toEqual(['1 NOTIFY', '2 NOTIFY']);
    answer?.();
    await settle();
    expect(got).toHaveLength(2);
  });

  test('that are none are not told', async () => {
    await world.show(inState('confirmed'));
    await phone.subscribe();
    await showEach([inState('confirmed')], [inState('confirmed')]);
    expect(phone.heard).toHaveLength(1);
  });

  test('of more calls than a datagram holds come one after the other, without a loss', async () => {
    const display = 'x'.repeat(512);
    const calls = Array.from({ length: 128 }, (_, index) =>
      inState('confirmed', {
        id: `d${index}`,
        callId: `c${index}`,
        local: { identity: 'sip:bob@provider.example', display, target: { user: 'bob', instance: 'laptop-1' } },
        remote: { identity: 'sip:alice@provider.example', display, target: 'sip:alice@provider.example' },
      }),
    );
    await world.show(...calls);
    await phone.subscribe();
    await world.clock.advance(10_000);
    const told = phone.heard.flatMap(({ report }) => report?.dialogs ?? []);
    expect(new Set(told).size).toBe(128);
    expect(told).toHaveLength(128);
    expect(phone.heard.map(({ report }) => report?.kind)).toEqual(['full', 'partial', 'partial', 'partial']);
    for (const { request } of phone.heard) expect(Buffer.byteLength(request.body)).toBeLessThan(50_000);
  });
});

describe('a phone that', () => {
  test.each([404, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604, 401, 407])(
    'answers %d is told nothing more, whatever else it says',
    async (status) => {
      await phone.subscribe();
      phone.reply = () => ({ status, headers: [{ name: 'Retry-After', value: '1' }] });
      await showEach([inState('early')], [inState('confirmed')], [ended()]);
      expect(phone.heard).toHaveLength(2);
      expect((await phone.again()).status).toBe(481);
      expect(world.counts).toEqual([1, 0]);
    },
  );

  test.each([302, 400, 403, 500, 503, 603])('answers %d without Retry-After is told nothing more', async (status) => {
    await phone.subscribe();
    phone.reply = () => ({ status });
    await showEach([inState('early')], [inState('confirmed')]);
    expect(phone.heard).toHaveLength(2);
  });

  test('asks for some time gets it, and then everything', async () => {
    await phone.subscribe();
    phone.reply = () => ({ status: 503, headers: [{ name: 'Retry-After', value: '20 (busy);duration=60' }] });
    await showEach([inState('early')], [inState('confirmed')]);
    expect(phone.heard).toHaveLength(2);
    phone.reply = () => ({ status: 200 });
    await world.clock.advance(18_999);
    expect(phone.heard).toHaveLength(2);
    await world.clock.advance(1);
    expect(phone.reports.at(-1)).toBe('2 full dialog-1 confirmed');
    await showEach([ended()]);
    expect(phone.reports.at(-1)).toBe('3 partial dialog-1 terminated');
  });

  test('asks for longer than it subscribed is told the end in time', async () => {
    await phone.subscribe({ expires: 60 });
    phone.reply = () => ({ status: 503, headers: [{ name: 'Retry-After', value: '9999999' }] });
    await showEach([inState('early')]);
    await world.clock.advance(60_000);
    expect(phone.heard.map(({ state }) => state)).toEqual(['active', 'active', 'terminated:timeout']);
  });

  test('asks for a third of a year is told everything after a day', async () => {
    world.notifier.reconfigure(notifierConfig({ limits: { longestExpiresS: 1_000_000 } }));
    await phone.subscribe({ expires: 1_000_000 });
    phone.reply = () => ({ status: 503, headers: [{ name: 'Retry-After', value: '9999999' }] });
    await showEach([inState('early')]);
    await world.clock.advance(86_400_000);
    expect(phone.reports.at(-1)).toBe('2 full dialog-1 early');
  });

  test('never answers is given up after 32 s', async () => {
    await phone.subscribe();
    phone.endpoint.trouble = 'silent';
    await showEach([inState('early')], [inState('confirmed')]);
    await world.clock.advance(31_000);
    phone.endpoint.trouble = 'none';
    await showEach([ended()]);
    expect(phone.heard).toHaveLength(2);
    expect(world.counts).toEqual([1, 0]);
  });

  test('is gone is given up at once', async () => {
    await phone.subscribe();
    phone.endpoint.trouble = 'unreachable';
    await showEach([inState('early')]);
    expect(world.counts).toEqual([1, 0]);
  });

  test('went while its subscription ran out is not waited for twice', async () => {
    await phone.subscribe({ expires: 60 });
    phone.endpoint.trouble = 'silent';
    await showEach([inState('early')]);
    await world.clock.advance(60_000);
    expect(phone.heard).toHaveLength(2);
    expect(world.network.pending).toBe(0);
  });
});

describe('one dialog', () => {
  const filter = 'dialog;call-id="call-id-of-1";to-tag=local-tag-of-1;from-tag=remote-tag-of-1';

  test('can be asked for, and then no other one is told', async () => {
    await world.show(inState('early', other), inState('early'));
    await phone.subscribe({ event: filter });
    expect(phone.reports).toEqual(['0 full dialog-1 early']);
    expect(headerOf(phone.last.request, 'Event')).toBe('dialog');
    await showEach([inState('confirmed', other), inState('early')], [inState('confirmed', other), ended()]);
    expect(phone.reports.slice(1)).toEqual(['1 partial dialog-1 terminated']);
  });

  test.each([
    ['Call-ID', filter.replace('call-id-of-1', 'call-id-of-9')],
    ['tag of ours', filter.replace('local-tag-of-1', 'remote-tag-of-1')],
    ['tag of theirs', filter.replace('remote-tag-of-1', 'local-tag-of-1')],
    ['letter', filter.toUpperCase().replace('DIALOG', 'dialog')],
  ])('is none with another %s', async (_, event) => {
    await world.show(inState('confirmed'));
    await phone.subscribe({ event });
    expect(phone.reports).toEqual(['0 full']);
  });
});

describe('a shared line', () => {
  const elsewhere = {
    ...inState('confirmed').local,
    target: { user: 'bob', instance: 'mobile-1' },
  };

  test('is told with the calls of every device, and where they are', async () => {
    await phone.subscribe({ event: 'dialog;shared' });
    await world.clock.advance(1000);
    world.notifier.show(table([], [inState('confirmed', { local: elsewhere })]));
    await settle();
    expect(headerOf(phone.last.request, 'Event')).toBe('dialog;shared');
    expect(phone.reports).toEqual(['0 full', '1 partial dialog-1 confirmed']);
    expect(phone.last.report?.localTargets).toEqual(['sip:bob@10.0.0.1:5060;gr=mobile-1']);
    expect(phone.last.request.body).toContain('urn:ietf:params:xml:ns:sa-dialog-info');
  });

  test('keeps its calls from who asks for this device alone', async () => {
    const plain = world.phone('10.0.0.8');
    const old = world.phone('10.0.0.9');
    world.notifier.show(table([], [inState('confirmed')]));
    await plain.subscribe();
    await old.subscribe({ event: 'dialog;sla;ma' });
    expect([plain.reports, old.reports]).toEqual([['0 full'], ['0 full']]);
    expect(headerOf(old.last.request, 'Event')).toBe('dialog;sla');
    await world.clock.advance(1000);
    world.notifier.show(table([inState('confirmed')]));
    await settle();
    for (const { last, reports } of [plain, old]) {
      expect(reports.at(-1)).toBe('1 partial dialog-1 confirmed');
      expect(last.request.body).not.toContain('sa-dialog-info');
    }
  });
});

describe('G3 and G4', () => {
  test('G3: a line tells its own calls alone, in and out', async () => {
    const carol = world.phone('10.0.0.8');
    const out = inState('trying', { ...other, direction: 'initiator' });
    await world.show(inState('confirmed'), out, inState('early', carols));
    await phone.subscribe({ uri: 'sip:bob@10.0.0.1' });
    await carol.subscribe({ uri: 'sip:carol@10.0.0.1' });
    expect(phone.reports).toEqual(['0 full dialog-1 confirmed dialog-2 trying']);
    expect(carol.reports).toEqual(['0 full dialog-3 early']);
    await showEach([inState('confirmed'), out, inState('confirmed', carols)]);
    expect([phone.heard.length, carol.heard.length]).toEqual([1, 2]);
    await showEach([ended(), out]);
    expect(phone.reports.at(-1)).toBe('1 partial dialog-1 terminated');
    expect(carol.reports.at(-1)).toBe('2 partial dialog-3 terminated');
  });

  test('G3: a shared line tells its own calls alone', async () => {
    await world.show(inState('confirmed'), inState('early', carols));
    await phone.subscribe({ uri: 'sip:carol@10.0.0.1', event: 'dialog;shared' });
    expect(phone.reports).toEqual(['0 full dialog-3 early']);
  });

  test.each(['sip:10.0.0.1', 'sip:10.0.0.1:5060;transport=udp', 'sip:localhost', 'sip:phone.example'])(
    'G4: %s, without a user, tells the calls of every line',
    async (uri) => {
      await world.show(inState('confirmed'), inState('early', carols));
      const response = await phone.subscribe({ uri });
      expect(response.status).toBe(200);
      expect(headerOf(response, 'Contact')).toBe('<sip:10.0.0.1:5060>');
      expect(phone.reports).toEqual(['0 full dialog-1 confirmed dialog-3 early']);
      expect(phone.last.report?.entity).toBe(uri.replace(';transport=udp', ''));
    },
  );
});

describe('G5 to G7', () => {
  test('G5: each dialog has its Call-ID, both tags and its direction', async () => {
    await world.show(inState('confirmed'));
    await phone.subscribe();
    expect(phone.last.request.body).toContain(
      '<dialog id="dialog-1" call-id="call-id-of-1" local-tag="local-tag-of-1" remote-tag="remote-tag-of-1" direction="recipient">',
    );
  });

  test('G6: each side has its identity and its target', async () => {
    await world.show(inState('confirmed'));
    await phone.subscribe();
    const { body } = phone.last.request;
    expect(body).toContain(
      '<local><identity display="Bob">sip:+14085550111@provider.example</identity><target uri="sip:bob@10.0.0.1:5060;gr=laptop-1"/></local>',
    );
    expect(body).toContain(
      '<remote><identity>sip:+14085550110@provider.example</identity><target uri="sip:+14085550110@provider.example;gr=far-1"/></remote>',
    );
  });

  test('G7: a target that changes, on either side, is told under the same id', async () => {
    const { local, remote } = sampleDialog();
    await world.show(inState('confirmed'));
    await phone.subscribe({ event: 'dialog;shared' });
    const moved = { local: { ...local, target: { user: 'bob', instance: 'mobile-1' } } };
    const transferred = { ...moved, remote: { ...remote, target: 'sip:+14085550113@provider.example;gr=far-2' } };
    await showEach([inState('confirmed', moved)], [inState('confirmed', transferred)]);
    expect(phone.reports).toEqual([
      '0 full dialog-1 confirmed',
      '1 partial dialog-1 confirmed',
      '2 partial dialog-1 confirmed',
    ]);
    expect(phone.heard.map(({ report }) => report?.localTargets[0])).toEqual([
      'sip:bob@10.0.0.1:5060;gr=laptop-1',
      'sip:bob@10.0.0.1:5060;gr=mobile-1',
      'sip:bob@10.0.0.1:5060;gr=mobile-1',
    ]);
    expect(phone.last.request.body).toContain('<target uri="sip:+14085550113@provider.example;gr=far-2"/>');
  });
});
