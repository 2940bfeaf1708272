import { z } from 'zod';
import type { InvokeResult } from '../../src-bridge/phone-client.ts';
import { phoneFailureSchema } from '../../src-bridge/phone-error.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';

const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown().optional() }),
  z.object({ ok: z.literal(false), failure: phoneFailureSchema }),
]) satisfies z.ZodType<InvokeResult>;

/** The phone is the author of its state and of this page; that each list is one is all the page has to know. */
const membersSchema = z.looseObject({
  account: z.looseObject({ kind: z.string() }),
  connection: z.looseObject({ kind: z.string() }),
  lines: z.array(z.looseObject({ id: z.string() })),
  calls: z.array(z.looseObject({ id: z.string(), state: z.looseObject({ kind: z.string() }) })),
  notices: z.array(z.looseObject({ id: z.string() })),
  contacts: z.array(z.looseObject({ id: z.string() })),
  lamps: z.looseObject({}),
  settings: z.looseObject({ audio: z.looseObject({}) }),
});
const someMembersSchema = membersSchema.partial();
const stateSchema = z.custom<PhoneState>((value) => membersSchema.safeParse(value).success);
const changedSchema = z.custom<Partial<PhoneState>>((value) => someMembersSchema.safeParse(value).success);

const hostMessageSchema = z.union([
  z.object({ state: stateSchema }),
  z.object({ changed: changedSchema, gone: z.array(z.string()) }),
  z.object({ id: z.number().int(), result: resultSchema }),
  z.object({ closeAudio: z.number().int() }),
]);

/** A text frame of the browser host: a snapshot or what changed in it, the result of a request, or the end of an audio channel. */
export type HostMessage = z.infer<typeof hostMessageSchema>;

/** The message in a text frame, or undefined when it is none. */
export function parseHostMessage(frame: string): HostMessage | undefined {
  try {
    return hostMessageSchema.safeParse(JSON.parse(frame)).data;
  } catch {
    return undefined;
  }
}
