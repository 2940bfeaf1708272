import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContextOptions, Locator } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { startBrowserHost, type BrowserHost } from '../../src-main/bridge/browser-host.ts';
import { createFakePhone } from '../support/fake-phone.ts';
import { MemoryLog } from '../support/memory-ports.ts';
import { endedFor, sampleCall, samplePhone, reconnecting } from '../support/sample-states.ts';
import { useScriptedScreen } from '../support/scripted-screen.ts';

const screen = useScriptedScreen();
const { open, card, button } = screen;
const ringing = sampleCall({ kind: 'ringing', isSilenced: false });
const title = (): Promise<string> => screen.page.title();

/** What the page did with notifications of the browser, which are real ones. */
interface Kept {
  readonly standing: { readonly title: string; readonly body: string; click: () => void }[];
  asked: number;
  /** The latest address for phone links. */
  links: string | undefined;
}
declare global {
  interface Window {
    kept: Kept;
  }
}

/** Keeps what stands, before any script of the page. */
function keepNotifications(): void {
  const kept: Kept = (window.kept = { standing: [], asked: 0, links: undefined });
  const Real = window.Notification;
  const ask = Real.requestPermission.bind(Real);
  class KeptNotification extends Real {
    constructor(heading: string, options: NotificationOptions = {}) {
      super(heading, options);
      const entry = {
        title: heading,
        body: options.body ?? '',
        click: () => void this.dispatchEvent(new Event('click')),
      };
      this.addEventListener('show', () => kept.standing.push(entry));
      this.addEventListener('close', () => {
        const at = kept.standing.indexOf(entry);
        if (at >= 0) kept.standing.splice(at, 1);
      });
    }

    static override requestPermission(): Promise<NotificationPermission> {
      kept.asked += 1;
      return ask();
    }
  }
  window.Notification = KeptNotification;
  const register = navigator.registerProtocolHandler.bind(navigator);
  navigator.registerProtocolHandler = (scheme, url) => {
    register(scheme, url);
    kept.links = `${scheme} ${String(url)}`;
  };
}

async function openKept(state: PhoneState, options: BrowserContextOptions = {}): Promise<void> {
  await open(state, options);
  await screen.page.addInitScript(keepNotifications);
  await screen.page.reload();
  await screen.page.locator('main').waitFor();
}

const standing = (): Promise<string[]> =>
  screen.page.evaluate(() => window.kept.standing.map((one) => `${one.title}: ${one.body}`));
const notify = (): Locator => screen.page.getByRole('switch', { name: 'Show calls as notifications' });
const badge = (): Promise<string | null> => screen.page.locator('link[rel=icon]').getAttribute('data-badge');
const allowed = { permissions: ['notifications'] };

describe('the title and the icon of the page', () => {
  it('tell what the phone does to whoever looks at the tabs', async () => {
    await open(samplePhone());
    await expect.poll(badge).toBe('idle');
    expect(await title()).toBe('Byway');
    screen.host.show(samplePhone({ calls: [ringing] }));
    await expect.poll(title).toBe('(1) Incoming call – Byway');
    expect(await badge()).toBe('ringing');
    screen.host.show(samplePhone({ calls: [sampleCall({ kind: 'active' })] }));
    await expect.poll(badge).toBe('in-call');
    await expect.poll(title).toBe('In call, +1 408 555 1002 · Byway');
    screen.host.show(samplePhone({ connection: reconnecting() }));
    await expect.poll(badge).toBe('offline');
    screen.host.show(samplePhone({ settings: { ...samplePhone().settings, doNotDisturb: true } }));
    await expect.poll(badge).toBe('dnd');
  });

  it('are drawn without a complaint of the browser', async () => {
    await open(samplePhone({ calls: [ringing] }));
    await expect.poll(badge).toBe('ringing');
    const width = await screen.page.evaluate(async () => {
      const image = new Image();
      image.src = document.querySelector<HTMLLinkElement>('link[rel=icon]')!.href;
      await image.decode();
      return image.width;
    });
    expect(width).toBeGreaterThan(0);
    expect(screen.complaints).toEqual([]);
  });
});

describe('the notification of a call', () => {
  it('stands while the call rings, and its click focuses the call', async () => {
    await openKept(samplePhone(), allowed);
    screen.host.show(samplePhone({ calls: [ringing] }));
    await expect.poll(standing).toEqual(['Incoming call: +1 408 555 1002']);
    await screen.page.evaluate(() => window.kept.standing[0]!.click());
    await expect
      .poll(() => button('Answer', card(/^Incoming call/)).evaluate((answer) => answer === document.activeElement))
      .toBe(true);
    screen.host.show(samplePhone({ calls: [sampleCall({ kind: 'active' })] }));
    await expect.poll(standing).toEqual([]);
  });

  it('that was missed calls back with a click', async () => {
    await openKept(samplePhone({ calls: [ringing] }), allowed);
    await expect.poll(standing).toHaveLength(1);
    screen.host.show(samplePhone({ calls: [sampleCall(endedFor({ kind: 'missed' }))] }));
    await expect.poll(standing).toEqual(['Missed call: +1 408 555 1002. Click to call back']);
    await screen.page.evaluate(() => window.kept.standing[0]!.click());
    const { args } = await screen.host.nextCommand('placeCall');
    expect(args).toEqual([{ destination: '+14085551002', lineId: 'l1' }]);
    await expect.poll(standing).toEqual([]);
  });

  it('is asked for with the switch in the settings, and never when the page is opened', async () => {
    await openKept(samplePhone());
    const asked = (): Promise<number> => screen.page.evaluate(() => window.kept.asked);
    await button('Settings').click();
    expect(await asked()).toBe(0);
    expect(await notify().getAttribute('aria-checked')).toBe('false');
    await notify().click();
    expect(await asked()).toBe(1);
  });

  it('is asked for by the first ring after a touch, where the person was not asked yet', async () => {
    await openKept(samplePhone());
    const asked = (): Promise<number> => screen.page.evaluate(() => window.kept.asked);
    await button('Keypad').click();
    expect(await asked()).toBe(0);
    screen.host.show(samplePhone({ calls: [ringing] }));
    await expect.poll(asked).toBe(1);
  });

  it('can be switched off where it is allowed', async () => {
    await openKept(samplePhone(), allowed);
    await button('Settings').click();
    await expect.poll(() => notify().getAttribute('aria-checked')).toBe('true');
    await notify().click();
    const { args } = await screen.host.nextCommand('changeSettings');
    expect(args).toEqual([{ notifiesInBrowser: false }]);
  });

  it('that the browser blocks has a sentence about what to do in place of its switch', async () => {
    await openKept(samplePhone(), { permissions: ['microphone'] });
    await button('Settings').click();
    await screen.page.getByText('Allow them beside its address').waitFor();
    expect(await notify().count()).toBe(0);
  });
});

test('phone links are asked for with the address of this page', async () => {
  await openKept(samplePhone());
  await button('Settings').click();
  await button('Open phone links here').click();
  const { origin } = new URL(screen.host.url);
  expect(await screen.page.evaluate(() => window.kept.links)).toBe(`tel ${origin}/?dial=%s`);
});

describe('a phone link', () => {
  let links: Server;
  let host: BrowserHost;

  /** A page elsewhere with links, and the browser host with the built page. */
  beforeEach(async () => {
    const { directory } = screen.renderer;
    host = await startBrowserHost({ phone: createFakePhone(), root: directory, port: 0, log: new MemoryLog() });
    links = createServer((_request, response) => {
      const dial = (link: string): string => `${new URL(host.url).origin}/?dial=${encodeURIComponent(link)}`;
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<a href="${dial('tel:+1-408-555-1002')}">good</a><a href="${dial('javascript:alert(1)')}">bad</a>`);
    });
    await new Promise<void>((resolve) => links.listen(0, 'localhost', resolve));
    await open(samplePhone());
  });
  afterEach(async () => {
    links.closeAllConnections();
    await new Promise((resolve) => links.close(resolve));
    await host.stop();
  });

  const follow = async (name: string): Promise<void> => {
    await screen.page.goto(`http://localhost:${(links.address() as AddressInfo).port}/`);
    await screen.page.getByRole('link', { name }).click();
  };
  const box = (): Promise<string> => screen.page.getByRole('textbox', { name: 'Name or number' }).inputValue();

  it('of another page stands in the dial box, and no longer in the address', async () => {
    await screen.page.goto(host.url);
    await follow('good');
    await expect.poll(box).toBe('+1 408 555 1002');
    expect(screen.page.url()).toBe(`${new URL(host.url).origin}/`);
    await screen.page.reload();
    await screen.page.locator('main').waitFor();
    expect(await box()).toBe('');
  });

  it('that is none leaves the box empty', async () => {
    await screen.page.goto(host.url);
    await follow('bad');
    await screen.page.locator('main').waitFor();
    expect(await box()).toBe('');
    expect(screen.page.url()).toBe(`${new URL(host.url).origin}/`);
  });

  it('opens nothing in a browser that the phone does not know', async () => {
    await follow('good');
    await screen.page.getByText('Byway does not know this window').waitFor();
  });
});
