import { beforeEach, describe, expect, test } from 'vitest';
import { readSipMessage } from '../../../../../src-main/dialog-package/sip/read-message.ts';
import type { SipRequest, SipResponse } from '../../../../../src-main/dialog-package/sip/sip-message.ts';
import { headerOf } from '../../../../../src-main/dialog-package/sip/sip-headers.ts';
import { settle } from '../../../../support/fake-clock.ts';
import { MemoryFlow, openLayer } from './memory-carriers.ts';

const notify: SipRequest = {
  kind: 'request',
  method: 'NOTIFY',
  uri: 'sip:bob@192.0.2.9',
  headers: [
    { name: 'From', value: '<sip:alice@192.0.2.1>;tag=a' },
    { name: 'To', value: '<sip:bob@192.0.2.9>;tag=b' },
    { name: 'Call-ID', value: 'call1' },
    { name: 'CSeq', value: '7 NOTIFY' },
  ],
  body: '<x/>',
};

describe('a request of ours', () => {
  let flow: MemoryFlow;
  let world: ReturnType<typeof openLayer>;
  let outcome: string | undefined;

  function send(transport: 'udp' | 'tcp' = 'udp', host = '192.0.2.9'): Promise<void> {
    flow = new MemoryFlow(transport);
    world = openLayer(flow);
    outcome = undefined;
    void world.layer.request(notify, { transport, host, port: 5070 }).then(
      (response: SipResponse) => (outcome = String(response.status)),
      (error: unknown) => (outcome = String(error)),
    );
    return settle(1);
  }

  /** Answers what was sent first; `change` sets a part of the answer. */
  function respond(status: number, change: { branch?: string; cseq?: string; more?: string } = {}): Promise<void> {
    const via = headerOf(readSipMessage(Buffer.from(flow.sent[0]!.text)), 'Via')!;
    const lines = [
      `SIP/2.0 ${status} Whatever`,
      `Via: ${change.branch === undefined ? via : via.replace(/branch=[^;]*/u, `branch=${change.branch}`)}`,
      'From: <sip:alice@192.0.2.1>;tag=a',
      'To: <sip:bob@192.0.2.9>;tag=b',
      'Call-ID: call1',
      `CSeq: ${change.cseq ?? '7 NOTIFY'}`,
    ];
    world.layer.receive(Buffer.from(`${lines.join('\r\n')}\r\n${change.more ?? ''}\r\n`), flow);
    return settle(1);
  }

  /** Every timer is stopped and nobody waits for anything. */
  function expectRest(): void {
    expect([world.clock.pending, flow.watchers, world.layer.transactions]).toEqual([0, 0, 0]);
  }

  beforeEach(() => send());

  test('has a Via of ours, Max-Forwards and the length of its body', () => {
    const sent = readSipMessage(Buffer.from(flow.sent[0]!.text));
    expect(sent.headers).toEqual([
      { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK.byway.token0;rport' },
      { name: 'Max-Forwards', value: '70' },
      ...notify.headers,
      { name: 'Content-Length', value: '4' },
    ]);
  });

  test('resolves with its final response, once', async () => {
    await respond(100);
    expect(outcome).toBeUndefined();
    await respond(200);
    await respond(500);
    expect(outcome).toBe('200');
    expectRest();
  });

  test('is repeated byte by byte after 0.5, 1, 2 and then 4 s, and fails after 32 s', async () => {
    const times: number[] = [];
    for (let ms = 0; ms < 32_000; ms += 250) {
      const before = flow.sent.length;
      await world.clock.advance(250);
      if (flow.sent.length > before) times.push(ms + 250);
    }
    expect(times).toEqual([500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(new Set(flow.sent.map(({ text }) => text)).size).toBe(1);
    expect(outcome).toBe('SipFailure: timeout');
    expectRest();
  });

  test('is repeated less often once the peer has said that it works on it', async () => {
    await respond(100);
    await world.clock.advance(12_000);
    expect(flow.sent.length).toBe(4);
  });

  test('is not repeated over a connection, and fails after 32 s', async () => {
    await send('tcp');
    await world.clock.advance(31_999);
    expect([flow.sent.length, outcome]).toEqual([1, undefined]);
    await world.clock.advance(1);
    expect(outcome).toBe('SipFailure: timeout');
    expectRest();
  });

  test('fails with its connection', async () => {
    await send('tcp');
    flow.close();
    await settle(1);
    expect(outcome).toBe('SipFailure: closed');
    expectRest();
  });

  test('fails where no way can be had', async () => {
    await send('udp', 'nowhere.example');
    expect(outcome).toBe('SipFailure: unreachable');
    expectRest();
  });

  test('fails when everything is closed, before it and after it', async () => {
    await world.layer.close();
    await settle(1);
    expect(outcome).toBe('SipFailure: closed');
    expectRest();
    await expect(world.layer.request(notify, { transport: 'udp', host: '192.0.2.9', port: 1 })).rejects.toMatchObject({
      code: 'closed',
    });
  });

  test.each([
    ['another branch', { branch: 'z9hG4bK.byway.token1' }],
    ['a branch of nobody', { branch: 'x' }],
    ['another method', { cseq: '7 SUBSCRIBE' }],
    ['one more Via', { more: 'Via: SIP/2.0/UDP 192.0.2.1\r\n' }],
    ['a bad port', { more: 'Contact: <sip:a@h:99999>\r\n' }],
    ['a body that is too short', { more: 'Content-Length: 9\r\n' }],
  ])('waits on where a response has %s', async (_what, change) => {
    await respond(200, change);
    expect(outcome).toBeUndefined();
    await respond(200);
    expect(outcome).toBe('200');
  });

  test('reads no more than sixteen responses', async () => {
    for (let count = 0; count < 16; count++) await respond(100);
    await respond(200);
    expect(outcome).toBeUndefined();
  });
});
