import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ben } from '../support/provider-process.ts';
import { howWellHeard, loudness } from '../support/speech.ts';
import { setUpTwoDesks, type Desk, type TwoDesks } from '../support/two-desks.ts';

/** Another sentence reaches 0.5 at most. */
const heardWell = 0.75;
const attempts = 6;

describe('two phones and a provider, with real sound', () => {
  let desks: TwoDesks;

  beforeAll(async () => {
    desks = await setUpTwoDesks();
  });
  afterEach(() => desks.clear());
  afterAll(() => desks.stop());

  /** What `listener` hears while `speaker` talks. */
  async function record(listener: Desk, speaker: Desk): Promise<Float32Array> {
    const ear = await desks.sound.listen(listener.account.user);
    await speaker.say(2);
    return ear.stop();
  }

  /** Lets `speaker` talk until `listener` hears it well, while the playout of a new call still finds its pace. */
  async function expectToHear(listener: Desk, speaker: Desk): Promise<Float32Array> {
    for (let attempt = 1; ; attempt++) {
      const heard = await record(listener, speaker);
      const { correlation } = howWellHeard(speaker.speech.samples, heard);
      if (correlation > heardWell) return heard;
      if (attempt === attempts) expect(correlation).toBeGreaterThan(heardWell);
    }
  }

  async function expectBothToHear(): Promise<void> {
    const heardByBen = await expectToHear(desks.ben, desks.ada);
    const heardByAda = await expectToHear(desks.ada, desks.ben);
    expect(howWellHeard(desks.ben.speech.samples, heardByBen).correlation).toBeLessThan(heardWell);
    expect(howWellHeard(desks.ada.speech.samples, heardByAda).correlation).toBeLessThan(heardWell);
  }

  test('each hears what the other says, and not something else', async () => {
    await desks.connect();
    await expectBothToHear();
  });

  test('a muted microphone is not heard, and is heard again after Unmute', async () => {
    await desks.connect();
    await desks.untilHeard(desks.ben, desks.ada);
    await desks.ada.window.button('Mute').click();
    await desks.ada.window.button('Unmute').waitFor();
    const muted = await record(desks.ben, desks.ada);
    await desks.ada.window.button('Unmute').click();
    await desks.ada.window.button('Mute').waitFor();
    const unmuted = await expectToHear(desks.ben, desks.ada);

    expect(howWellHeard(desks.ada.speech.samples, muted).correlation).toBeLessThan(heardWell);
    expect(loudness(muted)).toBeLessThan(loudness(unmuted) / 10);
  });

  test('a window that reloads in mid-call shows the call again and goes on hearing and talking', async () => {
    await desks.connect();
    await desks.untilHeard(desks.ben, desks.ada);
    await desks.ben.window.page.reload();
    await desks.ben.window.card('In call').waitFor();
    await expectBothToHear();
  });

  test('the far side reads who declined, who did not wait, and who hung up', async () => {
    const { ada, ben: bens } = desks;
    await ada.window.dial(ben.numbers[0] ?? '');
    await bens.window.card('Incoming call').getByRole('button', { name: 'Decline' }).click();
    await ada.window.card('Declined').waitFor();
    await desks.clear();

    await ada.window.dial(ben.numbers[0] ?? '');
    await bens.window.card('Incoming call').waitFor();
    await ada.window
      .card(/^(?:Calling|Ringing)/u)
      .getByRole('button', { name: 'Cancel' })
      .click();
    await bens.window.card('Missed call').waitFor();
    await desks.clear();

    await desks.connect();
    await bens.window.card('In call').getByRole('button', { name: 'End', exact: true }).click();
    await ada.window.card('Ended by them').waitFor();
  });

  test('the echo service says after a second what was said', async () => {
    const { ada } = desks;
    await ada.window.dial('+12025550100');
    await ada.window.card('In call').waitFor();
    await expectToHear(ada, ada);
  });

  test('the call-back service ends and calls back, and the call back can be answered and heard', async () => {
    const { window } = desks.ada;
    await window.dial('+12025550101');
    await window.card('In call').waitFor();
    await window.card('Ended by').waitFor();
    await window.card('Incoming call').getByRole('button', { name: 'Answer', exact: true }).click();
    await window.card('In call').waitFor();
    await expect.poll(() => window.figure('framesReceived')).toBeGreaterThan(25);
  });
});
