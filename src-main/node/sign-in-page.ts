import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { checkJson, maxJsonBytes } from '../../src-protocol/check.ts';
import { rootsOf } from '../../src-protocol/discovery.ts';
import type { Clock, Exchange, SignInPage } from '../session/ports.ts';

const clientId = 'byway';
const returnPath = '/signed-in';
const waitLimitMs = 5 * 60_000;
const tokenSchema = z.object({ access_token: z.string().min(1).max(512), token_type: z.string().regex(/^bearer$/iu) });

export interface SignInPageOptions {
  /** Shows an address to the person; resolves false where it cannot. */
  readonly open: (url: string) => Promise<boolean>;
  readonly clock: Clock;
}

/**
 * Signs in through the provider's page in the system browser: an authorization code with PKCE that comes back to a
 * loopback address (RFC 6749, 7636, 8252).
 */
export function createSignInPage({ open, clock }: SignInPageOptions): SignInPage {
  return {
    async requestToken(authority, exchange, signal) {
      const { signInPage } = rootsOf(authority);
      const state = randomBytes(24).toString('base64url');
      const verifier = randomBytes(48).toString('base64url');
      await using door = await openDoor(state);
      const redirect = `http://127.0.0.1:${door.port}${returnPath}`;
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirect,
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      if (!(await open(`${signInPage}?${query.toString()}`))) {
        throw new PhoneError('sign-in-refused', { detail: 'no browser could be opened' });
      }
      const code = await door.code(clock, signal);
      return await redeem(exchange, signInPage, { code, redirect, verifier }, signal);
    },
  };
}

interface Door extends AsyncDisposable {
  readonly port: number;
  /** The code that the provider's page sends back. Rejects with a `PhoneError` when it is not to come. */
  code(clock: Clock, signal: AbortSignal): Promise<string>;
}

async function openDoor(state: string): Promise<Door> {
  const answered = Promise.withResolvers<string>();
  answered.promise.catch(() => undefined);
  const server = createServer((request, response) => {
    const answer = readAnswer(request, state);
    say(response, answer);
    if (answer.kind === 'code') answered.resolve(answer.code);
    else if (answer.kind === 'refused') answered.reject(new PhoneError('sign-in-refused'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async code(clock, signal) {
      const stopWaiting = clock.after(waitLimitMs, () => answered.reject(new PhoneError('sign-in-timeout')));
      const giveUp = (): void => answered.reject(signal.reason);
      signal.addEventListener('abort', giveUp);
      try {
        signal.throwIfAborted();
        return await answered.promise;
      } finally {
        stopWaiting();
        signal.removeEventListener('abort', giveUp);
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      setImmediate(() => server.closeAllConnections());
      await closed;
    },
  };
}

type Answer = { kind: 'code'; code: string } | { kind: 'refused' } | { kind: 'nothing' };

function readAnswer(request: IncomingMessage, state: string): Answer {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method !== 'GET' || url.pathname !== returnPath) return { kind: 'nothing' };
  if (!isSame(url.searchParams.get('state') ?? '', state)) return { kind: 'nothing' };
  const code = url.searchParams.get('code');
  return code === null || code === '' ? { kind: 'refused' } : { kind: 'code', code };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const sentences = {
  code: 'You are signed in. Close this page and go back to Byway.',
  refused: 'You are not signed in. Close this page and try again in Byway.',
  nothing: 'There is nothing here.',
} as const;

function say(response: ServerResponse, { kind }: Answer): void {
  response
    .writeHead(kind === 'nothing' ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      connection: 'close',
    })
    .end(`<!doctype html><html lang="en"><title>Byway</title><p>${sentences[kind]}</p></html>`);
}

async function redeem(
  exchange: Exchange,
  page: string,
  { code, redirect, verifier }: { code: string; redirect: string; verifier: string },
  signal: AbortSignal,
): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirect,
    client_id: clientId,
    code_verifier: verifier,
  });
  const response = await exchange(new Request(page, { method: 'POST', body, signal }));
  if (!response.ok) {
    await response.body?.cancel();
    throw new PhoneError('sign-in-refused', { detail: `the provider answered ${response.status}` });
  }
  try {
    return checkJson(tokenSchema, await readUpTo(maxJsonBytes, response)).access_token;
  } catch (cause) {
    throw new PhoneError('bad-response', { cause });
  }
}

/** The whole body; throws over `maxBytes` and leaves the rest unread. */
async function readUpTo(maxBytes: number, response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) throw new Error('the answer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
