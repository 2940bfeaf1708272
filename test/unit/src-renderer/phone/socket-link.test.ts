/// <reference types="node" />
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeAudioPacket, type AudioPacket } from '../../../../src-bridge/audio-port.ts';
import { createPhoneClient } from '../../../../src-bridge/phone-client.ts';
import type { PhoneState } from '../../../../src-bridge/phone-state.ts';
import type { Reach } from '../../../../src-renderer/phone/phone-link.ts';
import { reconnectDelayMs } from '../../../../src-renderer/phone/reconnect-delay.ts';
import { SocketLink } from '../../../../src-renderer/phone/socket-link.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { sampleCall, samplePhone } from '../../../support/sample-states.ts';
import { startScriptedPhoneHost, type ScriptedPhoneHost } from '../../../support/scripted-phone-host.ts';

const packet: AudioPacket = {
  payloadType: 1,
  level: 20,
  timestampMs: 1000,
  sequence: 7,
  payload: new Uint8Array([1, 2, 3]),
};

let host: ScriptedPhoneHost;
let clock: FakeClock;
let link: SocketLink;
let states: PhoneState[];
let reaches: Reach[];

beforeEach(async () => {
  host = await startScriptedPhoneHost('.', samplePhone());
  clock = new FakeClock();
  states = [];
  reaches = [];
  link = new SocketLink({
    openSocket: () => new WebSocket(new URL('bridge', host.url.replace('http', 'ws'))),
    after: (delayMs, task) => clock.after(delayMs, task),
  });
  link.bridge.subscribe((state) => states.push(state));
  link.onReach((reach) => reaches.push(reach));
});

afterEach(async () => {
  link.close();
  await host.stop();
});

const untilThere = (): Promise<void> => vi.waitFor(() => expect(reaches.at(-1)).toBe('there'));

/** Takes the host away and lets the page try `attempts` times in vain. */
async function loseHost(attempts: number): Promise<void> {
  host.setReachable(false);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await vi.waitFor(() => expect(clock.pending).toBe(1));
    await clock.advance(reconnectDelayMs(attempt));
  }
  await vi.waitFor(() => expect(clock.pending).toBe(1));
}

describe('the link over the socket of the browser host', () => {
  it('hands on the snapshot at once and each later one, and the last one to who comes late', async () => {
    await vi.waitFor(() => expect(states).toEqual([samplePhone()]));
    const ringing = samplePhone({ calls: [sampleCall({ kind: 'ringing', isSilenced: false })] });
    host.show(ringing);
    await vi.waitFor(() => expect(states.at(-1)).toEqual(ringing));
    const late: PhoneState[] = [];
    link.bridge.subscribe((state) => late.push(state));
    expect(late).toEqual([ringing]);
  });

  it('puts the snapshot together where it is told only what changed', async () => {
    await untilThere();
    host.sendText(JSON.stringify({ changed: { lines: [] }, gone: [] }));
    await vi.waitFor(() => expect(states.at(-1)).toEqual(samplePhone({ lines: [] })));
    expect(states.at(-1)?.settings).toBe(states[0]?.settings);
  });

  it('carries commands and what came of them', async () => {
    await untilThere();
    const phone = createPhoneClient(link.bridge);
    host.answerWith('answer', { ok: false, failure: { code: 'forbidden', detail: 'too many calls' } });
    await expect(phone.answer('c1')).rejects.toMatchObject({ code: 'forbidden', detail: 'too many calls' });
    await expect(phone.end('c1')).resolves.toBeUndefined();
    expect(host.commands).toEqual([
      { command: 'answer', args: ['c1'] },
      { command: 'end', args: ['c1'] },
    ]);
  });

  it('carries audio both ways until it is closed', async () => {
    await untilThere();
    const port = await link.bridge.openAudio('c1');
    const received: AudioPacket[] = [];
    port.onPacket((arrived) => received.push(arrived));
    expect([...host.openChannels]).toEqual([[1, 'c1']]);
    host.sendAudio(1, encodeAudioPacket(packet));
    host.sendAudio(2, encodeAudioPacket(packet));
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(received[0]).toEqual(packet);
    port.send(packet);
    await vi.waitFor(() => expect(host.receivedAudio).toEqual([{ channel: 1, packet: encodeAudioPacket(packet) }]));
    port.close();
    port.close();
    await vi.waitFor(() => expect(host.openChannels.size).toBe(0));
  });

  it('ignores what is no message and no packet', async () => {
    await untilThere();
    const port = await link.bridge.openAudio('c1');
    const received: AudioPacket[] = [];
    port.onPacket((arrived) => received.push(arrived));
    const bad = [
      '{"state":{}}',
      '{"changed":{"calls":{}},"gone":[]}',
      '{"changed":{}}',
      '{"id":1}',
      '{"closeAudio":"1"}',
    ];
    for (const frame of ['', '{', 'null', ...bad]) host.sendText(frame);
    host.sendAudio(1, new Uint8Array([1, 2, 3]));
    host.sendAudio(1, encodeAudioPacket(packet));
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(states).toHaveLength(1);
  });
});

describe('a socket that drops', () => {
  it('comes back by itself with a new snapshot, and the audio goes on', async () => {
    await untilThere();
    const port = await link.bridge.openAudio('c1');
    const received: AudioPacket[] = [];
    port.onPacket((arrived) => received.push(arrived));
    await loseHost(1);
    port.send(packet);
    host.setReachable(true);
    const active = samplePhone({ calls: [sampleCall({ kind: 'active' })] });
    host.show(active);
    await clock.advance(2000);
    await vi.waitFor(() => expect(states.at(-1)).toEqual(active));
    await vi.waitFor(() => expect(host.openChannels.get(2)).toBe('c1'));
    host.sendAudio(2, encodeAudioPacket(packet));
    await vi.waitFor(() => expect(received).toHaveLength(1));
  });

  it('is a moment of connecting first, and only then a phone that is not running', async () => {
    await untilThere();
    await loseHost(1);
    expect(reaches).toEqual(['connecting', 'there', 'connecting']);
    await clock.advance(reconnectDelayMs(1));
    await vi.waitFor(() => expect(reaches.at(-1)).toBe('away'));
    await vi.waitFor(() => expect(clock.pending).toBe(1));
    host.setReachable(true);
    await clock.advance(2000);
    await untilThere();
  });

  it('is tried again at once when asked, and left alone where it is there', async () => {
    await untilThere();
    link.retryNow();
    expect(host.connections).toBe(1);
    await loseHost(2);
    host.setReachable(true);
    link.retryNow();
    expect(clock.pending).toBe(0);
    await untilThere();
    expect(host.connections).toBe(1);
  });

  it('lets commands fail that were under way or come meanwhile', async () => {
    await untilThere();
    host.withholdAnswers();
    const underWay = link.bridge.invoke('end', ['c1']);
    await host.nextCommand('end');
    host.setReachable(false);
    await expect(underWay).resolves.toEqual({ ok: false, failure: { code: 'not-running' } });
    await expect(link.bridge.invoke('end', ['c1'])).resolves.toMatchObject({ failure: { code: 'not-running' } });
    await expect(link.bridge.openAudio('c1')).rejects.toMatchObject({ code: 'not-running' });
  });

  it('is left alone once the link is closed', async () => {
    await untilThere();
    link.close();
    link.retryNow();
    await vi.waitFor(() => expect(host.connections).toBe(0));
    expect(clock.pending).toBe(0);
  });
});
