import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import {
  endedFor,
  reconnecting,
  sampleCall,
  sampleDevice,
  sampleDevices,
  samplePhone,
  signedOutPhone,
  unattachedTo,
  sampleNow,
} from '../support/sample-states.ts';
import { useScriptedScreen } from '../support/scripted-screen.ts';
import { wideElements } from './wide-elements.ts';

const screen = useScriptedScreen();
const { open, launch, card, button } = screen;
const textbox = (): Locator => screen.page.getByRole('textbox', { name: 'Name or number', exact: true });

async function buttonsOf(place: Locator): Promise<string[]> {
  const names = await place
    .getByRole('button')
    .evaluateAll((found) => found.map((one) => one.getAttribute('aria-label') ?? one.textContent.trim()));
  return names.sort();
}

const kitchen = { id: 'kitchen', name: 'Kitchen phone' };
/** Beside **Mute** or **Unmute**. */
const inCall = ['Call quality', 'Hold', 'Keypad', 'Transfer', 'Move to another device', 'End'];
const active = sampleCall({ kind: 'active' });
const offline = samplePhone({ connection: reconnecting(), calls: [active] });
const ringing = sampleCall({ kind: 'ringing', isSilenced: false }, { id: 'r' });

const cards: readonly (readonly [name: RegExp, state: PhoneState, buttons: readonly string[]])[] = [
  [
    /^Incoming call, \+1 408 555 1002$/,
    samplePhone({ calls: [ringing] }),
    ['Answer', 'Answer on another device', 'Decline', 'Silence'],
  ],
  [
    /^Incoming call/,
    samplePhone({ calls: [sampleCall({ kind: 'ringing', isSilenced: true })] }),
    ['Answer', 'Answer on another device', 'Decline'],
  ],
  [/^Calling/, samplePhone({ calls: [sampleCall({ kind: 'calling', isAlerting: false })] }), ['Cancel']],
  [/^Ringing/, samplePhone({ calls: [sampleCall({ kind: 'calling', isAlerting: true })] }), ['Cancel']],
  [
    /^Connecting to Kitchen phone/,
    samplePhone({ calls: [sampleCall({ kind: 'attaching', device: kitchen, isHere: false })] }),
    ['End'],
  ],
  [/^In call/, samplePhone({ calls: [active] }), ['Mute', ...inCall]],
  [/^In call/, samplePhone({ calls: [{ ...active, isMuted: true }] }), ['Unmute', ...inCall]],
  [
    /^On hold/,
    samplePhone({ calls: [sampleCall({ kind: 'held' })] }),
    ['Resume', 'End', 'Transfer', 'Move to another device'],
  ],
  [
    /^In use on Kitchen phone/,
    samplePhone({ calls: [sampleCall({ kind: 'remote', device: kitchen, isHeld: false })] }),
    ['Pull call here', 'Move to another device', 'End'],
  ],
  [
    /^Not connected to Kitchen phone/,
    samplePhone({ calls: [sampleCall(unattachedTo(kitchen))] }),
    ['Pull call here', 'Move to another device', 'End'],
  ],
  [
    /^Their connection was lost\. Waiting for them/,
    samplePhone({ calls: [{ ...active, farSideLostAt: sampleNow }] }),
    ['Mute', ...inCall],
  ],
  [/^You are offline\. The call is kept for you/, offline, ['Mute', 'Retry now', ...inCall]],
  [/^No answer/, samplePhone({ calls: [sampleCall(endedFor({ kind: 'no-answer' }))] }), ['Call again', 'Dismiss']],
];

describe('a call on the screen', () => {
  it.each(cards)('named %s has the controls of its state and no other', async (name, state, buttons) => {
    await open(state);
    await card(name).waitFor();
    expect(await buttonsOf(card(name))).toEqual([...buttons].sort());
    expect(screen.complaints).toEqual([]);
  });

  it('sends the command of each button', async () => {
    await open(samplePhone({ calls: [ringing, { ...active, id: 'a' }] }));
    for (const name of ['Silence', 'Answer', 'Decline']) await button(name, card(/^Incoming call/)).click();
    await button('Mute', card(/^In call/)).click();
    await button('End', card(/^In call/)).click();
    await screen.host.nextCommand('end');
    expect(screen.host.commands).toEqual([
      { command: 'silence', args: ['r'] },
      { command: 'answer', args: ['r'] },
      { command: 'decline', args: ['r'] },
      { command: 'setMuted', args: ['a', true] },
      { command: 'end', args: ['a'] },
    ]);
  });

  it('shows what went wrong with it as an alert with the next step', async () => {
    await open(samplePhone({ calls: [{ ...active, problem: { code: 'device-unavailable' } }] }));
    const alert = card(/^In call/).getByRole('alert');
    expect(await alert.textContent()).toContain('That device is not available. Choose another one.');
  });

  it('shows a command that failed on its own card', async () => {
    screen.host.answerWith('answer', { ok: false, failure: { code: 'overloaded' } });
    await open(samplePhone({ calls: [ringing] }));
    await button('Answer').click();
    await card(/^Incoming call/)
      .getByRole('alert')
      .getByText('Try again in a minute.')
      .waitFor();
  });

  it('says who called and whether the caller is verified', async () => {
    await open(samplePhone({ calls: [{ ...ringing, party: { number: '+442079460123', isVerified: true } }] }));
    await card(/\+44 20 7946 0123$/)
      .getByText('Verified caller')
      .waitFor();
  });

  it('opens the figures of its sound', async () => {
    await open(samplePhone({ calls: [active] }));
    await button('Call quality').click();
    const names = await screen.page
      .locator('[data-figure]')
      .evaluateAll((found) => found.map((one) => one.getAttribute('data-figure')));
    expect(names).toEqual([
      'framesSent',
      'framesReceived',
      'framesLost',
      'framesLate',
      'framesConcealed',
      'playoutDelayMs',
    ]);
    expect([...screen.host.openChannels.values()]).toEqual(['c1']);
  });

  it('calls the number of an ended call again on its line', async () => {
    await open(samplePhone({ calls: [sampleCall(endedFor({ kind: 'busy' }))] }));
    await button('Call again').click();
    expect(await screen.host.nextCommand('placeCall')).toMatchObject({
      args: [{ destination: '+14085551002', lineId: 'l1' }],
    });
    expect(await screen.host.nextCommand('dismissCall')).toMatchObject({ args: ['c1'] });
  });
});

describe('the header', () => {
  it('names the line, the connection and the switch', async () => {
    await open(samplePhone());
    await screen.page.getByRole('heading', { name: '+1 408 555 0100' }).waitFor();
    await screen.page.getByRole('status').getByText('Online', { exact: true }).waitFor();
    await screen.page.getByRole('switch', { name: 'Do not disturb', exact: true, checked: false }).click();
    expect(await screen.host.nextCommand('changeSettings')).toMatchObject({ args: [{ doNotDisturb: true }] });
    await button('Settings').waitFor();
  });

  it('counts down to the next attempt and offers to make it now', async () => {
    await open(samplePhone({ connection: reconnecting(Date.now() + 60_000) }));
    await screen.page
      .getByRole('status')
      .getByText(/^Reconnecting in \d+ s$/)
      .waitFor();
    await button('Retry now').click();
    await screen.host.nextCommand('retryNow');
  });
});

describe('the dial box', () => {
  it('formats what is typed and calls it with Enter', async () => {
    await open(samplePhone());
    await textbox().pressSequentially('4085551002');
    expect(await textbox().inputValue()).toBe('(408) 555-1002');
    await textbox().press('Enter');
    expect(await screen.host.nextCommand('placeCall')).toMatchObject({
      args: [{ destination: '+14085551002', lineId: 'l1' }],
    });
    await expect.poll(() => textbox().inputValue()).toBe('');
  });

  it('takes digits from the keypad', async () => {
    await open(samplePhone());
    await button('Keypad').click();
    for (const digit of ['4', '0', '8', '9']) await button(digit).click();
    await button('Erase the last digit').click();
    await button('5').click();
    expect(await textbox().inputValue()).toBe('(408) 5');
  });

  it('keeps a number that could not be called, with the reason', async () => {
    screen.host.answerWith('placeCall', { ok: false, failure: { code: 'unreachable' } });
    await open(samplePhone());
    await textbox().fill('+1 202 555 0199');
    await button('Call').click();
    await screen.page.getByRole('alert').getByText('Number cannot be reached.').waitFor();
    expect(await textbox().inputValue()).toBe('+1 202 555 0199');
  });

  it('asks for the line only where there are several', async () => {
    await open(samplePhone());
    expect(await screen.page.getByRole('combobox').count()).toBe(0);
    const [main] = samplePhone().lines;
    screen.host.show(samplePhone({ lines: [main!, { id: 'l2', name: 'Support', number: '+442079460018' }] }));
    await screen.page.getByRole('combobox', { name: 'Line' }).selectOption({ label: 'Support · +44 20 7946 0018' });
    await textbox().fill('020 7946 0123');
    await button('Call').click();
    expect(await screen.host.nextCommand('placeCall')).toMatchObject({
      args: [{ destination: '+442079460123', lineId: 'l2' }],
    });
  });
});

describe('the first run', () => {
  it('offers to try it and to sign in', async () => {
    await open(signedOutPhone());
    await screen.page.getByRole('status').getByText('Signed out').waitFor();
    await button('Try it without an account').click();
    await screen.host.nextCommand('tryDemo');
    await screen.page.getByRole('textbox', { name: 'Provider domain' }).fill(' https://example.com/ ');
    await button('Sign in').click();
    expect(await screen.host.nextCommand('signIn')).toMatchObject({ args: ['example.com'] });
    expect(screen.complaints).toEqual([]);
  });

  it('waits for the sign-in page and lets the person give up', async () => {
    await open(signedOutPhone({ account: { kind: 'signing-in', provider: 'example.com', waitsFor: 'page' } }));
    await screen.page.getByRole('heading', { name: 'Finish signing in in your browser' }).waitFor();
    await button('Cancel').click();
    await screen.host.nextCommand('cancelSignIn');
  });

  it('says why the sign-in failed and what to do', async () => {
    await open(signedOutPhone({ account: { kind: 'signed-out', problem: { code: 'unknown-authority' } } }));
    expect(await screen.page.getByRole('alert').textContent()).toContain(
      'No provider was found under this name. Check the spelling of the domain.',
    );
  });
});

describe('the settings', () => {
  it('hold every control of the page on sound', async () => {
    await open(samplePhone());
    await button('Settings').click();
    const settings = screen.page.getByRole('region', { name: 'Settings' });
    for (const name of ['Microphone', 'Speaker', 'Ring tone', 'Language']) {
      await settings.getByRole('combobox', { name, exact: true }).waitFor();
    }
    for (const name of ['Play test sound', 'Record and play back', 'Call the echo service', 'Save diagnostics']) {
      await button(name, settings).waitFor();
    }
    await settings.getByRole('group', { name: 'Ring on' }).getByRole('checkbox', { name: 'System default' }).waitFor();
    await settings.getByRole('meter', { name: 'Microphone level' }).waitFor();
    await settings.getByRole('slider', { name: 'Ring volume' }).waitFor();
    await settings.getByRole('switch', { name: 'Noise suppression' }).waitFor();
    await settings.getByRole('switch', { name: 'Automatic gain' }).waitFor();
    await settings.getByRole('switch', { name: 'Echo cancellation' }).click();
    expect(await screen.host.nextCommand('changeSettings')).toMatchObject({
      args: [{ audio: { echoCancellation: false } }],
    });
    expect(screen.complaints).toEqual([]);
  });

  it('close with Escape and give the focus back', async () => {
    await open(samplePhone());
    await button('Settings').press('Enter');
    await screen.page.getByRole('region', { name: 'Settings' }).waitFor();
    await screen.page.keyboard.press('Escape');
    await screen.page.getByRole('region', { name: 'Settings' }).waitFor({ state: 'detached' });
    expect(await button('Settings').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('stand below a call that comes in meanwhile', async () => {
    await open(samplePhone());
    await button('Settings').click();
    screen.host.show(samplePhone({ calls: [ringing] }));
    await button('Answer').click();
    await screen.host.nextCommand('answer');
  });

  it('save the diagnostics as a file', async () => {
    screen.host.answerWith('collectDiagnostics', { ok: true, value: 'all is well' });
    await open(samplePhone());
    await button('Settings').click();
    const [download] = await Promise.all([screen.page.waitForEvent('download'), button('Save diagnostics').click()]);
    expect(download.suggestedFilename()).toBe('byway-diagnostics.txt');
  });

  it('change the language at once', async () => {
    await open(samplePhone(), { locale: 'en-GB' });
    await button('Call').waitFor();
    screen.host.show(samplePhone({ settings: { ...samplePhone().settings, language: 'de' } }));
    await button('Anrufen').waitFor();
    expect(await screen.page.locator('html').getAttribute('lang')).toBe('de');
  });
});

describe('the keyboard and the screen reader', () => {
  it('reach every control of an incoming call in order, from the top', async () => {
    await open(samplePhone({ calls: [ringing] }));
    const names: (string | undefined)[] = [];
    for (let press = 0; press < 9; press += 1) {
      await screen.page.keyboard.press('Tab');
      names.push(
        await screen.page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent.trim(),
        ),
      );
    }
    expect(names).toEqual([
      'Do not disturb',
      'Settings',
      'Answer',
      'Decline',
      'Answer on another device',
      'Silence',
      'Name or number',
      'Keypad',
      'Call',
    ]);
  });

  it('keep the focus where the person types while a call comes in', async () => {
    await open(samplePhone());
    await textbox().fill('202');
    screen.host.show(samplePhone({ calls: [ringing] }));
    await card(/^Incoming call/).waitFor();
    expect(await textbox().evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('go on at the next control of the same call, and to the dial box when its card leaves', async () => {
    await open(samplePhone({ calls: [ringing] }));
    await button('Answer').press('Enter');
    screen.host.show(samplePhone({ calls: [{ ...active, id: 'r' }] }));
    const focused = (name: string): Promise<boolean> =>
      button(name).evaluate((element) => element === document.activeElement);
    await expect.poll(() => focused('Mute')).toBe(true);
    screen.host.show(samplePhone({ calls: [sampleCall(endedFor({ kind: 'ended', by: 'them' }), { id: 'r' })] }));
    await expect.poll(() => focused('Dismiss')).toBe(true);
    screen.host.show(samplePhone());
    await expect.poll(() => textbox().evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('hear of an incoming call at once and of other changes when there is time', async () => {
    await open(samplePhone());
    screen.host.show(samplePhone({ calls: [ringing] }));
    await screen.page.locator('[aria-live=assertive]').getByText('Incoming call, +1 408 555 1002').waitFor();
    screen.host.show(samplePhone({ calls: [{ ...active, id: 'r' }] }));
    await screen.page.locator('[aria-live=polite]').getByText('In call, +1 408 555 1002').waitFor();
  });
});

describe('what is to be told', () => {
  it('stands below the calls and can be dismissed', async () => {
    await open(samplePhone({ calls: [active], notices: [{ id: 'n1', code: 'no-keychain' }] }));
    const notice = await screen.page.getByText('This system has no keychain').boundingBox();
    const call = await card(/^In call/).boundingBox();
    expect(notice!.y).toBeGreaterThan(call!.y + call!.height);
    await button('Dismiss').click();
    expect(await screen.host.nextCommand('dismissNotice')).toMatchObject({ args: ['n1'] });
  });

  it('is a microphone that the browser refuses, with what to do', async () => {
    const refusing = await launch('--deny-permission-prompts', '--use-fake-device-for-media-stream');
    try {
      await open(samplePhone({ calls: [active] }), {}, refusing);
      await textbox().click();
      const alert = screen.page
        .getByRole('alert')
        .filter({ hasText: 'The microphone is blocked. They cannot hear you.' });
      expect(await alert.textContent()).toContain('Allow it for this page');
    } finally {
      await refusing.close();
    }
  });

  it('is that nothing is heard before the person has touched the page, until they turn it on', async () => {
    await screen.openUntouched(samplePhone({ calls: [ringing] }), 'Turn on sound');
    await button('Turn on sound').press('Enter');
    await button('Turn on sound').waitFor({ state: 'detached' });
  });
});

describe('the window', () => {
  const crowded = samplePhone({
    lines: [...samplePhone().lines, { id: 'l2', name: 'Support in the north-western branch', number: '+442079460018' }],
    calls: [
      { ...ringing, party: { number: 'a.very.long.address.of.somebody@subdomain.example.com', isVerified: true } },
      { ...active, farSideLostAt: sampleNow, problem: { code: 'bad-response' } },
    ],
    notices: [{ id: 'n', code: 'no-keychain' }],
  });
  const cellar = sampleDevice('cellar', 'Telephone at the foot of the stairs to the wine cellar');
  const household = {
    ...crowded,
    devices: [...sampleDevices, cellar],
    calls: [
      ...crowded.calls,
      sampleCall({ kind: 'held', movingTo: cellar }, { id: 'held', digits: { ours: '1'.repeat(32), theirs: '' } }),
      sampleCall({ kind: 'remote', device: cellar, isHeld: true }, { id: 'remote' }),
      sampleCall(unattachedTo(cellar), { id: 'loose', problem: { code: 'device-refused' } }),
    ],
  };

  it.each([
    [360, 520],
    [400, 680],
    [760, 520],
    [1400, 900],
  ])('fits its content into %i by %i in every language', async (width, height) => {
    for (const language of ['en', 'de'] as const) {
      await open(
        { ...household, settings: { ...household.settings, language } },
        { viewport: { width, height }, colorScheme: 'dark' },
      );
      expect(await wideElements(screen.page)).toEqual([]);
      const right = await button(language === 'en' ? 'Answer' : 'Annehmen').boundingBox();
      expect(right!.x + right!.width).toBeLessThanOrEqual(width);
      if (language === 'en') await screen.page.context().close();
    }
  });

  it('is a strip with the first call alone when it is low', async () => {
    await open(crowded, { viewport: { width: 320, height: 96 } });
    expect(await button('Answer').isVisible()).toBe(true);
    expect(await button('Decline').isVisible()).toBe(true);
    expect(await textbox().isVisible()).toBe(false);
    expect(await button('End').isVisible()).toBe(false);
    const place = await button('Answer').boundingBox();
    expect(place!.y + place!.height).toBeLessThanOrEqual(96);
  });

  it('shows the facts of a call beside the list when it is wide', async () => {
    await open(samplePhone({ calls: [active] }), { viewport: { width: 1100, height: 720 } });
    await screen.page
      .getByRole('region', { name: '+1 408 555 1002' })
      .getByText('Opus, 48 kHz, 20 ms frames')
      .waitFor();
  });

  it('says calmly that the phone is not running, and goes on when it is back', async () => {
    await open(samplePhone({ calls: [active] }));
    screen.host.setReachable(false);
    await screen.page.getByRole('heading', { name: 'The phone is not running' }).waitFor();
    screen.host.setReachable(true);
    await card(/^In call/).waitFor();
    await expect.poll(() => [...screen.host.openChannels.values()].at(-1)).toBe('c1');
  });
});
