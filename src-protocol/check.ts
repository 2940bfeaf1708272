import type { z } from 'zod';
import { ProtocolError } from './protocol-error.ts';

/** JSON bodies and single events are at most this many bytes (PROTOCOL 1, 5). */
export const maxJsonBytes = 64 * 1024;

/** `value` as the schema's output. Throws a `ProtocolError` `schema` that names the first member at fault. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const member = issue === undefined ? '' : issue.path.map(String).join('.');
  throw new ProtocolError('schema', member, `${member || 'the whole'}: ${issue?.message ?? 'does not fit'}`);
}

/**
 * The JSON body `bytes`, checked. Throws a `ProtocolError`: `too-large` above 64 KiB, `not-json`, or `schema`.
 */
export function checkJson<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  if (bytes.length > maxJsonBytes) throw new ProtocolError('too-large', '', 'a JSON body is at most 64 KiB');
  return check(schema, parseJson(bytes));
}

/** The JSON value in `bytes`. Throws a `ProtocolError` `not-json` for bad UTF-8 and bad JSON alike. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ProtocolError('not-json', '', 'the body is not JSON', { cause });
  }
}
