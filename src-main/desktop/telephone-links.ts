import { app } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { Log } from '../session/ports.ts';
import { linkSchemes } from './dial-link.ts';

/** Makes this program the one that opens telephone links, as the settings say. Returns the way to stop following them. */
export function followLinkHandling(phone: Pick<Phone, 'subscribe'>, log: Log): () => void {
  let applied: boolean | undefined;
  return phone.subscribe(({ settings }) => {
    const { opensLinks } = settings.desktop;
    // At the start nothing is to be taken away that the person never asked for.
    if (opensLinks === (applied ?? false)) return;
    applied = opensLinks;
    for (const scheme of linkSchemes) {
      const isDone = opensLinks ? app.setAsDefaultProtocolClient(scheme) : app.removeAsDefaultProtocolClient(scheme);
      if (!isDone) log.warn('links not taken over', { scheme });
    }
  });
}
