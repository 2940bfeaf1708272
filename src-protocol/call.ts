import { z } from 'zod';
import { readDestination } from './destination.ts';
import { directiveSchema } from './directive.ts';
import { stateEventSchema } from './events.ts';
import { uriSchema } from './uri.ts';

/** The header that names the asking device on every request to a call (PROTOCOL 4). */
export const handlerHeader = 'RIPP-Handler';

/** The header in which a device that opens the event stream of a call anew tells the time of the last event it got. */
export const lastEventHeader = 'Last-Event-ID';

/** The answer to `GET {call}` and to `POST {tg}/calls` (PROTOCOL 4). `mic` is the directive. */
export const callDescriptionSchema = z.object({
  uri: uriSchema,
  direction: z.enum(['inbound', 'outbound']),
  from: z.string().max(254),
  to: z.string().max(254),
  passport: z.string().optional(),
  verified: z.boolean().default(false),
  handler: uriSchema.optional(),
  event: stateEventSchema,
  /** False after `handler` did not connect, or was removed: nobody talks until a move. Beyond the page. */
  attached: z.boolean().default(true),
  reconnecting: z.boolean().default(false),
  held: z.boolean().default(false),
  started: z.iso.datetime({ offset: true }),
  answered: z.iso.datetime({ offset: true }).optional(),
  mic: directiveSchema.optional(),
});
export type CallDescription = z.infer<typeof callDescriptionSchema>;

/** The body of `POST {tg}/calls`. `handler` may be another device's. Whether `passport` is one is judged later. */
export const placeCallRequestSchema = z.object({
  handler: uriSchema,
  destination: z
    .string()
    .refine(
      (text) => readDestination(text) !== undefined,
      'must be an E.164 number, number@domain or an e-mail address',
    ),
  passport: z.string(),
});
export type PlaceCallRequest = z.infer<typeof placeCallRequestSchema>;

/** The answer to `GET {tg}/calls`. `ended`: the last descriptions of calls that ended lately. Beyond the page. */
export const callListSchema = z.object({
  calls: z.array(uriSchema),
  ended: z.array(callDescriptionSchema).optional(),
});
export type CallList = z.infer<typeof callListSchema>;
