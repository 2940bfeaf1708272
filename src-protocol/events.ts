import { z } from 'zod';
import { check } from './check.ts';
import { uriSchema } from './uri.ts';

const timestampSchema = z.iso.datetime({ offset: true });

const common = {
  direction: z.enum(['c2s', 's2c']).optional(),
  timestamp: timestampSchema.optional(),
  call: uriSchema.optional(),
};
const withHandler = { ...common, handler: uriSchema };
const reason = z.string().max(256).optional();

function event<N extends string, S extends z.ZodRawShape>(name: N, fields: S) {
  return z.object({ event: z.literal(name), ...fields });
}

/** Who ended a call, as seen from the leg. */
export const endedBySchema = z.enum(['us', 'them', 'provider']);
export type EndedBy = z.infer<typeof endedBySchema>;

/** Which side did what both are told, as seen from the leg; the provider says it. */
const sideSchema = z.enum(['us', 'them']);

const callEventSchemas = {
  proceeding: event('proceeding', common),
  alerting: event('alerting', common),
  answered: event('answered', withHandler),
  declined: event('declined', { ...common, reason }),
  failed: event('failed', { ...common, reason }),
  noanswer: event('noanswer', { ...common, reason }),
  end: event('end', { ...common, by: endedBySchema.optional() }),
  'handler-invalid': event('handler-invalid', withHandler),
  attaching: event('attaching', { ...withHandler, 'asked-by': uriSchema.optional() }),
  'handler-connected': event('handler-connected', withHandler),
  move: event('move', withHandler),
  moved: event('moved', { ...withHandler, from: uriSchema }),
  'attach-failed': event('attach-failed', { ...withHandler, reason }),
  reconnecting: event('reconnecting', common),
  reconnected: event('reconnected', common),
  migrate: event('migrate', { ...common, ip: z.string().max(256).optional() }),
  'media-panic': event('media-panic', common),
  hello: event('hello', { ...common, nonce: z.string().max(64) }),
  hold: event('hold', common),
  unhold: event('unhold', common),
  'on-hold': event('on-hold', common),
  'off-hold': event('off-hold', common),
  mute: event('mute', { ...common, by: sideSchema.optional() }),
  unmute: event('unmute', { ...common, by: sideSchema.optional() }),
  dtmf: event('dtmf', { ...common, by: sideSchema.optional(), digit: z.string().regex(/^[0-9A-D*#]$/u) }),
  transfer: event('transfer', { ...common, target: z.string().min(1).max(254) }),
  'transfer-warm': event('transfer-warm', { ...common, other: uriSchema }),
  'transfer-reject': event('transfer-reject', { ...common, reason }),
  'transfer-pending': event('transfer-pending', common),
  'transfer-success': event('transfer-success', common),
  'transfer-failed': event('transfer-failed', { ...common, reason }),
  'transferred-from': event('transferred-from', { ...common, party: z.string().max(254), other: uriSchema.optional() }),
} as const;

/** The most recent event that defined the state of a call, as its description holds it (PROTOCOL 4). */
export const stateEventSchema = z.discriminatedUnion('event', [
  callEventSchemas.proceeding,
  callEventSchemas.alerting,
  callEventSchemas.answered,
  callEventSchemas.declined,
  callEventSchemas.failed,
  callEventSchemas.noanswer,
  callEventSchemas.end,
]);

export type CallEventName = keyof typeof callEventSchemas;
/** An event of a call's stream (PROTOCOL 5). */
export type CallEvent = { [N in CallEventName]: z.infer<(typeof callEventSchemas)[N]> }[CallEventName];
/** The event of one name. */
export type CallEventOf<N extends CallEventName> = Extract<CallEvent, { event: N }>;

const tgEventSchemas = {
  call: event('call', { ...common, call: uriSchema }),
  handler: event('handler', { ...common, handler: uriSchema, change: z.enum(['created', 'modified', 'destroyed']) }),
} as const;

/** An event of a TG's stream (PROTOCOL 3). */
export type TgEvent = {
  [N in keyof typeof tgEventSchemas]: z.infer<(typeof tgEventSchemas)[N]>;
}[keyof typeof tgEventSchemas];

const nameSchema = z.object({ event: z.string() });

/**
 * One object of a call's event stream. Returns undefined for an event of an unknown type; throws a `ProtocolError`
 * that names the member for anything else that breaks its schema.
 */
export function readCallEvent(value: unknown): CallEvent | undefined {
  return readEvent(callEventSchemas, value) as CallEvent | undefined;
}

/** One object of a TG's event stream; as `readCallEvent`. */
export function readTgEvent(value: unknown): TgEvent | undefined {
  return readEvent(tgEventSchemas, value) as TgEvent | undefined;
}

function readEvent(schemas: Readonly<Record<string, z.ZodType>>, value: unknown): unknown {
  const { event: name } = check(nameSchema, value);
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  return schema === undefined ? undefined : check(schema, value);
}

/** An event without the fields that its sender adds. */
export type EventBody<E> = E extends unknown ? Omit<E, 'direction' | 'timestamp' | 'call'> : never;

/** The call event `body` with the fields that a sender always writes. `at` is ms since the epoch. */
export function callEvent(
  body: EventBody<CallEvent>,
  sent: { direction: 'c2s' | 's2c'; at: number; call: string },
): CallEvent {
  return { ...body, direction: sent.direction, timestamp: timestamp(sent.at), call: sent.call };
}

/** RFC 3339, UTC, with milliseconds. */
export function timestamp(at: number): string {
  return new Date(at).toISOString();
}
