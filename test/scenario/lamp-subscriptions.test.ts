import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAuthParameters } from '../../src-main/dialog-package/digest/auth-parameters.ts';
import { headerOf, headersOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import { contact, LampScene, talking } from '../support/lamp-scene.ts';
import { dialogInfo, ScriptedDeskPhone } from '../support/scripted-desk-phone.ts';

let scene: LampScene;
beforeEach(() => void (scene = new LampScene()));
afterEach(() => scene.close());

describe('a subscription', () => {
  test('is refreshed in its dialog, in time, for as long as the phone grants', async () => {
    scene.phone.answer = () => ScriptedDeskPhone.granting(600);
    await scene.follow();
    expect(await scene.subscribesWithin(440_000)).toBe(0);
    expect(await scene.subscribesWithin(30_000)).toBe(1);
    const refresh = scene.phone.lastSubscribe;
    expect(refresh.uri).toBe('sip:phone@10.0.0.2:5060');
    expect(headerOf(refresh, 'To')).toBe('<sip:ben@10.0.0.2>;tag=tag-of-the-phone');
    expect(headerOf(refresh, 'CSeq')).toBe('2 SUBSCRIBE');
    expect(headerOf(refresh, 'Call-ID')).toBe(
      scene.phone.subscribes[0] && headerOf(scene.phone.subscribes[0], 'Call-ID'),
    );
    await scene.phone.notify(dialogInfo(1, 'full'));
    expect(await scene.subscribesWithin(470_000)).toBe(1);
    expect(scene.lamp).toEqual({ kind: 'idle' });
  });

  test('is refreshed along the route that the phone recorded', async () => {
    const route = { name: 'Record-Route', value: '<sip:10.0.0.2;lr>' };
    const other = { name: 'Record-Route', value: '<sip:10.0.0.3;lr>' };
    scene.phone.answer = () => ScriptedDeskPhone.granting(600, route, other);
    await scene.follow();
    await scene.clock.advance(500_000);
    expect(headersOf(scene.phone.lastSubscribe, 'Route')).toEqual(['<sip:10.0.0.3;lr>', '<sip:10.0.0.2;lr>']);
  });

  test('is refreshed earlier when a NOTIFY says that it holds for less', async () => {
    await scene.follow();
    await scene.phone.notify(dialogInfo(1, 'full'), { state: 'active;expires=100' });
    expect(await scene.subscribesWithin(80_000)).toBe(1);
  });

  test('is never refreshed more often than each 5 seconds, whatever is granted', async () => {
    scene.phone.answer = () => ScriptedDeskPhone.granting(1);
    scene.lamps.watch([contact]);
    await scene.clock.advance(0);
    await scene.phone.notify(talking);
    expect(await scene.subscribesWithin(60_000)).toBeLessThanOrEqual(12);
  });

  test('that cannot be refreshed holds until it expires, and is then unknown', async () => {
    scene.phone.answer = () => ScriptedDeskPhone.granting(600);
    await scene.follow();
    scene.theirs.trouble = 'unreachable';
    await scene.clock.advance(599_000 - 1000);
    expect(scene.lamp?.kind).toBe('in-call');
    await scene.clock.advance(3000);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'unreachable' });
    scene.theirs.trouble = 'none';
    expect(await scene.subscribesWithin(10_000)).toBe(1);
    expect(headerOf(scene.phone.lastSubscribe, 'CSeq')).toBe('1 SUBSCRIBE');
  });

  test('that the phone has forgotten is made anew at once', async () => {
    scene.phone.answer = () => ScriptedDeskPhone.granting(600);
    await scene.follow();
    scene.phone.answer = ({ headers }) =>
      headerOf({ headers }, 'To')?.includes('tag=') ? { status: 481 } : ScriptedDeskPhone.granting(600);
    await scene.clock.advance(460_000);
    expect(scene.phone.subscribes.map((request) => headerOf(request, 'CSeq'))).toEqual([
      '1 SUBSCRIBE',
      '2 SUBSCRIBE',
      '1 SUBSCRIBE',
    ]);
    expect(await scene.phone.notify(dialogInfo(0, 'full'))).toBe(200);
    expect(scene.lamp).toEqual({ kind: 'idle' });
  });

  test('of which no NOTIFY comes has failed after 32 seconds', async () => {
    scene.lamps.watch([contact]);
    await scene.clock.advance(31_000);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'asking' });
    await scene.clock.advance(2000);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'bad-answer' });
  });
});

describe('a subscription that the phone ends', () => {
  test.each([
    ['deactivated', 1000],
    ['timeout', 1000],
    ['probation;retry-after=20', 21_000],
    ['giveup;retry-after=20', 21_000],
    ['giveup', 6000],
    ['noresource', 3_610_000],
    ['rejected', 3_610_000],
    ['some-news', 6000],
  ])('with %s is made anew within %i ms, and not long before', async (reason, withinMs) => {
    await scene.follow();
    await scene.clock.advance(100_000);
    expect(await scene.phone.notify('', { state: `terminated;reason=${reason}` })).toBe(200);
    expect(scene.lamp?.kind).toBe('unknown');
    if (withinMs > 1000) expect(await scene.subscribesWithin(withinMs / 2)).toBe(0);
    expect(await scene.subscribesWithin(Math.max(1000, withinMs / 2))).toBe(1);
    expect(headerOf(scene.phone.lastSubscribe, 'CSeq')).toBe('1 SUBSCRIBE');
  });

  test('each time at once is not made anew each time at once', async () => {
    scene.phone.afterAnswer = () => void scene.phone.notify('', { state: 'terminated;reason=deactivated' });
    scene.lamps.watch([contact]);
    expect(await scene.subscribesWithin(600_000)).toBeLessThan(12);
  });

  test('because we are not trusted any more says so', async () => {
    await scene.follow();
    await scene.phone.notify('', { state: 'terminated;reason=rejected' });
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'refused' });
  });
});

describe('a phone', () => {
  test.each([[403], [404], [405], [410], [416], [489], [501], [603], [302]])(
    'that answers %i is asked again in an hour',
    async (status) => {
      scene.phone.answer = () => ({ status });
      scene.lamps.watch([contact]);
      expect(await scene.subscribesWithin(3_500_000)).toBe(1);
      expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'refused' });
      expect(await scene.subscribesWithin(200_000)).toBe(1);
    },
  );

  test('that is out of reach is asked again and again, less and less', async () => {
    scene.theirs.trouble = 'unreachable';
    scene.lamps.watch([contact]);
    await scene.clock.advance(1000);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'unreachable' });
    await scene.clock.advance(3_600_000);
    const sent = scene.network.messages.map(({ at }) => at);
    const waits = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    expect(waits.slice(0, 8)).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
    expect(scene.history.length).toBe(2);
  });

  test('that does not answer is out of reach', async () => {
    scene.theirs.trouble = 'silent';
    scene.lamps.watch([contact]);
    await scene.clock.advance(33_000);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'unreachable' });
  });

  test('that is overloaded is asked again when it says', async () => {
    scene.phone.answer = () => ({ status: 503, headers: [{ name: 'Retry-After', value: '120 (busy)' }] });
    scene.lamps.watch([contact]);
    expect(await scene.subscribesWithin(119_000)).toBe(1);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'unreachable' });
    expect(await scene.subscribesWithin(3000)).toBe(1);
  });

  test('that wants to be asked for longer is', async () => {
    scene.phone.answer = (request) =>
      headerOf(request, 'Expires') === '7200'
        ? ScriptedDeskPhone.granting(7200)
        : { status: 423, headers: [{ name: 'Min-Expires', value: '7200' }] };
    await scene.follow();
    expect(scene.phone.subscribes.length).toBe(2);
  });

  test.each([['60'], ['3600'], ['99999999'], ['x'], ['']])(
    'that finds an hour too brief and %s long enough is asked no more for now',
    async (value) => {
      scene.phone.answer = () => ({ status: 423, headers: [{ name: 'Min-Expires', value }] });
      scene.lamps.watch([contact]);
      expect(await scene.subscribesWithin(60_000)).toBe(1);
      expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'refused' });
    },
  );
});

describe('a phone that wants a key', () => {
  const key = { name: 'us', password: 'secret' };
  let nonces: number;

  /** Wants a proof for a nonce that is new each time. */
  beforeEach(() => {
    nonces = 0;
  });
  function challenge(nonce = `nonce-${++nonces}`): ReturnType<ScriptedDeskPhone['answer']> {
    return {
      status: 401,
      headers: [
        { name: 'WWW-Authenticate', value: `Digest realm="r", nonce="${nonce}", algorithm=MD5, qop="auth"` },
        { name: 'WWW-Authenticate', value: `Digest realm="r", nonce="${nonce}", algorithm=SHA-256, qop="auth"` },
      ],
    };
  }

  test('is given the proof of the key of its contact, in a dialog of that name', async () => {
    scene.phone.answer = (request) =>
      headerOf(request, 'Authorization') === undefined ? challenge() : ScriptedDeskPhone.granting(3600);
    await scene.follow({ ...contact, key });
    const proof = readAuthParameters(headerOf(scene.phone.lastSubscribe, 'Authorization') ?? '');
    expect(Object.fromEntries(proof?.parameters ?? [])).toMatchObject({
      username: 'us',
      uri: 'sip:ben@10.0.0.2',
      algorithm: 'SHA-256',
      nonce: 'nonce-1',
      nc: '00000001',
    });
    expect(headerOf(scene.phone.lastSubscribe, 'From')).toMatch(/^<sip:us@10\.0\.0\.2>;tag=/u);
    expect(headerOf(scene.phone.lastSubscribe, 'CSeq')).toBe('2 SUBSCRIBE');
  });

  test('gets the next proof with the next SUBSCRIBE, and another one when its nonce is old', async () => {
    scene.phone.answer = (request) =>
      headerOf(request, 'Authorization')?.includes(`nonce-${nonces}`) ? ScriptedDeskPhone.granting(600) : challenge();
    await scene.follow({ ...contact, key });
    await scene.clock.advance(460_000);
    expect(scene.phone.subscribes.length).toBe(3);
    expect(headerOf(scene.phone.lastSubscribe, 'Authorization')).toContain('nc=00000002');
    nonces++;
    await scene.clock.advance(460_000);
    expect(scene.phone.subscribes.length).toBe(5);
    expect(scene.lamp?.kind).toBe('in-call');
  });

  test('gets no second proof for a nonce', async () => {
    scene.phone.answer = () => challenge('same');
    scene.lamps.watch([{ ...contact, key }]);
    expect(await scene.subscribesWithin(60_000)).toBe(2);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'refused' });
  });

  test('gets no more than three proofs however many nonces it has', async () => {
    scene.phone.answer = () => challenge();
    scene.lamps.watch([{ ...contact, key }]);
    expect(await scene.subscribesWithin(60_000)).toBe(4);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'refused' });
  });

  test('gets none where its contact has no key', async () => {
    scene.phone.answer = () => challenge();
    scene.lamps.watch([contact]);
    expect(await scene.subscribesWithin(60_000)).toBe(1);
    expect(scene.lamp).toEqual({ kind: 'unknown', reason: 'refused' });
  });
});
