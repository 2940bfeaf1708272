import { z } from 'zod';

const id = z.string().min(1).max(64);

/** Whom the person knows. */
export const contactSchema = z.object({
  id,
  name: z.string().trim().min(1).max(128),
  /** Numbers or addresses to call, the preferred one first. */
  numbers: z.array(z.string().trim().min(1).max(254)).max(8),
  /** The SIP URI at which this contact's phone tells of its calls. */
  lamp: z
    .object({
      uri: z
        .string()
        .trim()
        .max(254)
        .regex(/^sips?:[^\s<>"]+$/iu),
      /** The name of the key with which to ask for it, where it wants one. */
      keyName: z.string().min(1).max(64).optional(),
    })
    .optional(),
});
export type Contact = z.infer<typeof contactSchema>;

/** A contact as it is saved: one without an id is new. */
export const contactDraftSchema = contactSchema.extend({ id: id.optional() });
export type ContactDraft = z.infer<typeof contactDraftSchema>;

/** What a contact's phone is doing. */
export const lampSchema = z.discriminatedUnion('kind', [
  /** Nothing is known: not yet, or not any more. */
  z.object({ kind: z.literal('unknown'), reason: z.enum(['asking', 'refused', 'unreachable', 'bad-answer']) }),
  z.object({ kind: z.literal('idle') }),
  /** `who` is the other party, a name or a number, where the phone says so. */
  z.object({ kind: z.enum(['ringing', 'in-call']), who: z.string().max(256).optional() }),
]);
export type Lamp = z.infer<typeof lampSchema>;
