import { z } from 'zod';
import { stateEventSchema } from '../../src-protocol/events.ts';
import { uriSchema } from '../../src-protocol/uri.ts';
import { mediaRecordSchema } from '../media/media-record.ts';

/** Who a side of a call is, for the process that has to find or make it again. */
export const sideReferenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('leg'), id: z.string() }),
  z.object({ kind: z.literal('service'), number: z.string(), role: z.enum(['called', 'calling-back']) }),
]);
export type SideReference = z.infer<typeof sideReferenceSchema>;

const partiesSchema = z.object({
  from: z.string(),
  to: z.string(),
  passport: z.string().optional(),
  isVerified: z.boolean(),
});

const progressRecordSchema = z.object({
  state: stateEventSchema,
  /** ms since the epoch, as all times here. */
  startedAt: z.number(),
  answeredAt: z.number().optional(),
});
export type ProgressRecord = z.infer<typeof progressRecordSchema>;

const devicesRecordSchema = z.object({
  current: uriSchema.optional(),
  isAttached: z.boolean(),
  isReached: z.boolean(),
  attaching: z.object({ handler: uriSchema, askedBy: z.string(), purpose: z.enum(['first', 'move']) }).optional(),
});
export type DevicesRecord = z.infer<typeof devicesRecordSchema>;

const featuresRecordSchema = z.object({ isHeld: z.boolean(), isMuted: z.boolean() });
export type FeaturesRecord = z.infer<typeof featuresRecordSchema>;

/** Everything from which another process can make a leg again. */
export const legRecordSchema = z.object({
  id: z.string().min(1),
  groupId: z.string().min(1),
  direction: z.enum(['inbound', 'outbound']),
  parties: partiesSchema,
  progress: progressRecordSchema,
  devices: devicesRecordSchema,
  features: featuresRecordSchema,
  /** True while somebody is called to whom this leg transfers its far side. */
  isTransferring: z.boolean(),
  /** Absent where the far side cannot be made again. */
  far: sideReferenceSchema.optional(),
  /** The devices that hear of what happens here, now or when they come back. */
  listeners: z.array(z.string()),
  /** Only of a leg that its process is about to leave to another one. */
  media: mediaRecordSchema.optional(),
});
export type LegRecord = z.infer<typeof legRecordSchema>;

/**
 * The records of the calls that can go on: of a line that there is, not over, and with a far side that is a service or
 * another of these that names this one.
 */
export function recordsThatGoOn(
  records: readonly LegRecord[],
  knows: { hasGroup: (id: string) => boolean; hasService: (number: string) => boolean },
): readonly LegRecord[] {
  const possible = new Map(records.filter(({ groupId }) => knows.hasGroup(groupId)).map((each) => [each.id, each]));
  return [...possible.values()].filter(({ id, far }) => {
    if (far === undefined) return false;
    if (far.kind === 'service') return knows.hasService(far.number);
    const other = possible.get(far.id)?.far;
    return other?.kind === 'leg' && other.id === id;
  });
}
