/** Payload types of a media chunk (PROTOCOL 6, tag 3). */
export const payloadType = { opus: 1, PCMU: 2, PCMA: 3, telephoneEvent: 4, comfortNoise: 5, red: 6 } as const;

/** The codecs of which a directive names exactly one, most wanted first. */
export const codecs = ['opus', 'PCMU', 'PCMA'] as const;
export type Codec = (typeof codecs)[number];
