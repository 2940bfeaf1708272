const maxCookies = 10;
const maxCookieLength = 5 * 1024;

/** The cookies that were set on one call (PROTOCOL 7): 10 at most, 5 KB each, sent on requests to that call alone. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Keeps what the `Set-Cookie` lines of a response say. */
  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';');
      const equals = pair.indexOf('=');
      const name = pair.slice(0, equals).trim();
      if (equals < 1 || pair.length > maxCookieLength) continue;
      const isRemoved = attributes.some((attribute) => /^\s*max-age\s*=\s*(?:0|-\d+)\s*$/iu.test(attribute));
      if (isRemoved) this.#cookies.delete(name);
      else if (this.#cookies.has(name) || this.#cookies.size < maxCookies) this.#cookies.set(name, pair.trim());
    }
  }

  /** The value of a `Cookie` header; undefined when there is none. */
  get header(): string | undefined {
    return this.#cookies.size === 0 ? undefined : [...this.#cookies.values()].join('; ');
  }

  clear(): void {
    this.#cookies.clear();
  }
}
