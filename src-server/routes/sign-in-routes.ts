import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { check } from '../../src-protocol/check.ts';
import type { Accounts } from '../accounts.ts';
import { ProblemError } from '../problem-error.ts';
import type { World } from '../world.ts';
import { GuessThrottle } from './guess-throttle.ts';
import { OpenCodes } from './open-codes.ts';
import { boundedBody, json, requireMediaType } from './request-context.ts';
import { signInPage, signInStyle } from './sign-in-page.ts';

const path = '/.well-known/ripp-oauth';
const maxFormBytes = 16 * 1024;

/** RFC 8252, 7.3: a native application is sent back to the loopback address, on any port. */
const loopbackSchema = z
  .string()
  .max(512)
  .regex(/^http:\/\/(?:127\.0\.0\.1|\[::1\]):\d{1,5}\/[\w/-]*$/u, 'must be http on 127.0.0.1 or [::1]');

const requestSchema = z.object({
  response_type: z.literal('code'),
  client_id: z.string().min(1).max(128),
  redirect_uri: loopbackSchema,
  state: z.string().min(1).max(512),
  code_challenge: z.string().regex(/^[\w-]{43}$/u),
  code_challenge_method: z.literal('S256'),
});
export type SignInRequest = z.infer<typeof requestSchema>;

const formSchema = requestSchema.extend({ user: z.string().max(64), key: z.string().max(512) });

const exchangeSchema = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string().min(1).max(512),
  redirect_uri: loopbackSchema,
  client_id: z.string().min(1).max(128),
  code_verifier: z.string().regex(/^[\w.~-]{43,128}$/u),
});

interface OpenCode {
  readonly user: string;
  readonly request: SignInRequest;
}

/** The sign-in page (PROTOCOL 1): an authorization code with PKCE for a native application (RFC 6749, 7636, 8252). */
export function signInRoutes(parts: { accounts: Accounts; world: World; written: () => Promise<void> }): Hono {
  const { accounts, world, written } = parts;
  const { clock, random } = world;
  const codes = new OpenCodes<OpenCode>(clock);
  const guesses = new GuessThrottle(clock);
  const routes = new Hono();

  routes.get(path, (context) => page(check(requestSchema, context.req.query())));
  routes.post(path, async (context) => {
    const form = await readForm(context);
    return 'grant_type' in form ? exchange(check(exchangeSchema, form)) : signIn(check(formSchema, form));
  });

  async function signIn({ user, key, ...request }: z.infer<typeof formSchema>): Promise<Response> {
    if (guesses.isClosedTo(user)) return page(request, 'Too many attempts. Wait a minute, then try again.', 429);
    const account = accounts.byUser(user);
    if (account === undefined || accounts.byToken(key) !== account) {
      guesses.failed(user);
      return page(request, 'The user name or the access key is wrong.', 403);
    }
    const code = random.token();
    if (!codes.open(code, { user: account.user, request })) {
      throw new ProblemError(503, 'Too many sign-ins.', { headers: { 'retry-after': '60' } });
    }
    const back = new URL(request.redirect_uri);
    back.search = new URLSearchParams({ code, state: request.state }).toString();
    return new Response(null, { status: 303, headers: { location: back.href, ...plainHeaders } });
  }

  async function exchange(given: z.infer<typeof exchangeSchema>): Promise<Response> {
    const open = codes.take(given.code);
    const account = open && accounts.byUser(open.user);
    if (open === undefined || account === undefined || !fits(open.request, given)) {
      throw new ProblemError(400, 'This sign-in is over or was begun elsewhere. Sign in again.', { member: 'code' });
    }
    world.log.info('signed in', { user: account.user });
    const token = accounts.mintToken(account);
    await written();
    return json({ access_token: token, token_type: 'Bearer' }, 200, { 'cache-control': 'no-store' });
  }

  return routes;
}

function fits(request: SignInRequest, given: z.infer<typeof exchangeSchema>): boolean {
  const challenge = createHash('sha256').update(given.code_verifier).digest('base64url');
  const isSameChallenge = timingSafeEqual(Buffer.from(challenge), Buffer.from(request.code_challenge));
  return isSameChallenge && request.redirect_uri === given.redirect_uri && request.client_id === given.client_id;
}

async function readForm(context: Context): Promise<Record<string, string>> {
  requireMediaType(context, 'application/x-www-form-urlencoded');
  const bytes = await boundedBody(context, maxFormBytes);
  return Object.fromEntries(new URLSearchParams(new TextDecoder().decode(bytes)));
}

const styleHash = createHash('sha256').update(signInStyle).digest('base64');

/** The form's answer redirects to the phone. A policy cannot name an IPv6 address, only its scheme. */
function policyFor({ redirect_uri }: SignInRequest): string {
  const { hostname, origin } = new URL(redirect_uri);
  const phone = hostname.startsWith('[') ? 'http:' : origin;
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action 'self' ${phone}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const plainHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

async function page(request: SignInRequest, complaint = '', status = 200): Promise<Response> {
  const body = await signInPage(request, complaint);
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyFor(request) };
  return new Response(body, { status, headers: { ...headers, ...plainHeaders } });
}
