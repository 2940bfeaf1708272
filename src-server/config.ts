import { z } from 'zod';

const patterns = z.union([z.string().min(1), z.array(z.string().min(1))]);

const accountSchema = z.object({
  user: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/iu, 'is letters, digits, dots, dashes and underscores'),
  name: z.string().min(1).max(128),
  /** E.164; each becomes a terminal group of its own. */
  numbers: z
    .array(z.string().regex(/^\+[1-9]\d{1,14}$/u, 'must be an E.164 number such as +14085550110'))
    .min(1)
    .max(16),
  /** The access token; also the access key of the sign-in page. */
  token: z.string().min(16, 'must have at least 16 characters'),
  /** What the account may call, as in a TG description; anything when absent. */
  destinations: patterns.optional(),
  /** Calls that each of its terminal groups may have at once; no limit when absent. */
  'max-concurrent-calls': z.int().min(0).optional(),
  /** Names of devices that the provider itself plays; none when absent. */
  devices: z.array(z.string().min(1).max(128)).max(8).refine(isUnique, 'two devices have the same name').optional(),
});
export type AccountConfig = z.infer<typeof accountSchema>;

/** The file that `--config` names. */
export const configSchema = z
  .object({ accounts: z.array(accountSchema).min(1), services: z.boolean().default(false) })
  .refine(({ accounts }) => isUnique(accounts.map(({ user }) => user.toLowerCase())), 'two accounts have the same user')
  .refine(({ accounts }) => isUnique(accounts.map(({ token }) => token)), 'two accounts have the same token')
  .refine(({ accounts }) => isUnique(accounts.flatMap(({ numbers }) => numbers)), 'a number stands twice');
export type ProviderConfig = z.infer<typeof configSchema>;

function isUnique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
