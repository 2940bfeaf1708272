import { Notification } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../../src-renderer/messages/en.ts';
import type { Log } from '../session/ports.ts';
import { missedAlerts, ringingAlerts, type Alert } from './call-alerts.ts';
import type { DesktopPlatform } from './platform.ts';
import type { ShellCommand } from './shell-command.ts';
import { incomingCallToast } from './toast-xml.ts';

export interface NotificationOptions {
  readonly platform: DesktopPlatform;
  readonly textOf: (state: PhoneState) => Messages;
  readonly run: (command: ShellCommand) => void;
  readonly log: Log;
}

/** Missed calls whose notifications are kept; the oldest leaves. */
const mostMissed = 20;

/**
 * Tells of calls that ring, as long as they ring here, and of calls that were missed, until the person takes that away.
 * Returns the way to stop.
 */
export function notifyOfCalls(phone: Pick<Phone, 'subscribe'>, options: NotificationOptions): () => void {
  if (!Notification.isSupported()) return () => undefined;
  // A notification without a reference is collected: macOS takes it away and Windows drops its buttons.
  const ringing = new Map<string, Notification>();
  const missed = new Map<string, Notification>();
  const told = new Set<string>();

  // One that Windows kept over a restart of the program has nothing left behind it but the window.
  if (options.platform === 'windows') {
    Notification.handleActivation(({ arguments: given }) => {
      if (!told.has(new URLSearchParams(given).get('tag') ?? '')) options.run({ kind: 'open' });
    });
  }
  const unsubscribe = phone.subscribe((state) => {
    const text = options.textOf(state);
    const alerts = ringingAlerts(state, text);
    for (const [id, notification] of ringing) {
      if (alerts.some((alert) => alert.id === id)) continue;
      ringing.delete(id);
      notification.close();
    }
    for (const alert of alerts) {
      if (ringing.has(alert.id)) continue;
      told.add(alert.id);
      ringing.set(
        alert.id,
        show(alert, options, () => undefined),
      );
    }
    for (const alert of missedAlerts(state, text)) {
      if (told.has(alert.id)) continue;
      told.add(alert.id);
      missed.set(
        alert.id,
        show(alert, options, () => void missed.delete(alert.id)),
      );
      const [oldest] = missed.keys();
      if (missed.size > mostMissed && oldest !== undefined) missed.delete(oldest);
    }
  });
  return () => {
    unsubscribe();
    for (const notification of ringing.values()) notification.close();
    ringing.clear();
    missed.clear();
  };
}

/** `onGone`: the person has dealt with it. One that the system refuses is worth a line in the log: the window rings too. */
function show(alert: Alert, { platform, run, log }: NotificationOptions, onGone: () => void): Notification {
  const notification = new Notification({
    id: alert.id,
    title: alert.title,
    body: alert.body,
    silent: true,
    actions: alert.buttons.map(({ label }) => ({ type: 'button', text: label })),
    ...(alert.kind === 'ringing' ? { urgency: 'critical', timeoutType: 'never' } : {}),
    ...(alert.kind === 'ringing' && platform === 'windows' ? { toastXml: incomingCallToast(alert) } : {}),
  });
  notification.on('click', () => {
    onGone();
    run(alert.onClick);
  });
  notification.on('action', ({ actionIndex }) => {
    const button = alert.buttons[actionIndex];
    onGone();
    if (button !== undefined) run(button.command);
  });
  notification.on('close', onGone);
  notification.on('failed', (_event, error) => log.warn('notification not shown', { kind: alert.kind, cause: error }));
  notification.show();
  return notification;
}
