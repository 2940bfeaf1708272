import { z } from 'zod';

export const problemContentType = 'application/problem+json';

/** The body of every 4xx and 5xx (PROTOCOL 10, RFC 9457). A 400 has `member`. */
export const problemSchema = z.object({
  type: z.string().optional(),
  title: z.string().max(256).optional(),
  status: z.int().optional(),
  detail: z.string().max(1024).optional(),
  member: z.string().max(256).optional(),
  /** How a call that is over ended, its last description; of a 404. Beyond the page. */
  call: z.unknown().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
