import type { BrowserContextOptions, Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { DeskPhonesState } from '../../src-bridge/desk-phones.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { DeskPhonesSettings } from '../../src-bridge/settings.ts';
import { samplePhone } from '../support/sample-states.ts';
import { useScriptedScreen } from '../support/scripted-screen.ts';
import { wideElements } from './wide-elements.ts';

const screen = useScriptedScreen();
const { button } = screen;
const sha256 = '0123456789abcdef'.repeat(4);

function phoneWith(deskPhones: Partial<DeskPhonesSettings>, standing: DeskPhonesState = { kind: 'off' }): PhoneState {
  const { settings } = samplePhone();
  return samplePhone({
    deskPhones: standing,
    settings: { ...settings, deskPhones: { ...settings.deskPhones, ...deskPhones } },
  });
}

const section = (): Locator => screen.page.getByRole('group', { name: 'Desk phones', exact: true });
const group = (name: string): Locator => section().getByRole('group', { name, exact: true });
const field = (name: string): Locator => section().getByRole('textbox', { name, exact: true });
const isFocused = (one: Locator): Promise<boolean> => one.evaluate((element) => element === document.activeElement);

async function openSettings(state: PhoneState, options: BrowserContextOptions = {}): Promise<void> {
  await screen.open(state, options);
  await button(state.settings.language === 'de' ? 'Einstellungen' : 'Settings').click();
}

/** The changes of the settings of desk phones that the page has asked for. */
const changes = (): readonly unknown[] =>
  screen.host.commands
    .filter(({ command }) => command === 'changeSettings')
    .map(({ args: [change] }) => (change as { deskPhones: unknown }).deskPhones);

describe('that desk phones can see the calls', () => {
  it('is switched on, and tells how it stands', async () => {
    await openSettings(phoneWith({}));
    await section().getByRole('status').getByText('Off', { exact: true }).waitFor();
    await section().getByRole('switch', { name: 'Desk phones can see my calls', checked: false }).click();
    await expect.poll(changes).toEqual([{ isOn: true }]);
    const on = { kind: 'on', address: '127.0.0.1', port: 5060, subscriptions: 3 } as const;
    screen.host.show(phoneWith({ isOn: true }, on));
    await section().getByRole('status').getByText('Listening at 127.0.0.1:5060, 3 desk phones watch').waitFor();
    expect(screen.complaints).toEqual([]);
  });

  it.each([
    ['port-in-use', 'Another program uses this port. Close that program, or choose another port.'],
    ['port-reserved', 'This system keeps this port for itself. Choose a port above 1023, such as 5060.'],
    ['address-not-ours', 'This computer does not have this address. Enter one of its own, or 127.0.0.1.'],
    ['bad-certificate', 'The certificate for TLS cannot be used. Start Byway again for a new one, or turn TLS off.'],
    ['stopped', 'The part of Byway that tells desk phones has stopped. Calls go on.'],
    ['failed', 'Nothing can listen for desk phones. Check address and ports'],
  ] as const)('says what to do where nothing listens (%s)', async (problem, words) => {
    await openSettings(phoneWith({ isOn: true }, { kind: 'failed', problem }));
    expect(await section().getByRole('status').textContent()).toContain(words);
  });

  it('warns where nobody may watch, and where an address alone proves who asks', async () => {
    await openSettings(phoneWith({ isOn: true }));
    await section().getByText('Nobody can watch yet.').waitFor();
    screen.host.show(phoneWith({ isOn: true, address: '192.168.1.5', trustedAddresses: ['192.168.1.20'] }));
    await section().getByText('Addresses can be forged over UDP.').waitFor();
    expect(await section().getByText('Nobody can watch yet.').count()).toBe(0);
    screen.host.show(phoneWith({ isOn: true, address: '192.168.1.5', keys: [{ name: 'office', setAt: 1 }] }));
    await expect.poll(() => section().getByText('Addresses can be forged').count()).toBe(0);
  });

  it('says here what could not be set', async () => {
    screen.host.answerWith('changeSettings', { ok: false, failure: { code: 'settings-not-saved' } });
    await openSettings(phoneWith({}));
    await section().getByRole('switch', { name: 'TLS', exact: true }).click();
    await section().getByRole('alert').getByText('The settings could not be saved.').waitFor();
  });
});

describe('where the phone listens', () => {
  it('is set when a field is left or Enter is pressed, and only where it is right', async () => {
    await openSettings(phoneWith({ usesTls: true }));
    await field('Address').fill('desk.example.com');
    await field('Address').press('Enter');
    await section().getByText('This is no IP address. Enter one such as 127.0.0.1.').waitFor();
    await field('Address').fill('192.168.1.5');
    await field('Address').press('Enter');
    await field('Port').fill('99999');
    await field('Port').press('Tab');
    await section().getByText('Enter a port from 1 to 65535.').waitFor();
    await field('Port').fill('5070');
    await field('Port').press('Tab');
    await field('TLS port').fill('5071');
    await field('TLS port').press('Enter');
    await expect.poll(changes).toEqual([{ address: '192.168.1.5' }, { port: 5070 }, { tlsPort: 5071 }]);
    expect(await section().locator('[aria-invalid]').count()).toBe(0);
  });

  it('has a port for TLS only where that is on', async () => {
    await openSettings(phoneWith({}));
    expect(await field('TLS port').count()).toBe(0);
    await section().getByRole('switch', { name: 'TLS', exact: true, checked: false }).click();
    await expect.poll(changes).toEqual([{ usesTls: true }]);
  });

  it('knows a SIP user of each line', async () => {
    const lines = [...samplePhone().lines, { id: 'l2', name: 'Support' }];
    await openSettings({ ...phoneWith({ users: [{ line: '+14085550100', user: 'alice' }] }), lines });
    expect(await field('SIP user of +1 408 555 0100').inputValue()).toBe('alice');
    await field('SIP user of Support').fill('alice');
    await field('SIP user of Support').press('Enter');
    await section().getByText('Another line has this user.').waitFor();
    await field('SIP user of Support').fill('help');
    await field('SIP user of Support').press('Enter');
    await field('SIP user of +1 408 555 0100').fill('');
    await field('SIP user of +1 408 555 0100').press('Tab');
    await expect.poll(changes).toEqual([
      {
        users: [
          { line: '+14085550100', user: 'alice' },
          { line: 'Support', user: 'help' },
        ],
      },
      { users: [] },
    ]);
  });
});

describe('who is trusted', () => {
  it('is an address or a network, added and removed', async () => {
    await openSettings(phoneWith({ trustedAddresses: ['192.168.1.20', '192.168.2.0/24'] }));
    const list = group('Trusted addresses').getByRole('list', { name: 'Trusted addresses' });
    expect(await list.getByRole('listitem').count()).toBe(2);
    await field('Address or network').fill('somewhere');
    await button('Add address').click();
    await section().getByText('This is no address and no network.').waitFor();
    await expect.poll(() => isFocused(field('Address or network'))).toBe(true);
    await field('Address or network').fill('10.0.0.7');
    await field('Address or network').press('Enter');
    await expect.poll(() => field('Address or network').inputValue()).toBe('');
    await button('Remove 192.168.1.20').press('Enter');
    expect(await isFocused(field('Address or network'))).toBe(true);
    await expect
      .poll(changes)
      .toEqual([
        { trustedAddresses: ['192.168.1.20', '192.168.2.0/24', '10.0.0.7'] },
        { trustedAddresses: ['192.168.2.0/24'] },
      ]);
  });

  it('is a key, whose password leaves the page at once, whatever comes of it', async () => {
    screen.host.answerWith('setDeskPhoneKey', { ok: false, failure: { code: 'settings-not-saved' } });
    await openSettings(phoneWith({ keys: [{ name: 'home', setAt: 1 }] }));
    const password = section().getByLabel('Password', { exact: true });
    expect(await password.getAttribute('type')).toBe('password');
    await field('Key name').fill(' office ');
    await button('Add key').click();
    await section().getByText('Enter a password.').waitFor();
    await expect.poll(() => isFocused(password)).toBe(true);
    await password.fill('open sesame');
    await password.press('Enter');
    expect(await screen.host.nextCommand('setDeskPhoneKey')).toMatchObject({ args: ['office', 'open sesame'] });
    await section().getByRole('alert').waitFor();
    expect(await password.inputValue()).toBe('');
    const kept = await screen.page.evaluate(() => document.documentElement.outerHTML.includes('open sesame'));
    expect(kept).toBe(false);
    await button('Remove home').click();
    expect(await screen.host.nextCommand('removeDeskPhoneKey')).toMatchObject({ args: ['home'] });
  });

  it('is a certificate, whose fingerprint may be written with colons', async () => {
    await openSettings(phoneWith({}));
    await field('Name of the desk phone').fill('Front desk');
    await field('SHA-256 fingerprint').fill('12:34');
    await button('Add certificate').click();
    await section().getByText('Enter the 64 digits of a SHA-256 fingerprint.').waitFor();
    await field('SHA-256 fingerprint').fill(sha256.toUpperCase().match(/../gu)!.join(':'));
    await button('Add certificate').click();
    const certificates = [{ name: 'Front desk', sha256 }];
    await expect.poll(changes).toEqual([{ certificates }]);
    screen.host.show(phoneWith({ certificates }));
    await group('Certificates').getByRole('listitem').getByText(sha256).waitFor();
    await button('Remove Front desk').click();
    await expect.poll(() => changes().at(-1)).toEqual({ certificates: [] });
    expect(screen.complaints).toEqual([]);
  });
});

describe('the window', () => {
  it.each([
    [360, 520],
    [1100, 720],
  ])('fits it all into %i by %i in every language', async (width, height) => {
    const full = phoneWith(
      {
        isOn: true,
        usesTls: true,
        address: '192.168.1.5',
        trustedAddresses: ['2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff/128'],
        certificates: [{ name: 'Front-desk'.repeat(6), sha256 }],
      },
      { kind: 'failed', problem: 'stopped' },
    );
    for (const language of ['en', 'de'] as const) {
      await openSettings({ ...full, settings: { ...full.settings, language } }, { viewport: { width, height } });
      await button(language === 'en' ? 'Add certificate' : 'Zertifikat hinzufügen').click({ trial: true });
      expect(await wideElements(screen.page)).toEqual([]);
      if (language === 'en') await screen.page.context().close();
    }
  });
});
