import { z } from 'zod';
import { uriSchema } from './uri.ts';

/**
 * One set of audio parameters, all of which hold together. Every value is a maximum; a codec name is 1 when it is
 * spoken, absent meaning 0 (PROTOCOL 2). Unknown members are kept.
 */
export const paramSetSchema = z
  .object({
    sr: z.int().min(8000).max(192_000),
    ss: z.int().min(8).max(32),
    cbr: z.int().min(0).max(1),
    ch: z.int().min(1).max(8),
    ptime: z.int().min(5).max(120),
    br: z.int().min(1),
    opus: z.int().min(0).max(1),
    PCMU: z.int().min(0).max(1),
    PCMA: z.int().min(0).max(1),
    'telephone-event': z.int().min(0).max(1),
    CN: z.int().min(0).max(1),
    red: z.int().min(0).max(1),
  })
  .partial()
  .loose();
export type ParamSet = z.infer<typeof paramSetSchema>;

/** A source or a sink of media. `param-sets` is one set or a list of sets, of which any may be used. */
export const mediaEndSchema = z.looseObject({
  id: z.int().min(0).max(255),
  'param-sets': z.union([z.array(paramSetSchema).min(1), paramSetSchema]),
});
export type MediaEnd = z.infer<typeof mediaEndSchema>;

/** Sources or sinks: one, or a list. */
export const mediaEndsSchema = z.union([z.array(mediaEndSchema).min(1), mediaEndSchema]);
export type MediaEnds = z.infer<typeof mediaEndsSchema>;

/** Several ends as a list, whether they were written as one or as a list. */
export function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

const descriptionShape = {
  nickname: z.string().min(1).max(128),
  'device-id': z.string().min(1).max(256),
  img: z.string().max(2048).optional(),
  vendor: z.string().max(256).optional(),
  mic: mediaEndsSchema.optional(),
  spk: mediaEndsSchema.optional(),
  cam: z.unknown().optional(),
  screen: z.unknown().optional(),
};

type WithEnds = { mic?: MediaEnds | undefined; spk?: MediaEnds | undefined };

function hasAudio(description: WithEnds): boolean {
  return description.mic !== undefined || description.spk !== undefined;
}

function hasUniqueIds(description: WithEnds): boolean {
  const ids = [...asList(description.mic), ...asList(description.spk)].map((end) => end.id);
  return new Set(ids).size === ids.length;
}

const needsAudio = { path: ['mic'], message: 'at least one of mic and spk is required' };
const needsUniqueIds = { path: ['mic'], message: 'ids must be unique over all sources and sinks' };

/** What a device says of itself (PROTOCOL 2). Unknown members are kept and echoed. */
export const handlerDescriptionSchema = z
  .looseObject(descriptionShape)
  .refine(hasAudio, needsAudio)
  .refine(hasUniqueIds, needsUniqueIds);
export type HandlerDescription = z.infer<typeof handlerDescriptionSchema>;

/** A registered handler: the description with the server's `uri` and `id`. */
export const handlerSchema = z
  .looseObject({ ...descriptionShape, uri: uriSchema, id: z.string().min(1).max(256) })
  .refine(hasAudio, needsAudio)
  .refine(hasUniqueIds, needsUniqueIds);
export type Handler = z.infer<typeof handlerSchema>;

/** The answer to `GET {tg}/handlers`. */
export const handlerListSchema = z.object({ handlers: z.array(uriSchema) });
