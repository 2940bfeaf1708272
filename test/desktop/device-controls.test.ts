import { describe, expect, it } from 'vitest';
import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import { sampleCall, sampleDevice, sampleDevices, samplePhone } from '../support/sample-states.ts';
import { useScriptedScreen } from '../support/scripted-screen.ts';

const screen = useScriptedScreen();
const { open, card, button } = screen;

const kitchen = { id: 'kitchen', name: 'Kitchen phone' };
const remote = sampleCall({ kind: 'remote', device: kitchen, isHeld: false });

function withCalls(...calls: CallAppearance[]): PhoneState {
  return samplePhone({ devices: sampleDevices, calls });
}

const entries = (): Promise<string[]> =>
  screen.page
    .getByRole('menuitem')
    .evaluateAll((found) => found.map((one) => one.textContent.replaceAll(/\s+/gu, ' ').trim()));

async function untilFocused(text: string): Promise<void> {
  await expect.poll(() => screen.page.evaluate(() => document.activeElement?.textContent)).toContain(text);
}

async function choose(menu: string, device: string): Promise<void> {
  await button(menu).click();
  await screen.page.getByRole('menuitem', { name: new RegExp(`^${device}`, 'u') }).click();
}

describe('the menu of devices', () => {
  it('names each device that can have the call, this one and those on a call', async () => {
    await open(withCalls(sampleCall({ kind: 'ringing', isSilenced: false }), { ...remote, id: 'c2' }));
    await button('Answer on another device').click();
    expect(await entries()).toEqual(['Desk This device', 'Kitchen phone On a call', 'Laptop']);
    expect(await screen.page.getByRole('menu', { name: 'Answer on another device' }).locator('img').count()).toBe(3);
    await screen.page.getByRole('menuitem', { name: 'Laptop' }).click();
    expect(await screen.host.nextCommand('answerOn')).toMatchObject({ args: ['c1', 'laptop'] });
    await expect.poll(() => screen.page.getByRole('menu').count()).toBe(0);
  });

  it('leaves out who has the call, and devices of other lines', async () => {
    const elsewhere = sampleDevice('cellar', 'Cellar', { lineIds: ['l2'] });
    await open({ ...withCalls(remote), devices: [...sampleDevices, elsewhere] });
    await button('Move to another device').click();
    expect(await entries()).toEqual(['Desk This device', 'Laptop']);
  });

  it('works with the keyboard alone and gives the focus back', async () => {
    await open(withCalls(remote));
    await button('Move to another device').focus();
    await screen.page.keyboard.press('Enter');
    await untilFocused('Desk');
    await screen.page.keyboard.press('ArrowDown');
    await untilFocused('Laptop');
    await screen.page.keyboard.press('Escape');
    await expect.poll(() => screen.page.getByRole('menu').count()).toBe(0);
    expect(await button('Move to another device').evaluate((one) => one === document.activeElement)).toBe(true);
    await screen.page.keyboard.press('Enter');
    await untilFocused('Desk');
    await screen.page.keyboard.press('l');
    await untilFocused('Laptop');
    await screen.page.keyboard.press('Enter');
    expect(await screen.host.nextCommand('move')).toMatchObject({ args: ['c1', 'laptop'] });
  });

  it('stays inside a small window', async () => {
    await open(withCalls(remote), { viewport: { width: 360, height: 520 } });
    await button('Move to another device').click();
    const box = await screen.page.getByRole('menu').boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(360);
    expect(box!.y + box!.height).toBeLessThanOrEqual(520);
  });

  it('says so when there is no other device', async () => {
    await open({ ...withCalls(remote), devices: [] });
    await button('Move to another device').click();
    await screen.page.getByRole('menu').getByText('No other device is signed in').waitFor();
  });

  it('is opened again from the alert of a device that was not there', async () => {
    await open(withCalls({ ...remote, problem: { code: 'device-unavailable', detail: 'Kitchen phone' } }));
    const alert = card(/^In use/u).getByRole('alert');
    expect(await alert.textContent()).toContain('Kitchen phone is not available any more.');
    await button('Choose another device', alert).click();
    await screen.page.getByRole('menuitem', { name: 'Laptop' }).click();
    expect(await screen.host.nextCommand('move')).toMatchObject({ args: ['c1', 'laptop'] });
  });
});

describe('an alert on a card without a menu of devices', () => {
  it('offers no button that would do nothing', async () => {
    const calling = sampleCall({ kind: 'calling', isAlerting: false, device: kitchen });
    await open(withCalls({ ...calling, problem: { code: 'device-unavailable', detail: 'Kitchen phone' } }));
    const alert = card(/^Calling from Kitchen phone/u).getByRole('alert');
    expect(await alert.textContent()).toContain('Kitchen phone is not available any more.');
    expect(await alert.getByRole('button').count()).toBe(0);
  });
});

describe('the tabs', () => {
  it('are reached with the arrows, Home and End', async () => {
    await open({ ...withCalls(), account: { kind: 'signed-in', provider: 'localhost', isDemo: true } });
    const tab = (name: string) => screen.page.getByRole('tab', { name });
    await tab('Numbers to try').focus();
    for (const [key, name] of [
      ['ArrowRight', 'Contacts'],
      ['ArrowRight', 'Devices'],
      ['ArrowRight', 'Numbers to try'],
      ['End', 'Devices'],
      ['Home', 'Numbers to try'],
      ['ArrowLeft', 'Devices'],
    ] as const) {
      await screen.page.keyboard.press(key);
      await expect.poll(() => tab(name).getAttribute('aria-selected')).toBe('true');
      await untilFocused(name);
    }
    await screen.page.getByRole('tabpanel', { name: 'Devices' }).getByRole('list', { name: 'Devices' }).waitFor();
  });
});

describe('the controls of a call', () => {
  it('pull it here, and hold, resume and swap it', async () => {
    await open(withCalls(remote));
    await button('Pull call here').click();
    expect(await screen.host.nextCommand('pull')).toMatchObject({ args: ['c1'] });
    const both = [sampleCall({ kind: 'active' }, { id: 'a' }), sampleCall({ kind: 'held' }, { id: 'h' })];
    screen.host.show(withCalls(...both));
    await button('Hold').click();
    await button('Swap').click();
    await button('Resume').click();
    await expect
      .poll(() => screen.host.commands.filter(({ command }) => command === 'setHeld'))
      .toEqual([
        { command: 'setHeld', args: ['a', true] },
        { command: 'setHeld', args: ['h', false] },
        { command: 'setHeld', args: ['h', false] },
      ]);
  });

  it('press keys by mouse and by keyboard, and show them', async () => {
    await open(withCalls(sampleCall({ kind: 'active' }, { digits: { ours: '12', theirs: '' } })));
    await card(/^In call/u)
      .getByText('Keys pressed: 12')
      .waitFor();
    await button('Keypad', card(/^In call/u)).click();
    await button('1', card(/^In call/u)).click();
    await screen.page.keyboard.press('#');
    await expect
      .poll(() => screen.host.commands)
      .toEqual([
        { command: 'sendDigits', args: ['c1', '1'] },
        { command: 'sendDigits', args: ['c1', '#'] },
      ]);
    expect(screen.complaints).toEqual([]);
  });

  it('transfer it to a number, as it is typed, or to another call', async () => {
    const other = sampleCall({ kind: 'held' }, { id: 'h', party: { number: '+12025550100', isVerified: false } });
    await open(withCalls(sampleCall({ kind: 'active' }, { id: 'a' }), other));
    const first = card(/^In call/u);
    await button('Transfer', first).click();
    await screen.page.getByRole('textbox', { name: 'Transfer to' }).pressSequentially('4085550111');
    await screen.page.keyboard.press('Enter');
    expect(await screen.host.nextCommand('transfer')).toMatchObject({ args: ['a', '+14085550111'] });
    await expect.poll(() => screen.page.getByRole('textbox', { name: 'Transfer to' }).count()).toBe(0);
    await button('Transfer', first).click();
    await button('Connect with +1 202 555 0100', first).click();
    expect(await screen.host.nextCommand('transferTo')).toMatchObject({ args: ['a', 'h'] });
  });

  it('say who asked for it, who holds it and who transferred it', async () => {
    const news = { askedBy: { id: 'laptop', name: 'Laptop' }, isHeldByThem: true, transferredBy: '+14085550111' };
    await open(withCalls(sampleCall({ kind: 'active' }, news)));
    const words = await card(/^In call/u)
      .getByRole('listitem')
      .allTextContents();
    expect(words).toEqual(['They put you on hold', 'Transferred by +1 408 555 0111', 'Asked for by Laptop']);
  });

  it('name the line where there are several', async () => {
    const lines = [
      { id: 'l1', name: 'Ada', number: '+14085550100' },
      { id: 'l2', name: 'Ada', number: '+14085550101' },
    ];
    await open({ ...withCalls({ ...remote, lineId: 'l2' }), lines });
    await card(/^In use/u)
      .getByText('on Ada · +1 408 555 0101')
      .waitFor();
  });
});

describe('the dial box', () => {
  it('calls from another device', async () => {
    await open(withCalls());
    await screen.page.getByRole('textbox', { name: 'Name or number' }).fill('+1 408 555 1002');
    await choose('Call from another device', 'Kitchen phone');
    expect(await screen.host.nextCommand('placeCall')).toMatchObject({
      args: [{ destination: '+14085551002', lineId: 'l1', deviceId: 'kitchen' }],
    });
  });
});

describe('the list of devices', () => {
  async function openDevices(state: PhoneState): Promise<void> {
    await open(state);
    await screen.page.getByRole('tab', { name: 'Devices' }).click();
  }
  const item = (name: string) => screen.page.getByRole('list', { name: 'Devices' }).getByRole('listitem', { name });

  it('tells of each what it is and what call it is on', async () => {
    await openDevices(withCalls(remote));
    expect(await item('Desk').textContent()).toContain('This device · Byway');
    expect(await item('Kitchen phone').getByRole('paragraph').allTextContents()).toEqual([
      'Byway',
      'On a call with +1 408 555 1002',
    ]);
  });

  it('renames this device and gives it another picture', async () => {
    await openDevices(withCalls());
    await button('Rename', item('Desk')).click();
    await screen.page.getByRole('radiogroup', { name: 'Picture' }).getByRole('radio', { name: 'Headset' }).check();
    expect(await screen.host.nextCommand('changeSettings')).toMatchObject({ args: [{ devicePicture: 'headset' }] });
    await screen.page.getByRole('textbox', { name: 'Device name' }).fill('Attic');
    await screen.page.keyboard.press('Enter');
    await expect
      .poll(() => screen.host.commands.at(-1))
      .toEqual({ command: 'changeSettings', args: [{ deviceName: 'Attic' }] });
    await expect.poll(() => screen.page.getByRole('textbox', { name: 'Device name' }).count()).toBe(0);
  });

  it('removes another device once that was confirmed', async () => {
    await openDevices(withCalls());
    await button('Remove', item('Laptop')).click();
    const dialog = screen.page.getByRole('dialog', { name: 'Remove Laptop?' });
    await button('Cancel', dialog).click();
    await expect.poll(() => dialog.count()).toBe(0);
    await button('Remove', item('Laptop')).click();
    await button('Remove', dialog).click();
    expect(await screen.host.nextCommand('removeDevice')).toMatchObject({ args: ['laptop'] });
    expect(screen.host.commands.length).toBe(1);
  });

  it('can be kept from using this one', async () => {
    await openDevices(withCalls());
    await button('Settings').click();
    await screen.page.getByRole('switch', { name: 'Let my other devices use this one', checked: true }).click();
    expect(await screen.host.nextCommand('changeSettings')).toMatchObject({ args: [{ letsOthersUse: false }] });
  });
});
