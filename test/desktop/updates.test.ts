import { expect, it } from 'vitest';
import { sampleCall, samplePhone } from '../support/sample-states.ts';
import { useScriptedScreen } from '../support/scripted-screen.ts';

const screen = useScriptedScreen();
const { open, button } = screen;
const ready = samplePhone({ updates: { kind: 'ready', version: '2.0.0' } });

it('an update that is ready is offered, and the person says when', async () => {
  await open(ready);
  await screen.page.getByText('An update is ready.').waitFor();
  await button('Restart now').click();
  expect((await screen.host.nextCommand('settleUpdate')).args).toEqual(['restart']);
});

it('an update is fetched over a metered link only when the person says so', async () => {
  await open(samplePhone({ updates: { kind: 'available', version: '2.0.0' } }));
  await screen.page.getByText('Byway 2.0.0 is available.').waitFor();
  await button('Download').click();
  expect((await screen.host.nextCommand('settleUpdate')).args).toEqual(['download']);
});

it('an update can wait, and is not seen while a call is here', async () => {
  await open(ready);
  await button('Later').click();
  expect((await screen.host.nextCommand('settleUpdate')).args).toEqual(['later']);
  screen.host.show({ ...ready, calls: [sampleCall({ kind: 'ringing', isSilenced: false })] });
  await screen.card(/^Incoming call/).waitFor();
  expect(await button('Restart now').count()).toBe(0);
});

it('the settings let the person choose early versions where the phone renews itself', async () => {
  await open(ready);
  await button('Settings').click();
  await screen.page.getByRole('combobox', { name: 'Versions' }).selectOption('beta');
  expect((await screen.host.nextCommand('changeSettings')).args).toEqual([{ updateChannel: 'beta' }]);
  screen.host.show(samplePhone());
  await screen.page.getByRole('combobox', { name: 'Versions' }).waitFor({ state: 'detached' });
});
