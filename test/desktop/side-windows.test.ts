import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { sampleCall, sampleDevices, samplePhone } from '../support/sample-states.ts';
import { useScriptedScreen } from '../support/scripted-screen.ts';

const screen = useScriptedScreen();
/** Long enough for the widest of usual times. */
const began = Date.now() - 754_000;
const ringing = sampleCall({ kind: 'ringing', isSilenced: false }, { id: 'r', startedAt: began });
const ringingPhone = samplePhone({ calls: [ringing], devices: sampleDevices });
const talking = samplePhone({ calls: [sampleCall({ kind: 'active' }, { answeredAt: began })] });

/** Opens a small window of the desktop as the shell does, at its size. */
async function openSide(
  route: 'ring' | 'strip',
  state: PhoneState,
  { width, height, colorScheme = 'light' }: { width: number; height: number; colorScheme?: 'light' | 'dark' },
): Promise<Page> {
  await screen.open(state, { viewport: { width, height }, colorScheme });
  await screen.page.goto('about:blank');
  await screen.page.goto(`${screen.host.url}#${route}`);
  await screen.page.getByRole('list', { name: 'Calls' }).waitFor();
  return screen.page;
}

/** Whether everything that can be pressed lies within the window. */
async function fits(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main button:not([role=menuitem])')]
      .filter((button) => button.checkVisibility())
      .every((button) => {
        const { left, top, right, bottom } = button.getBoundingClientRect();
        return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
      }),
  );
}

describe('the ring window', () => {
  it.each(['light', 'dark'] as const)('has what can be done with a call that rings, in the %s', async (colorScheme) => {
    const page = await openSide('ring', ringingPhone, { width: 440, height: 224, colorScheme });
    for (const name of ['Answer', 'Decline', 'Answer on another device', 'Silence']) {
      expect(await page.getByRole('button', { name, exact: true }).isVisible()).toBe(true);
    }
    expect(await fits(page)).toBe(true);
    await page.getByRole('button', { name: 'Decline' }).click();
    expect((await screen.host.nextCommand('decline')).args).toEqual(['r']);
    expect(screen.complaints).toEqual([]);
  });

  it('lists every call that rings here, and no other', async () => {
    const calls = [
      ringing,
      sampleCall(
        { kind: 'ringing', isSilenced: false },
        { id: 'r2', startedAt: began, party: { number: '+4930555010', isVerified: false } },
      ),
      sampleCall({ kind: 'ringing', isSilenced: true }, { id: 'r3' }),
      sampleCall({ kind: 'active' }),
    ];
    const page = await openSide('ring', samplePhone({ calls }), { width: 440, height: 430 });
    expect(await page.getByRole('listitem').count()).toBe(2);
    expect(await fits(page)).toBe(true);
  });

  it('gives a call to another device', async () => {
    const page = await openSide('ring', ringingPhone, { width: 440, height: 224 });
    await page.getByRole('button', { name: 'Answer on another device' }).click();
    await page.getByRole('menuitem', { name: 'Kitchen phone' }).click();
    expect((await screen.host.nextCommand('answerOn')).args).toEqual(['r', 'kitchen']);
  });
});

it('a microphone that the system keeps from the phone is told in the window, with the way to its settings', async () => {
  const desktop = { platform: 'macos', microphone: 'denied', takenShortcuts: ['mute'] } as const;
  await screen.open(samplePhone({ desktop }));
  const alert = screen.page.getByRole('alert').filter({ hasText: 'The microphone is blocked' });
  expect(await alert.textContent()).toContain('System Settings, then start Byway again');
  await alert.getByRole('button', { name: 'Open system settings' }).click();
  await screen.host.nextCommand('openMicrophoneSettings');
  await screen.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await screen.page.getByText('⌥⇧⌘M is in use by another program').waitFor();
});

describe('the strip', () => {
  it.each(['light', 'dark'] as const)('mutes, ends and opens the window, in the %s', async (colorScheme) => {
    const page = await openSide('strip', talking, { width: 320, height: 96, colorScheme });
    await page.getByRole('listitem', { name: /^In call/u }).waitFor();
    expect(await fits(page)).toBe(true);
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    expect((await screen.host.nextCommand('setMuted')).args).toEqual(['c1', true]);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    expect((await screen.host.nextCommand('showWindow')).args).toEqual(['c1']);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    expect((await screen.host.nextCommand('end')).args).toEqual(['c1']);
    expect(screen.complaints).toEqual([]);
  });
});
