import type { App, Session } from 'electron';
import { isOwnPage } from './app-pages.ts';

/** Restricts every session that there is ever to be. Must run before the application is ready. */
export function restrictEverySession(app: App): void {
  app.on('session-created', restrictPermissions);
}

/**
 * Lets our own pages use the microphone, choose a speaker and ask for a headset, and nothing else. Without handlers
 * everything is granted. Which devices may be asked for, `hid-permissions.ts` says.
 */
export function restrictPermissions(session: Session): void {
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    if (!isOwnPage(origin)) return false;
    if (permission === 'media') return details.mediaType !== 'video';
    return permission === 'speaker-selection' || permission === 'hid';
  });
  session.setPermissionRequestHandler((contents, permission, allow, details) => {
    const isOurs = isOwnPage(contents.getURL());
    const wantsSoundOnly = 'mediaTypes' in details && details.mediaTypes?.join() === 'audio';
    allow(isOurs && ((permission === 'media' && wantsSoundOnly) || permission === 'speaker-selection'));
  });
}
