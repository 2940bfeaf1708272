import { z } from 'zod';
import { check } from '../../src-protocol/check.ts';
import { ProtocolError } from '../../src-protocol/protocol-error.ts';

const accountRecordSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('demo') }),
  z.object({ kind: z.literal('provider'), authority: z.string(), token: z.string() }),
]);

/** The account in use as the keychain keeps it. */
export type AccountRecord = z.infer<typeof accountRecordSchema>;

export const accountRecordName = 'account';

export function writeAccountRecord(record: AccountRecord): string {
  return JSON.stringify(record);
}

/** The account in a kept text; undefined for what is none. */
export function readAccountRecord(text: string | undefined): AccountRecord | undefined {
  if (text === undefined) return undefined;
  try {
    return check(accountRecordSchema, JSON.parse(text));
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
