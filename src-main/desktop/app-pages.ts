import { protocol, type Session } from 'electron';
import { contentSecurityPolicy } from '../bridge/pages.ts';

const scheme = 'app';
const host = 'byway';

/** Where the window's page is. */
export const pageUrl = `${scheme}://${host}/index.html`;

/** Must run before the application is ready, and once. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

/** Serves the built renderer in `root` to a session, with the headers of every page. */
export function servePages(session: Session, root: string): void {
  session.protocol.registerSource(scheme, {
    routes: [
      {
        match: { host },
        source: {
          type: 'directory',
          root,
          index: 'index.html',
          headers: {
            'content-security-policy': contentSecurityPolicy,
            'cross-origin-opener-policy': 'same-origin',
            'cross-origin-embedder-policy': 'require-corp',
            'x-content-type-options': 'nosniff',
          },
        },
      },
    ],
  });
}

/** True for an address of our own pages. */
export function isOwnPage(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${scheme}:` && url.host === host;
  } catch {
    return false;
  }
}
