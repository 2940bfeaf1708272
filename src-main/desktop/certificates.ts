import type { App, Session } from 'electron';
import { hasPinnedKey } from '../../src-wire/key-pin.ts';

/** What a certificate verify proc answers: the verdict of Chromium, or its own name for a key that is not pinned. */
const chromiumDecides = -3;
const pinnedKeyMissing = -150;

/** No page gets past a bad certificate, and no certificate of this computer is shown to a server unasked. */
export function refuseBadCertificates(app: App): void {
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, trust) => {
    event.preventDefault();
    trust(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _certificates, choose) => {
    event.preventDefault();
    choose();
  });
}

/** Lets a session connect only to servers with one of these keys (`--pin`), beside all that is checked anyway. */
export function pinKeys(session: Session, pins: readonly string[]): void {
  if (pins.length === 0) return;
  session.setCertificateVerifyProc(({ certificate }, answer) => {
    answer(hasPinnedKey(certificate.data, pins) ? chromiumDecides : pinnedKeyMissing);
  });
}
