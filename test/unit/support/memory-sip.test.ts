import { describe, expect, test } from 'vitest';
import type { SipRequest } from '../../../src-main/dialog-package/sip/sip-message.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { createSipNetwork } from '../../support/memory-sip.ts';

const options: SipRequest = {
  kind: 'request',
  method: 'OPTIONS',
  uri: 'sip:10.0.0.2',
  headers: [
    { name: 'From', value: '<sip:a@10.0.0.1>;tag=a' },
    { name: 'To', value: '<sip:10.0.0.2>' },
    { name: 'Call-ID', value: 'one' },
    { name: 'CSeq', value: '1 OPTIONS' },
  ],
  body: '',
};
const there = { transport: 'udp', host: '10.0.0.2', port: 5060 } as const;

describe('a SIP network in memory', () => {
  test('carries a request to its party and the answer back, and leaves no timer', async () => {
    const clock = new FakeClock();
    const network = createSipNetwork(clock);
    const near = network.endpoint('10.0.0.1', 5060);
    network.endpoint('10.0.0.2', 5060).onRequest(({ source, answer }) => {
      answer({ status: 200, toTag: 'b', body: `${source.address}:${source.port}` });
      answer({ status: 500 });
    });
    const response = await near.request(options, there);
    expect(response).toMatchObject({ status: 200, body: '10.0.0.1:5060' });
    expect(response.headers).toContainEqual({ name: 'To', value: '<sip:10.0.0.2>;tag=b' });
    expect(network.messages.map(({ from, to }) => [from, to])).toEqual([
      ['10.0.0.1:5060', '10.0.0.2:5060'],
      ['10.0.0.2:5060', '10.0.0.1:5060'],
    ]);
    expect([clock.pending, network.pending]).toEqual([0, 0]);
  });

  test('tells who is not there from who does not answer and from who closed', async () => {
    const clock = new FakeClock();
    const network = createSipNetwork(clock);
    const near = network.endpoint('10.0.0.1', 5060);
    await expect(near.request(options, there)).rejects.toMatchObject({ code: 'unreachable' });
    const far = network.endpoint('10.0.0.2', 5060);
    far.onRequest(({ answer }) => answer({ status: 200 }));
    far.trouble = 'silent';
    const late = expect(near.request(options, there)).rejects.toMatchObject({ code: 'timeout' });
    await clock.advance(32_000);
    await late;
    const closed = expect(near.request(options, there)).rejects.toMatchObject({ code: 'closed' });
    await settle();
    await near.close();
    await closed;
    expect(clock.pending).toBe(0);
  });
});
