import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { manyContacts, sampleContacts, sampleLamps } from '../support/sample-contacts.ts';
import { sampleCall, samplePhone } from '../support/sample-states.ts';
import { useScriptedScreen } from '../support/scripted-screen.ts';
import { wideElements } from './wide-elements.ts';

const screen = useScriptedScreen();
const { open, card, button } = screen;
const known = samplePhone({ contacts: sampleContacts, lamps: sampleLamps });

const items = (): Locator => screen.page.getByRole('list', { name: 'Contacts', exact: true }).getByRole('listitem');
const item = (name: RegExp): Locator =>
  screen.page.getByRole('list', { name: 'Contacts', exact: true }).getByRole('listitem', { name });
const field = (name: string): Locator => screen.page.getByRole('textbox', { name, exact: true });
const form = (name: string): Locator => screen.page.getByRole('form', { name, exact: true });
const isFocused = (one: Locator): Promise<boolean> => one.evaluate((element) => element === document.activeElement);
const commandsOf = (name: string) => screen.host.commands.filter(({ command }) => command === name);

function withKeys(state: PhoneState, ...names: string[]): PhoneState {
  const { settings } = state;
  const keys = names.map((name) => ({ name, setAt: 1 }));
  return { ...state, settings: { ...settings, deskPhones: { ...settings.deskPhones, keys } } };
}

describe('the list of contacts', () => {
  it('names everybody, with the lamp in words, and the reason where nothing is known', async () => {
    await open(known);
    const names = await items().evaluateAll((found) => found.map((one) => one.getAttribute('aria-label')));
    expect(names).toEqual([
      'Ada Byron, Free',
      'Ben Müller, Ringing, +1 408 555 1003',
      'Cleo, In a call with Ada Byron',
      'Dora, Not known',
      'Eve, Not known',
      'Finn at the front desk',
    ]);
    await item(/^Dora/u).getByText('They do not let this phone see').waitFor();
    expect(await item(/^Eve/u).getByText('being asked').count()).toBe(0);
    expect(await item(/^Eve/u).getByTitle('Their phone is being asked').count()).toBe(1);
    expect(screen.complaints).toEqual([]);
  });

  it('follows the lamps', async () => {
    await open(known);
    screen.host.show({ ...known, lamps: { ...sampleLamps, ada: { kind: 'in-call' } } });
    await item(/^Ada Byron, In a call$/u).waitFor();
  });

  it('calls the only number at once, one of several from a menu, and nobody who has none', async () => {
    await open(known);
    await button('Call', item(/^Ben/u)).click();
    expect(await screen.host.nextCommand('placeCall')).toMatchObject({ args: [{ destination: '+12025550101' }] });
    await button('Call', item(/^Ada/u)).click();
    await screen.page.getByRole('menuitem', { name: '+44 20 7946 0123' }).click();
    await expect.poll(() => commandsOf('placeCall').at(-1)?.args).toEqual([{ destination: '+442079460123' }]);
    expect(await button('Call', item(/^Dora/u)).count()).toBe(0);
  });

  it('says with the contact why it could not be called', async () => {
    screen.host.answerWith('placeCall', { ok: false, failure: { code: 'unreachable' } });
    await open(known);
    await button('Call', item(/^Ben/u)).click();
    await item(/^Ben/u).getByRole('alert').getByText('Number cannot be reached.').waitFor();
  });

  it('says what it is for while nobody is in it, and has no search for few', async () => {
    await open(samplePhone());
    await screen.page.getByRole('tabpanel', { name: 'Contacts' }).getByText('Add the people you call.').waitFor();
    await button('Add contact').waitFor();
    expect(await screen.page.getByRole('searchbox').count()).toBe(0);
  });

  it('is searched by name and by number where it is long', async () => {
    await open(samplePhone({ contacts: manyContacts(1000) }));
    await screen.page.getByText('900 more. Search to find them.').waitFor();
    const search = screen.page.getByRole('searchbox', { name: 'Search contacts' });
    await search.fill('son 0987');
    await item(/^Person 0987$/u).waitFor();
    await search.fill('(202) 555-0123');
    await item(/^Person 0123$/u).waitFor();
    await expect.poll(() => items().count()).toBe(1);
    await search.fill('nobody');
    await screen.page.getByText('No contact has this name or number.').waitFor();
  });
});

describe('a contact', () => {
  it('is added with its numbers, its lamp and the key to ask with', async () => {
    await open(withKeys(samplePhone(), 'office', 'home'));
    await button('Add contact').press('Enter');
    await expect.poll(() => isFocused(field('Name'))).toBe(true);
    await screen.page.keyboard.type('Ben');
    await field('Number').fill('(408) 555-1002');
    await button('Add number').press('Enter');
    await expect.poll(() => isFocused(field('Number 2'))).toBe(true);
    await screen.page.keyboard.type('ben@example.com');
    await field('Lamp').fill('sip:ben@192.168.1.20');
    await screen.page.getByRole('combobox', { name: 'Key to ask with' }).selectOption('office');
    await field('Name').press('Enter');
    expect(await screen.host.nextCommand('saveContact')).toMatchObject({
      args: [
        {
          name: 'Ben',
          numbers: ['+14085551002', 'ben@example.com'],
          lamp: { uri: 'sip:ben@192.168.1.20', keyName: 'office' },
        },
      ],
    });
    await expect.poll(() => isFocused(button('Add contact'))).toBe(true);
    expect(screen.complaints).toEqual([]);
  });

  it('is not saved before its fields are right, and each says what to do', async () => {
    await open(samplePhone());
    await button('Add contact').click();
    await field('Number').fill('nobody');
    await field('Lamp').fill('over there');
    await button('Save').click();
    await expect.poll(() => isFocused(field('Name'))).toBe(true);
    const described = (name: string): Promise<string | null> =>
      field(name).evaluate((one) => {
        const [id = ''] = one.getAttribute('aria-describedby')?.split(' ') ?? [];
        return document.getElementById(id)?.textContent ?? null;
      });
    expect(await described('Name')).toBe('Enter a name.');
    expect(await described('Number')).toContain('neither a number nor an address');
    expect(await described('Lamp')).toContain('Enter one such as sip:ben@192.168.1.20');
    await field('Name').fill('Ben');
    await field('Number').fill('');
    await field('Lamp').fill('');
    await expect.poll(() => screen.page.locator('[aria-invalid]').count()).toBe(0);
    expect(commandsOf('saveContact')).toEqual([]);
    await button('Save').click();
    expect(await screen.host.nextCommand('saveContact')).toMatchObject({ args: [{ name: 'Ben', numbers: [] }] });
  });

  it('is changed, and a number taken away', async () => {
    await open(known);
    await button('Edit', item(/^Ada/u)).click();
    await form('Edit Ada Byron').waitFor();
    expect(await field('Number 2').inputValue()).toBe('+44 20 7946 0123');
    await button('Remove number 1').click();
    await field('Name').fill('Ada King');
    await button('Save').click();
    expect(await screen.host.nextCommand('saveContact')).toMatchObject({
      args: [{ id: 'ada', name: 'Ada King', numbers: ['+442079460123'], lamp: { uri: 'sip:ada@192.168.1.20' } }],
    });
    await expect.poll(() => isFocused(button('Edit', item(/^Ada/u)))).toBe(true);
  });

  it('keeps its form with the reason when it cannot be saved', async () => {
    screen.host.answerWith('saveContact', { ok: false, failure: { code: 'contacts-not-saved' } });
    await open(known);
    await button('Edit', item(/^Finn/u)).click();
    await button('Save').click();
    await form('Edit Finn at the front desk').getByRole('alert').getByText('The contact could not be saved.').waitFor();
    expect(await field('Name').inputValue()).toBe('Finn at the front desk');
  });

  it('names a key of its lamp that is gone', async () => {
    await open(withKeys(known, 'home'));
    await button('Edit', item(/^Ben/u)).click();
    const key = screen.page.getByRole('combobox', { name: 'Key to ask with' });
    expect(await key.locator('option').allTextContents()).toEqual(['None', 'home', 'office (removed in Settings)']);
    expect(await key.inputValue()).toBe('office');
  });

  it('is left as it was with Escape', async () => {
    await open(known);
    await button('Edit', item(/^Cleo/u)).press('Enter');
    await field('Name').fill('Somebody else');
    await screen.page.keyboard.press('Escape');
    await expect.poll(() => isFocused(button('Edit', item(/^Cleo/u)))).toBe(true);
    expect(screen.host.commands).toEqual([]);
  });

  it('is removed once that was confirmed', async () => {
    await open(known);
    await button('Remove', item(/^Eve/u)).click();
    const dialog = screen.page.getByRole('dialog', { name: 'Remove Eve?' });
    await button('Cancel', dialog).click();
    await expect.poll(() => dialog.count()).toBe(0);
    await button('Remove', item(/^Eve/u)).click();
    await button('Remove', dialog).click();
    expect(await screen.host.nextCommand('removeContact')).toMatchObject({ args: ['eve'] });
    expect(screen.host.commands).toHaveLength(1);
    await expect.poll(() => isFocused(button('Add contact'))).toBe(true);
  });
});

describe('the name of a contact', () => {
  it('stands on its card before the number, and in the details', async () => {
    await open({ ...known, calls: [sampleCall({ kind: 'active' })] }, { viewport: { width: 1100, height: 720 } });
    await card(/^In call, Ada Byron$/u)
      .getByText('+1 408 555 1002')
      .waitFor();
    await screen.page.getByRole('region', { name: 'Ada Byron' }).getByText('+1 408 555 1002').waitFor();
  });

  it('is suggested in the dial box, where Enter takes its number and calls nobody', async () => {
    await open(known);
    const box = field('Name or number');
    await box.pressSequentially('ben');
    const list = screen.page.getByRole('listbox', { name: 'Contacts' });
    await list.getByRole('option', { name: 'Ben Müller +1 202 555 0101' }).waitFor();
    await box.press('ArrowDown');
    expect(await box.getAttribute('aria-activedescendant')).toBe(
      await list.getByRole('option', { selected: true }).getAttribute('id'),
    );
    await box.press('Enter');
    await expect.poll(() => box.inputValue()).toBe('+1 202 555 0101');
    await expect.poll(() => list.count()).toBe(0);
    expect(screen.host.commands).toEqual([]);
    await box.press('Enter');
    expect(await screen.host.nextCommand('placeCall')).toMatchObject({ args: [{ destination: '+12025550101' }] });
  });

  it('is taken by the mouse, and the keyboard goes on in the box', async () => {
    await open(known);
    const box = field('Name or number');
    await box.pressSequentially('ada');
    await screen.page.getByRole('option', { name: /020|\+44 20/u }).click();
    await expect.poll(() => box.inputValue()).toBe('+44 20 7946 0123');
    expect(await isFocused(box)).toBe(true);
  });

  it('is in nobody’s way who types a number, another name, or puts the suggestions away', async () => {
    await open(known);
    const box = field('Name or number');
    const list = screen.page.getByRole('listbox');
    await box.pressSequentially('e');
    await list.waitFor();
    await box.press('Escape');
    await expect.poll(() => list.count()).toBe(0);
    await box.fill('eve@example.net');
    await box.press('Enter');
    expect(await screen.host.nextCommand('placeCall')).toMatchObject({ args: [{ destination: 'eve@example.net' }] });
    await box.pressSequentially('20255501');
    expect(await list.count()).toBe(0);
  });
});

describe('the window', () => {
  it.each([
    [360, 520],
    [1100, 720],
  ])('fits contacts and their form into %i by %i in every language', async (width, height) => {
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänswitwe'.repeat(2);
    const state = { ...known, contacts: [{ ...sampleContacts[1]!, name: long }, ...sampleContacts.slice(2)] };
    for (const language of ['en', 'de'] as const) {
      await open({ ...state, settings: { ...state.settings, language } }, { viewport: { width, height } });
      expect(await wideElements(screen.page)).toEqual([]);
      await button(language === 'en' ? 'Edit' : 'Bearbeiten')
        .first()
        .click();
      await button(language === 'en' ? 'Save' : 'Speichern').click({ trial: true });
      expect(await wideElements(screen.page)).toEqual([]);
      if (language === 'en') await screen.page.context().close();
    }
  });
});
