import { z } from 'zod';
import type { AudioPort } from './audio-port.ts';
import type { PhoneState } from './phone-state.ts';
import { settingsChangeSchema, type SettingsChange } from './settings.ts';

/**
 * Everything that a window can ask of the phone. Commands are imperative; each rejects with a `PhoneError`.
 * What came of a command is seen in the next `PhoneState`.
 */
export interface PhoneApi {
  /** Starts the built-in provider on this machine and signs in there. */
  tryDemo(): Promise<void>;
  /** Opens the sign-in page of a provider, given as its domain (a port may follow), in the system browser. */
  signIn(authority: string): Promise<void>;
  /** Gives up a sign-in that is under way. */
  cancelSignIn(): Promise<void>;
  /** Removes this device's handlers and forgets the account. */
  signOut(): Promise<void>;
  /** Reopens lost streams at once. */
  retryNow(): Promise<void>;
  /** Calls a number or an address on a line (the first one when absent). Returns the id of the appearance. */
  placeCall(request: PlaceCallRequest): Promise<string>;
  answer(callId: string): Promise<void>;
  /** Declines on all devices of the account. */
  decline(callId: string): Promise<void>;
  /** Stops the ring of this device only. */
  silence(callId: string): Promise<void>;
  /** Ends an outbound call before its answer. */
  cancel(callId: string): Promise<void>;
  end(callId: string): Promise<void>;
  setMuted(callId: string, isMuted: boolean): Promise<void>;
  /** Takes the card of an ended call away before its time. */
  dismissCall(callId: string): Promise<void>;
  dismissNotice(noticeId: string): Promise<void>;
  changeSettings(change: SettingsChange): Promise<void>;
  /** The log of this run as text, without secrets, to be saved by the person. */
  collectDiagnostics(): Promise<string>;
}

export const placeCallSchema = z.object({
  destination: z.string().trim().min(1).max(254),
  lineId: z.string().max(64).optional(),
});
export type PlaceCallRequest = z.infer<typeof placeCallSchema>;

const id = z.string().min(1).max(64);

/** The schema of each command's arguments, checked at the door. A command without one does not compile. */
export const commandArguments: { readonly [K in keyof PhoneApi]: z.ZodType<Parameters<PhoneApi[K]>> } = {
  tryDemo: z.tuple([]),
  signIn: z.tuple([z.string().trim().min(1).max(253)]),
  cancelSignIn: z.tuple([]),
  signOut: z.tuple([]),
  retryNow: z.tuple([]),
  placeCall: z.tuple([placeCallSchema]),
  answer: z.tuple([id]),
  decline: z.tuple([id]),
  silence: z.tuple([id]),
  cancel: z.tuple([id]),
  end: z.tuple([id]),
  setMuted: z.tuple([id, z.boolean()]),
  dismissCall: z.tuple([id]),
  dismissNotice: z.tuple([id]),
  changeSettings: z.tuple([settingsChangeSchema]),
  collectDiagnostics: z.tuple([]),
};

/** What main offers to whoever serves a window: the commands, the stream of snapshots, and the audio of a call. */
export interface Phone extends PhoneApi {
  /** The snapshot that holds now. */
  readonly state: PhoneState;
  /** Calls `listener` with the current snapshot at once and with each later one; returns the way to stop that. */
  subscribe(listener: (state: PhoneState) => void): () => void;
  /** The audio of a call that has an `AudioPlan`. Opening it again closes the earlier port. Throws `PhoneError` `no-such-call`. */
  openAudio(callId: string): AudioPort;
}
