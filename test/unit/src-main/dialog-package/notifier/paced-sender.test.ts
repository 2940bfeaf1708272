import { describe, expect, test } from 'vitest';
import { PacedSender } from '../../../../../src-main/dialog-package/notifier/paced-sender.ts';
import type { SipRequest, SipResponse } from '../../../../../src-main/dialog-package/sip/sip-message.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const to = { transport: 'udp', host: '10.0.0.7', port: 5060 } as const;
const ok: SipResponse = { kind: 'response', status: 200, reason: 'OK', headers: [], body: '' };

function numbered(number: number): SipRequest {
  return { kind: 'request', method: 'NOTIFY', uri: String(number), headers: [], body: '' };
}

describe('a paced sender', () => {
  test('sends fifty at once and fifty more each 10 ms, in order', async () => {
    const clock = new FakeClock();
    const sent: number[] = [];
    const sender = new PacedSender(clock, async ({ uri }) => {
      sent.push(Number(uri));
      return ok;
    });
    const answers = Array.from({ length: 120 }, (_, index) => sender.send(numbered(index), to));
    expect(sent).toHaveLength(50);
    await clock.advance(9);
    expect(sent).toHaveLength(50);
    await clock.advance(1);
    expect(sent).toHaveLength(100);
    await clock.advance(10);
    expect(sent).toEqual(Array.from({ length: 120 }, (_, index) => index));
    expect(await Promise.all(answers)).toHaveLength(120);
    await clock.advance(10);
    expect(clock.pending).toBe(0);
  });

  test('is no slower for one that does not answer, and passes a failure on', async () => {
    const clock = new FakeClock();
    const sender = new PacedSender(clock, ({ uri }) =>
      uri === '0' ? new Promise(() => undefined) : Promise.reject(new Error(uri)),
    );
    void sender.send(numbered(0), to);
    await expect(sender.send(numbered(1), to)).rejects.toThrow('1');
  });

  test('fails what waits when it is closed', async () => {
    const clock = new FakeClock();
    const sender = new PacedSender(clock, async () => ok);
    const answers = Array.from({ length: 51 }, (_, index) => sender.send(numbered(index), to));
    const last = expect(answers.at(-1)).rejects.toMatchObject({ code: 'closed' });
    sender.close();
    sender.close();
    await last;
    expect(clock.pending).toBe(0);
  });
});
