import type { ClientHttp2Session } from 'node:http2';
import type { After } from './after.ts';

/** A connection that is distrusted has so long to prove itself. */
const proofMs = 1000;

/**
 * Asks a connection every `pingMs` for a sign of life, and destroys it where none has come by the next question: its
 * streams end and are opened anew.
 */
export function keepAsking(session: ClientHttp2Session, { pingMs, after }: { pingMs: number; after: After }): void {
  let isAlive = true;
  let stop: () => void;
  const ask = (): void => {
    if (!isAlive) return session.destroy();
    isAlive = false;
    ping(session, () => (isAlive = true));
    stop = after(pingMs, ask);
  };
  stop = after(pingMs, ask);
  session.once('close', () => stop());
}

/** Closes a connection that is used no more: at once where it is dead, otherwise when its streams have ended. */
export function retire(session: ClientHttp2Session, after: After): void {
  const stop = after(proofMs, () => session.destroy());
  session.once('close', stop);
  ping(session, () => {
    stop();
    session.close();
  });
}

function ping(session: ClientHttp2Session, onAnswer: () => void): void {
  if (session.destroyed) return;
  session.ping((error) => {
    if (error === null) onAnswer();
  });
}
