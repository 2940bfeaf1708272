import type { Context } from 'hono';
import { checkJson, maxJsonBytes } from '../../src-protocol/check.ts';
import { handlerHeader } from '../../src-protocol/call.ts';
import { ProtocolError } from '../../src-protocol/protocol-error.ts';
import type { z } from 'zod';
import type { Account, Accounts, Group } from '../accounts.ts';
import { ProblemError } from '../problem-error.ts';
import { StreamReset } from '../stream-reset.ts';

/** The account whose token the request carries. Throws 401. */
export function accountOf(context: Context, accounts: Accounts): Account {
  const token = /^Bearer ([\x21-\x7e]{1,512})$/iu.exec(context.req.header('authorization') ?? '')?.[1];
  const account = token === undefined ? undefined : accounts.byToken(token);
  if (account !== undefined) return account;
  throw new ProblemError(401, 'Sign in again.', { headers: { 'www-authenticate': 'Bearer' } });
}

/** The terminal group that the request's path names. Throws 401, and 404 for a group of another account. */
export function groupOf(context: Context, accounts: Accounts): Group {
  const account = accountOf(context, accounts);
  const group = accounts.group(context.req.param('group') ?? '');
  if (group === undefined || group.account !== account) throw new ProblemError(404, 'There is no such line.');
  return group;
}

/** The device that the request names; an empty text for a request that names none. */
export function deviceOf(context: Context): string {
  return context.req.header(handlerHeader) ?? '';
}

/** The checked JSON body. Throws 413, 415 and 400, in this order. */
export async function jsonBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const bytes = await boundedBody(context, maxJsonBytes);
  requireMediaType(context, 'application/json');
  return checkJson(schema, bytes);
}

/** Throws 415 when the body is of another media type. */
export function requireMediaType(context: Context, mediaType: string): void {
  const given = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (given !== mediaType) throw new ProblemError(415, `The body must be ${mediaType}.`);
}

/** The body of at most `limit` bytes. Throws a `ProtocolError` `too-large` (413) as soon as it is longer. */
export async function boundedBody(context: Context, limit: number): Promise<Uint8Array> {
  const announced = Number(context.req.header('content-length') ?? 0);
  if (announced > limit) throw new ProtocolError('too-large', '', `The body is at most ${limit} bytes.`);
  const { body } = context.req.raw;
  if (body === null) return new Uint8Array();
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = await reader.read().catch((cause: unknown) => {
      throw new StreamReset('the body broke off', { cause });
    });
    if (part.done) break;
    length += part.value.length;
    parts.push(part.value);
    if (length <= limit) continue;
    await reader.cancel();
    throw new ProtocolError('too-large', '', `The body is at most ${limit} bytes.`);
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/** An answer in JSON. */
export function json(body: object, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', ...headers },
  });
}

/** An answer without a body. */
export function empty(status: number): Response {
  return new Response(null, { status, headers: { 'x-content-type-options': 'nosniff' } });
}

/** Answers 405 on `path` for every method that is none of those that stand before it. */
export function notAllowed(allow: string): () => never {
  return () => {
    throw new ProblemError(405, `Allowed here: ${allow}.`, { headers: { allow } });
  };
}
