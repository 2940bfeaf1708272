import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may use the browser host: who comes from this machine's own name for it, from its own pages, and has the cookie
 * that a one-time secret was exchanged for.
 */
export class Admission {
  readonly #cookieValue = secret();
  #port = 0;
  #openSecret: string | undefined = secret();

  /** The port that the host listens on; it is part of the names that are its own. */
  set port(port: number) {
    this.#port = port;
  }

  /** The path that admits its first visitor. */
  get openPath(): string {
    return `/open/${this.#openSecret ?? ''}`;
  }

  /**
   * Uses up the one-time secret. Returns the cookie to set; undefined for a wrong or used secret. It also comes with a
   * link of another page that is followed to here, as to a telephone number, and with nothing else from elsewhere.
   */
  redeem(path: string): string | undefined {
    const given = path.startsWith('/open/') ? path.slice('/open/'.length) : '';
    if (this.#openSecret === undefined || !isSame(given, this.#openSecret)) return undefined;
    this.#openSecret = undefined;
    return `${this.#cookieName}=${this.#cookieValue}; HttpOnly; SameSite=Lax; Path=/`;
  }

  /** True when the request names this host as itself: another name is a page elsewhere that points here. */
  hasOwnHost(request: IncomingMessage): boolean {
    return this.#ownHosts().includes(request.headers.host ?? '');
  }

  /** True when the request comes from a page of this host. */
  hasOwnOrigin(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    return origin !== undefined && this.#ownHosts().some((host) => origin === `http://${host}`);
  }

  hasCookie(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    const given = cookies.find((cookie) => cookie.startsWith(`${this.#cookieName}=`));
    return given !== undefined && isSame(given.slice(this.#cookieName.length + 1), this.#cookieValue);
  }

  /** Cookies know no ports, so the name carries it: two phones on one machine keep theirs apart. */
  get #cookieName(): string {
    return `byway-${this.#port}`;
  }

  #ownHosts(): readonly string[] {
    return [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
  }
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

/** Compares without telling by its time how much was right. */
function isSame(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
