import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '../../support/phone-window.ts';
import { startSoundServer, type SoundServer } from '../../support/sound-server.ts';
import { loudness, speakToFile, type Speech } from '../../support/speech.ts';
import { startDeskHost, type DeskHost } from './desk-host.ts';
import { howWellInPieces } from './heard-pieces.ts';

const sentence = 'The quick brown fox jumps over the lazy dog.';
const evenNetwork = { delayMs: [30, 30], loss: 0 } as const;
const opusPlan = { codec: 'opus', sampleRate: 48_000, frameMs: 20 } as const;

let directory: string;
let host: DeskHost;
let sound: SoundServer;
let speech: Speech;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'byway-desk-test-'));
  host = await startDeskHost();
  sound = await startSoundServer(['desk', 'room']);
  speech = await speakToFile(join(directory, 'speech.wav'), sentence, 'en-us');
  browser = await launchChromium(sound.environmentOf('desk'));
});

afterAll(async () => {
  await browser.close();
  await sound.stop();
  await host.stop();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  const context = await browser.newContext({ permissions: ['microphone'] });
  page = await context.newPage();
  await page.goto(host.url);
  await page.waitForFunction(() => 'rig' in window);
});

afterEach(async () => {
  await page.evaluate(() => window.rig.desk.close());
  await page.waitForFunction(() => window.rig.openContexts === 0 && window.rig.liveTracks === 0);
  await page.context().close();
});

/** Resolves when so many more frames have been heard. */
async function hearFrames(count: number): Promise<void> {
  const heard = await page.evaluate(() => window.rig.audio.figures.framesReceived);
  await page.waitForFunction((enough) => window.rig.audio.figures.framesReceived >= enough, heard + count);
}

/** What the speaker plays while the sentence is said into the microphone, and until the last of it came back. */
async function sayAndListen(): Promise<Float32Array> {
  const ear = await sound.listen('desk');
  await sound.speak('desk', speech.wavFile);
  await hearFrames(30);
  return ear.stop();
}

describe.each([
  { plan: opusPlan, alike: 0.8 },
  { plan: { ...opusPlan, frameMs: 10 }, alike: 0.8 },
  { plan: { ...opusPlan, sampleRate: 16_000 }, alike: 0.8 },
  { plan: { codec: 'PCMU', sampleRate: 8000, frameMs: 20 }, alike: 0.65 },
  { plan: { codec: 'PCMA', sampleRate: 8000, frameMs: 30 }, alike: 0.65 },
] as const)('$plan.codec at $plan.sampleRate Hz in frames of $plan.frameMs ms', ({ plan, alike }) => {
  test('carries speech over an even network without losing a frame', async () => {
    await page.evaluate(([chosen, network]) => window.rig.startCall(chosen, network), [plan, evenNetwork] as const);
    await hearFrames(20);
    const heard = await sayAndListen();
    expect(howWellInPieces(speech.samples, heard)).toBeGreaterThan(alike);
    const figures = await page.evaluate(() => window.rig.audio.figures);
    expect(figures).toMatchObject({ framesLost: 0 });
    expect(figures.framesSent).toBeGreaterThan(figures.framesReceived - 1);
    expect(figures.firstPlayedAt).toBeGreaterThan(0);
  });
});

test('speech stays clear with jitter and five lost frames in a hundred, which are counted and made up', async () => {
  const network = { delayMs: [20, 60], loss: 0.05 } as const;
  await page.evaluate(([plan, rough]) => window.rig.startCall(plan, rough), [opusPlan, network] as const);
  await hearFrames(50);
  const heard = await sayAndListen();
  expect(howWellInPieces(speech.samples, heard)).toBeGreaterThan(0.7);
  const figures = await page.evaluate(() => window.rig.audio.figures);
  expect(figures.framesLost).toBeGreaterThan(0);
  expect(figures.framesConcealed).toBeGreaterThan(0);
});

test('each packet tells its codec, its level and the wall clock, and the levels of the call follow the voice', async () => {
  await page.evaluate(([plan, network]) => window.rig.startCall(plan, network), [opusPlan, evenNetwork] as const);
  await hearFrames(20);
  await page.evaluate(() => window.rig.followLevels());
  await sayAndListen();
  const { packets, peaks } = await page.evaluate(() => ({
    packets: window.rig.port.sent.map(({ payload, ...packet }) => ({ ...packet, bytes: payload.length })),
    peaks: window.rig.peaks,
  }));
  const levels = packets.map(({ level }) => level ?? -1);
  const steps = packets.slice(1).map(({ timestampMs }, index) => timestampMs - (packets[index]?.timestampMs ?? 0));
  expect(packets.every(({ payloadType, bytes }) => payloadType === 1 && bytes > 0 && bytes < 400)).toBe(true);
  expect(Math.min(...levels)).toBeLessThan(40);
  expect(Math.max(...levels)).toBe(127);
  expect(steps.every((step) => Number.isInteger(step) && step > 0)).toBe(true);
  expect(peaks.microphone).toBeGreaterThan(0.4);
  expect(peaks.speaker).toBeGreaterThan(0.4);
});

test('a muted call sends nothing while the microphone runs, and comfort noise in its place is no loss', async () => {
  await page.evaluate(([plan, network]) => window.rig.startCall(plan, network), [opusPlan, evenNetwork] as const);
  await hearFrames(50);
  const [before, after] = await page.evaluate(async () => {
    const { rig } = window;
    rig.audio.setMuted(true);
    const sentBefore = rig.port.sent.length;
    let readings = 0;
    await new Promise<void>((resolve) => {
      const stop = rig.desk.startMeter(() => {
        if (readings++ % 20 === 0) {
          const payload = Uint8Array.of(127);
          rig.port.inject({ payloadType: 5, timestampMs: Date.now(), payload });
        }
        if (readings < 60) return;
        stop();
        resolve();
      });
    });
    return [sentBefore, rig.port.sent.length];
  });
  expect(after).toBe(before);
  await page.evaluate(() => window.rig.audio.setMuted(false));
  await hearFrames(50);
  const figures = await page.evaluate(() => window.rig.audio.figures);
  expect(figures.framesLost).toBe(0);
});

test('after a stall of the network everything is heard, and the delay comes back down', async () => {
  await page.evaluate(([plan, network]) => window.rig.startCall(plan, network), [opusPlan, evenNetwork] as const);
  await hearFrames(100);
  await page.evaluate(async () => {
    const { port } = window.rig;
    port.hold();
    const sent = port.sent.length;
    while (port.sent.length < sent + 30) await new Promise((resolve) => requestAnimationFrame(resolve));
    port.release();
  });
  await hearFrames(50);
  await page.waitForFunction(() => window.rig.audio.figures.playoutDelayMs < 100);
  expect(await page.evaluate(() => window.rig.audio.figures.framesLost)).toBe(0);
});

test('closing a call closes its port and lets go of the microphone, and twice is harmless', async () => {
  await page.evaluate(([plan, network]) => window.rig.startCall(plan, network), [opusPlan, evenNetwork] as const);
  await hearFrames(10);
  expect(await page.evaluate(() => window.rig.liveTracks)).toBe(1);
  await page.evaluate(() => {
    window.rig.audio.close();
    window.rig.audio.close();
  });
  await page.waitForFunction(() => window.rig.liveTracks === 0);
  expect(await page.evaluate(() => window.rig.port.isClosed)).toBe(true);
});

test('two calls at once share one microphone', async () => {
  await page.evaluate(([plan, network]) => window.rig.startCall(plan, network), [opusPlan, evenNetwork] as const);
  await hearFrames(10);
  await page.evaluate(() => {
    const first = window.rig.audio;
    window.rig.keep('first call', () => first.close());
  });
  const plan = { codec: 'PCMA', sampleRate: 8000, frameMs: 20 } as const;
  await page.evaluate(([other, network]) => window.rig.startCall(other, network), [plan, evenNetwork] as const);
  await hearFrames(10);
  expect(await page.evaluate(() => window.rig.liveTracks)).toBe(1);
  await page.evaluate(() => window.rig.stop('first call'));
  await hearFrames(10);
  expect(await page.evaluate(() => window.rig.liveTracks)).toBe(1);
});

/** The loudness of what the speaker of `phone` plays while `during` runs. */
async function loudnessAt(phone: string, during: () => Promise<void>): Promise<number> {
  const ear = await sound.listen(phone);
  await during();
  return loudness(await ear.stop());
}

/** Lets 1.5 s of the microphone pass. */
async function letPass(): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let readings = 0;
        const stop = window.rig.desk.startMeter(() => {
          if (++readings < 30) return;
          stop();
          resolve();
        });
      }),
  );
}

test('it rings on every chosen output until it is stopped', async () => {
  await page.evaluate(async () => {
    await window.rig.desk.requestMicrophone();
    const { speakers } = await window.rig.desk.listDevices();
    const ringOn = speakers.filter((speaker) => speaker.kind === 'device' && speaker.label.startsWith('ear-'));
    window.rig.change({ ringOn });
    window.rig.keep('ring', window.rig.desk.startRinging());
  });
  const room = await sound.listen('room');
  expect(await loudnessAt('desk', letPass)).toBeGreaterThan(0.01);
  expect(loudness(await room.stop())).toBeGreaterThan(0.01);
  await page.evaluate(() => window.rig.stop('ring'));
  await letPass();
  expect(await loudnessAt('desk', letPass)).toBeLessThan(0.0005);
});

test('a progress tone is heard until it is stopped', async () => {
  await page.evaluate(() => window.rig.keep('tone', window.rig.desk.startTone('busy')));
  expect(await loudnessAt('desk', letPass)).toBeGreaterThan(0.005);
  await page.evaluate(() => window.rig.stop('tone'));
  await letPass();
  expect(await loudnessAt('desk', letPass)).toBeLessThan(0.0005);
});

test('the test sound is heard', async () => {
  const heard = await loudnessAt('desk', () => page.evaluate(() => window.rig.desk.playTestSound()));
  expect(heard).toBeGreaterThan(0.01);
});

test('what is recorded is played back', async () => {
  const ear = await sound.listen('desk');
  const trial = page.evaluate(() => window.rig.desk.recordAndPlayBack(5));
  await page.waitForFunction(() => window.rig.liveTracks === 1);
  await sound.speak('desk', speech.wavFile);
  await trial;
  expect(howWellInPieces(speech.samples, await ear.stop())).toBeGreaterThan(0.6);
});
