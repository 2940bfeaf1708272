export type NotificationAccess = 'default' | 'granted' | 'denied';

/** A notification to be shown. */
export interface Announcement {
  readonly title: string;
  readonly body: string;
  /** One with the same tag takes the place of the one before it, in all pages of the phone. */
  readonly tag: string;
  /** It stays until it is taken away. */
  readonly stays: boolean;
}

/** The notifications of a browser. */
export interface NotificationPort {
  readonly access: NotificationAccess;
  /** Asks the person, where they have not been asked. Resolves with what they allow. */
  request(): Promise<NotificationAccess>;
  /** Shows one until the returned function takes it away. */
  show(announcement: Announcement, onClick: () => void): () => void;
}

/** The notifications of the browser in which this page is; undefined where it has none. */
export function notificationsOf(window: Window & typeof globalThis): NotificationPort | undefined {
  if (!('Notification' in window)) return undefined;
  const { Notification } = window;
  return {
    get access() {
      return Notification.permission;
    },
    request: () => Notification.requestPermission(),
    show({ title, body, tag, stays }, onClick) {
      // We ring ourselves.
      const shown = new Notification(title, { body, tag, requireInteraction: stays, silent: true });
      shown.onclick = onClick;
      return () => shown.close();
    },
  };
}
