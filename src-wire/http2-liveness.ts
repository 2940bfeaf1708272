import type { ClientHttp2Session } from 'node:http2';

/** A connection that is distrusted has so long to prove itself. */
const proofMs = 1000;

/**
 * Asks a connection every `pingMs` for a sign of life, and destroys it where none has come by the next question: its
 * streams end and are opened anew.
 */
export function keepAsking(session: ClientHttp2Session, pingMs: number): void {
  let isAlive = true;
  const timer = setInterval(() => {
    if (!isAlive) return session.destroy();
    isAlive = false;
    ping(session, () => (isAlive = true));
  }, pingMs);
  session.once('close', () => clearInterval(timer));
}

/** Closes a connection that is used no more: at once where it is dead, otherwise when its streams have ended. */
export function retire(session: ClientHttp2Session): void {
  const timer = setTimeout(() => session.destroy(), proofMs);
  session.once('close', () => clearTimeout(timer));
  ping(session, () => {
    clearTimeout(timer);
    session.close();
  });
}

function ping(session: ClientHttp2Session, onAnswer: () => void): void {
  if (session.destroyed) return;
  session.ping((error) => {
    if (error === null) onAnswer();
  });
}
