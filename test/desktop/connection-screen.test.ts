import { describe, expect, it } from 'vitest';
import { sampleCall, samplePhone } from '../support/sample-states.ts';
import { useScriptedScreen } from '../support/scripted-screen.ts';

const screen = useScriptedScreen();
const { open, card, button } = screen;
const active = sampleCall({ kind: 'active' });

describe('what the screen tells of the connection', () => {
  it.each([1, 3, 8, 20, 40])('tells that the phone has been offline for %i s, and keeps counting', async (seconds) => {
    const since = Date.now() - seconds * 1000;
    await open(samplePhone({ connection: { kind: 'reconnecting', since }, calls: [active] }));
    const status = screen.page.getByRole('status').filter({ hasText: 'Reconnecting' });
    const counted = async (): Promise<number> =>
      Number(/offline for (\d+) s/u.exec((await status.textContent()) ?? '')?.[1]);
    const first = await counted();
    expect(first).toBeGreaterThanOrEqual(seconds);
    await expect.poll(counted).toBeGreaterThan(first);
    await card(/^You are offline\. The call is kept for you/).waitFor();
    await button('Retry now', card(/^You are offline/)).click();
    await screen.host.nextCommand('retryNow');
  });

  it('names the time since which the phone is online or offline', async () => {
    const since = Date.now() - 600_000;
    await open(samplePhone({ connection: { kind: 'online', since } }));
    await screen.page
      .getByRole('status')
      .getByText(/^since /)
      .waitFor();
    screen.host.show(samplePhone({ connection: { kind: 'reconnecting', since } }));
    await screen.page
      .getByRole('status')
      .getByText(/^offline since /)
      .waitFor();
  });

  it('counts for how long the far side has been away', async () => {
    await open(samplePhone({ calls: [{ ...active, farSideLostAt: Date.now() - 12_000 }] }));
    await card(/^Their connection was lost\. Waiting for them/)
      .getByText(/^0:1[2-9]$/)
      .waitFor();
  });
});

describe('the browser and the network', () => {
  it('tells the phone at once that the network is back', async () => {
    await open(samplePhone());
    await screen.page.context().setOffline(true);
    await screen.page.context().setOffline(false);
    await screen.host.nextCommand('networkChanged');
  });
});
