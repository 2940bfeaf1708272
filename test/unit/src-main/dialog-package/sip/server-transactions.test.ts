import { beforeEach, describe, expect, test } from 'vitest';
import type { IncomingRequest } from '../../../../../src-main/dialog-package/sip/sip-endpoint.ts';
import { MemoryFlow, openLayer, requestBytes } from './memory-carriers.ts';

describe('a request that comes in', () => {
  let flow: MemoryFlow;
  let incoming: IncomingRequest[];
  let world: ReturnType<typeof openLayer>;

  beforeEach(() => {
    open(new MemoryFlow());
  });

  function open(way: MemoryFlow, limits: Parameters<typeof openLayer>[1] = {}): void {
    flow = way;
    incoming = [];
    world = openLayer(flow, limits);
    world.layer.onRequest((request) => incoming.push(request));
  }

  const receive = (...given: Parameters<typeof requestBytes>): void =>
    world.layer.receive(requestBytes(...given), flow);
  const named = (branch: string): Record<string, string> => ({
    Via: `SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bK${branch}`,
  });

  test('is answered with what names its transaction and dialog, and with a tag', () => {
    receive('SUBSCRIBE', {
      Via: 'SIP/2.0/UDP p.example;branch=z9hG4bKp;rport;received=1.1.1.1, SIP/2.0/TCP q.example',
    });
    incoming[0]!.answer({ status: 489, headers: [{ name: 'Allow-Events', value: 'dialog' }] });
    expect(flow.sent).toEqual([
      {
        port: 5070,
        text: [
          'SIP/2.0 489 Bad Event',
          'Via: SIP/2.0/UDP p.example;branch=z9hG4bKp;rport=5070;received=192.0.2.9',
          'Via: SIP/2.0/TCP q.example',
          'To: <sip:alice@192.0.2.1>;tag=token0',
          'From: <sip:bob@192.0.2.9>;tag=b',
          'Call-ID: call1',
          'CSeq: 1 SUBSCRIBE',
          'Allow-Events: dialog',
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      },
    ]);
  });

  test.each([
    ['SIP/2.0/UDP 192.0.2.9:5080;branch=z9hG4bK1', 5080],
    ['SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1', 5060],
    ['SIP/2.0/UDP 192.0.2.9:5080;branch=z9hG4bK1;rport', 5070],
    ['SIP/2.0/UDP 10.0.0.1:5080;branch=z9hG4bK1;maddr=10.0.0.2', 5080],
  ])('with Via %s is answered at port %i of its source', (via, port) => {
    receive('SUBSCRIBE', { Via: via });
    incoming[0]!.answer({ status: 200 });
    expect(flow.sent[0]!.port).toBe(port);
  });

  test('keeps the tag that it has, and gets the one that the answer names', () => {
    receive('SUBSCRIBE', { To: '<sip:alice@192.0.2.1>;tag=mine' });
    incoming[0]!.answer({ status: 200, toTag: 'other' });
    receive('SUBSCRIBE', named('2'));
    incoming[1]!.answer({ status: 200, toTag: 'other' });
    expect(flow.sent.map(({ text }) => /To: (.*)/u.exec(text)![1])).toEqual([
      '<sip:alice@192.0.2.1>;tag=mine',
      '<sip:alice@192.0.2.1>;tag=other',
    ]);
  });

  test('is handled once: its repetitions get the same bytes for 32 s, then it is new', async () => {
    receive();
    receive();
    expect([incoming.length, flow.sent.length]).toEqual([1, 0]);
    incoming[0]!.answer({ status: 200 });
    await world.clock.advance(31_999);
    receive();
    expect(flow.sent.length).toBe(2);
    expect(flow.sent[1]).toEqual(flow.sent[0]);
    await world.clock.advance(1);
    expect([world.layer.transactions, world.clock.pending]).toEqual([0, 0]);
    receive();
    expect(incoming.length).toBe(2);
  });

  test('is answered once', () => {
    receive();
    incoming[0]!.answer({ status: 403 });
    incoming[0]!.answer({ status: 200 });
    expect(flow.startLines).toEqual(['SIP/2.0 403 Forbidden']);
  });

  test('that nobody answers is forgotten', async () => {
    receive();
    await world.clock.advance(32_000);
    incoming[0]!.answer({ status: 200 });
    expect([world.layer.transactions, world.clock.pending, flow.sent.length]).toEqual([0, 0, 0]);
  });

  test('is not the same with another method, branch, sender or source', () => {
    receive();
    receive('NOTIFY');
    receive('SUBSCRIBE', named('2'));
    receive('SUBSCRIBE', { Via: 'SIP/2.0/UDP 192.0.2.9:5071;branch=z9hG4bK1' });
    world.layer.receive(requestBytes(), new MemoryFlow('udp', '192.0.2.10'));
    world.layer.receive(requestBytes(), new MemoryFlow('tcp'));
    expect(incoming.length).toBe(6);
  });

  test('of an old peer without such a branch is told by its URI, tag, Call-ID, CSeq and Via', () => {
    const old = { Via: 'SIP/2.0/UDP 192.0.2.9:5070' };
    receive('SUBSCRIBE', old);
    receive('SUBSCRIBE', old);
    receive('SUBSCRIBE', { ...old, CSeq: '2 SUBSCRIBE' });
    receive('SUBSCRIBE', { ...old, 'Call-ID': 'call2' });
    expect(incoming.length).toBe(3);
  });

  test('over a connection is not remembered once it is answered', () => {
    open(new MemoryFlow('tcp'));
    receive();
    incoming[0]!.answer({ status: 200 });
    expect([world.layer.transactions, world.clock.pending]).toEqual([0, 0]);
  });

  test('makes its way one to keep when it is granted, but not when it only asks what we can', () => {
    receive('OPTIONS');
    incoming[0]!.answer({ status: 200 });
    expect(flow.isKept).toBe(false);
    receive('SUBSCRIBE');
    incoming[1]!.answer({ status: 200 });
    expect(flow.isKept).toBe(true);
  });

  test('that breaks its handler is answered with 500, and the next one is handled', () => {
    world.layer.onRequest(() => {
      throw new Error('broken');
    });
    receive();
    world.layer.onRequest((request) => request.answer({ status: 200 }));
    receive('SUBSCRIBE', named('2'));
    expect(flow.startLines).toEqual(['SIP/2.0 500 Server Internal Error', 'SIP/2.0 200 OK']);
    expect(world.complaints).toEqual(['a SIP message was not handled: Error: broken']);
  });

  test('is dropped where nobody handles requests', () => {
    world = openLayer(flow);
    receive();
    expect([flow.sent.length, world.layer.transactions]).toEqual([0, 0]);
  });

  test('with a status that is none is answered with 500', () => {
    receive();
    incoming[0]!.answer({ status: 100 });
    expect(flow.startLines).toEqual(['SIP/2.0 500 Server Internal Error']);
  });

  describe('as INVITE', () => {
    beforeEach(() => {
      receive('INVITE');
      incoming[0]!.answer({ status: 405 });
    });

    test('gets its answer again a few times until it is acknowledged', async () => {
      await world.clock.advance(500);
      expect(flow.sent.length).toBe(2);
      receive('ACK');
      await world.clock.advance(31_499);
      expect(flow.sent.length).toBe(2);
      receive('INVITE');
      expect([incoming.length, flow.sent.length, world.layer.transactions]).toEqual([1, 2, 1]);
    });

    test('gets no more than three of them without having asked again', async () => {
      await world.clock.advance(32_000);
      expect(flow.sent.length).toBe(4);
      expect([world.layer.transactions, world.clock.pending]).toEqual([0, 0]);
    });
  });

  test('as CANCEL is answered with 481 by itself, and as ACK not at all', () => {
    receive('CANCEL');
    receive('ACK', named('2'));
    expect(flow.startLines).toEqual(['SIP/2.0 481 Call/Transaction Does Not Exist']);
    expect([incoming.length, world.layer.transactions]).toEqual([0, 0]);
  });

  describe('when it is bad', () => {
    test('is answered with 400 while it can be, and the same each time', () => {
      receive('SUBSCRIBE', { Contact: '<sip:x@127.0.0.1:99999>' });
      receive('SUBSCRIBE', { Contact: '<sip:x@127.0.0.1:99999>' });
      expect(flow.startLines).toEqual(['SIP/2.0 400 Bad Request', 'SIP/2.0 400 Bad Request']);
      expect(flow.sent[0]).toEqual(flow.sent[1]);
      expect([incoming.length, world.layer.transactions]).toEqual([0, 0]);
    });

    test('is answered with 505 for another version', () => {
      receive('SUBSCRIBE', {}, 'SUBSCRIBE sip:alice@192.0.2.1 SIP/7.0');
      expect(flow.startLines).toEqual(['SIP/2.0 505 Version Not Supported']);
    });

    test.each(['Via', 'From', 'To', 'Call-ID', 'CSeq'])('is dropped without %s', (name) => {
      receive('SUBSCRIBE', { [name]: undefined });
      expect(flow.sent).toEqual([]);
    });

    test('is not answered as ACK', () => {
      receive('ACK', { Contact: '<sip:x@127.0.0.1:99999>' });
      expect(flow.sent).toEqual([]);
    });

    test('is not answered over UDP with more than came in', () => {
      const bytes = 'X sip:a SIP/9.0\r\nv:SIP/2.0/UDP h\r\nf:sip:a\r\nt:sip:a\r\ni:1\r\nCSeq:1 X\r\n\r\n';
      world.layer.receive(Buffer.from(bytes), flow);
      expect(flow.sent).toEqual([]);
      const connection = new MemoryFlow('tcp');
      world.layer.receive(Buffer.from(bytes), connection);
      expect(connection.startLines).toEqual(['SIP/2.0 505 Version Not Supported']);
    });
  });

  describe('in a flood', () => {
    test('is dropped unread beyond the requests of a second of its address', async () => {
      open(new MemoryFlow(), { requestsPerSecondPerAddress: 10 });
      for (let count = 0; count < 50; count++) receive('SUBSCRIBE', named(`a${count}`));
      expect(incoming.length).toBe(10);
      await world.clock.advance(500);
      for (let count = 0; count < 50; count++) receive('SUBSCRIBE', named(`b${count}`));
      expect(incoming.length).toBe(15);
    });

    test('counts as several where it is large', () => {
      open(new MemoryFlow(), { requestsPerSecondPerAddress: 10 });
      for (let count = 0; count < 50; count++)
        receive('SUBSCRIBE', { ...named(`a${count}`), Subject: 'x'.repeat(8192) });
      expect(incoming.length).toBe(4);
    });

    test('from ever new addresses leaves half of the whole to who was granted something', () => {
      open(new MemoryFlow(), { requestsPerSecond: 100, requestsPerSecondPerAddress: 60 });
      receive();
      incoming[0]!.answer({ status: 200 });
      for (let count = 0; count < 1000; count++)
        world.layer.receive(requestBytes(), new MemoryFlow('udp', `198.51.100.${count}`));
      expect(incoming.length).toBe(50);
      for (let count = 0; count < 100; count++) receive('SUBSCRIBE', named(`a${count}`));
      expect(incoming.length).toBe(100);
    });

    test('of requests that are refused makes room by forgetting these, and never those that were granted', () => {
      open(new MemoryFlow(), { transactions: 3 });
      const statuses = [200, 403, 403, 200, 200, 403];
      for (const [index, status] of statuses.entries()) {
        receive('SUBSCRIBE', named(String(index)));
        incoming[index]?.answer({ status });
      }
      expect([incoming.length, world.layer.transactions]).toEqual([5, 3]);
      receive('SUBSCRIBE', named('0'));
      expect(flow.startLines.slice(-1)).toEqual(['SIP/2.0 200 OK']);
    });

    test('of huge requests remembers no more bytes than it may', () => {
      open(new MemoryFlow(), { transactions: 100 });
      for (let count = 0; count < 20; count++) {
        receive('SUBSCRIBE', { ...named(String(count)), 'Call-ID': 'x'.repeat(30_000) });
        incoming[count]?.answer({ status: 200 });
      }
      expect(world.layer.transactions).toBe(4);
    });
  });
});
