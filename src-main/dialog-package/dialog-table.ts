import { z } from 'zod';

/** The states of a dialog (RFC 4235, 3.7.1). */
export const dialogStates = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'] as const;
export type DialogState = (typeof dialogStates)[number];

/** Why a dialog is terminated (RFC 4235, 4.1.2). */
export const terminationEvents = [
  'cancelled',
  'rejected',
  'replaced',
  'local-bye',
  'remote-bye',
  'error',
  'timeout',
] as const;
export type TerminationEvent = (typeof terminationEvents)[number];

const token = z.string().min(1).max(64);
const text = z.string().max(512);

const progressSchema = z.discriminatedUnion('state', [
  z.object({ state: z.enum(['trying', 'proceeding', 'early', 'confirmed']) }),
  z.object({
    state: z.literal('terminated'),
    event: z.enum(terminationEvents),
    /** The SIP response code that says the same, where one does. */
    code: z.number().int().min(100).max(699).optional(),
  }),
]);
export type DialogProgress = z.infer<typeof progressSchema>;

const dialogSchema = z.object({
  /** Unlike that of any other dialog in its list, and the same for the life of this one. */
  id: token,
  lineId: token,
  callId: token,
  localTag: token,
  /** Absent while nobody has answered with one. */
  remoteTag: token.optional(),
  direction: z.enum(['initiator', 'recipient']),
  progress: progressSchema,
  /** When the state machine of the dialog began, ms since the epoch. */
  startedAt: z.number(),
  local: z.object({
    /** A URI, such as `sip:+12025550110@provider.example`. */
    identity: text,
    display: text.optional(),
    /** The user part of our contact for the line, and which device has the call there: a short one-way name. */
    target: z.object({ user: text, instance: token }),
  }),
  remote: z.object({ identity: text, display: text.optional(), target: text }),
  /** Number of the appearance on its line, from 1 (RFC 7463). */
  appearance: z.number().int().min(1).max(999),
});
export type DialogEntry = z.infer<typeof dialogSchema>;

const lineSchema = z.object({
  id: token,
  /** The user parts that mean this line: its number and its configured SIP user. */
  users: z.array(z.string().min(1).max(128)).max(8),
});
export type DialogLine = z.infer<typeof lineSchema>;

/**
 * The calls of the phone as SIP dialogs, the newest first, with nothing in it from which a call's URI could be had. A
 * dialog that is terminated stays for some seconds and is then gone.
 */
export const dialogTableSchema = z.object({
  lines: z.array(lineSchema).max(64),
  /** The dialogs at this device: what `Event: dialog` reports. */
  here: z.array(dialogSchema).max(128),
  /** The calls of each line, whichever device has them: what `Event: dialog;shared` reports. */
  shared: z.array(dialogSchema).max(128),
});
export type DialogTable = z.infer<typeof dialogTableSchema>;
