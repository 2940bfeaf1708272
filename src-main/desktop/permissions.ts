import type { Session } from 'electron';
import { isOwnPage } from './app-pages.ts';

/** Lets our own pages use the microphone and choose a speaker, and nothing else. Without handlers everything is granted. */
export function restrictPermissions(session: Session): void {
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    if (!isOwnPage(origin)) return false;
    if (permission === 'media') return details.mediaType !== 'video';
    return permission === 'speaker-selection';
  });
  session.setPermissionRequestHandler((contents, permission, allow, details) => {
    const isOurs = isOwnPage(contents.getURL());
    const wantsSoundOnly = 'mediaTypes' in details && details.mediaTypes?.join() === 'audio';
    allow(isOurs && ((permission === 'media' && wantsSoundOnly) || permission === 'speaker-selection'));
  });
}
