import { z } from 'zod';
import type { AudioPort } from './audio-port.ts';
import { contactDraftSchema, type ContactDraft } from './contacts.ts';
import { updateChoices, type PhoneState, type UpdateChoice } from './phone-state.ts';
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
  /** The network of this computer is another one, or back: everything is connected anew at once. */
  networkChanged(): Promise<void>;
  /**
   * Calls a number or an address on a line (the first one when absent), from a device (this one when absent). Returns
   * the id of the appearance.
   */
  placeCall(request: PlaceCallRequest): Promise<string>;
  /** Answers on this device. A call that this device is in is put on hold first. */
  answer(callId: string): Promise<void>;
  /** Answers on another device of the account. */
  answerOn(callId: string, deviceId: string): Promise<void>;
  /** Declines on all devices of the account. */
  decline(callId: string): Promise<void>;
  /** Stops the ring of this device only. */
  silence(callId: string): Promise<void>;
  /** Ends an outbound call before its answer. */
  cancel(callId: string): Promise<void>;
  end(callId: string): Promise<void>;
  /** Moves an answered call to this device, wherever it is. A call that this device is in is put on hold first. */
  pull(callId: string): Promise<void>;
  /** Moves an answered call to another device, from wherever it is. */
  move(callId: string, deviceId: string): Promise<void>;
  setMuted(callId: string, isMuted: boolean): Promise<void>;
  /** Holds or resumes. Resuming puts another call that this device is in on hold: two calls are swapped. */
  setHeld(callId: string, isHeld: boolean): Promise<void>;
  /** Presses keys of the keypad in a call of this device: one or more of `0-9A-D*#`. */
  sendDigits(callId: string, digits: string): Promise<void>;
  /** Connects the far side with somebody else, unasked. What came of it is seen in the state. */
  transfer(callId: string, destination: string): Promise<void>;
  /** Connects the far sides of two calls with each other. */
  transferTo(callId: string, otherCallId: string): Promise<void>;
  /** Takes the card of an ended call away before its time. */
  dismissCall(callId: string): Promise<void>;
  dismissNotice(noticeId: string): Promise<void>;
  /** Says what is to become of an update that is offered. A restart is refused silently while a call is here. */
  settleUpdate(choice: UpdateChoice): Promise<void>;
  /** Takes another device off the account's lines. One that runs registers itself again. */
  removeDevice(deviceId: string): Promise<void>;
  changeSettings(change: SettingsChange): Promise<void>;
  /** Adds a contact, or changes the one with its id. Returns the id. */
  saveContact(contact: ContactDraft): Promise<string>;
  removeContact(contactId: string): Promise<void>;
  /** Sets the password of a key that desk phones show, and that lamps ask with, by its name. It goes into the keychain. */
  setDeskPhoneKey(name: string, password: string): Promise<void>;
  removeDeskPhoneKey(name: string): Promise<void>;
  /** Offers a number, an address or a link to the dial box. */
  offerNumber(text: string): Promise<void>;
  /** The dial box has taken what was offered to it. */
  takeOffer(offerId: string): Promise<void>;
  /** Shows the main window, on a call where one is named. Rejects with `not-now` in a browser. */
  showWindow(callId?: string): Promise<void>;
  /** Opens the page of the system's settings where the microphone is allowed. Rejects with `not-now` in a browser. */
  openMicrophoneSettings(): Promise<void>;
  /** The log of this run as text, without secrets, to be saved by the person. */
  collectDiagnostics(): Promise<string>;
}

const id = z.string().min(1).max(64);
const keyName = z.string().trim().min(1).max(64);
const destination = z.string().trim().min(1).max(254);

export const placeCallSchema = z.object({ destination, lineId: id.optional(), deviceId: id.optional() });
export type PlaceCallRequest = z.infer<typeof placeCallSchema>;

/** The schema of each command's arguments, checked at the door. A command without one does not compile. */
export const commandArguments: { readonly [K in keyof PhoneApi]: z.ZodType<Parameters<PhoneApi[K]>> } = {
  tryDemo: z.tuple([]),
  signIn: z.tuple([z.string().trim().min(1).max(253)]),
  cancelSignIn: z.tuple([]),
  signOut: z.tuple([]),
  retryNow: z.tuple([]),
  networkChanged: z.tuple([]),
  placeCall: z.tuple([placeCallSchema]),
  answer: z.tuple([id]),
  answerOn: z.tuple([id, id]),
  decline: z.tuple([id]),
  silence: z.tuple([id]),
  cancel: z.tuple([id]),
  end: z.tuple([id]),
  pull: z.tuple([id]),
  move: z.tuple([id, id]),
  setMuted: z.tuple([id, z.boolean()]),
  setHeld: z.tuple([id, z.boolean()]),
  sendDigits: z.tuple([id, z.string().regex(/^[0-9A-D*#]{1,32}$/u)]),
  transfer: z.tuple([id, destination]),
  transferTo: z.tuple([id, id]),
  dismissCall: z.tuple([id]),
  dismissNotice: z.tuple([id]),
  settleUpdate: z.tuple([z.enum(updateChoices)]),
  removeDevice: z.tuple([id]),
  changeSettings: z.tuple([settingsChangeSchema]),
  saveContact: z.tuple([contactDraftSchema]),
  removeContact: z.tuple([id]),
  setDeskPhoneKey: z.tuple([keyName, z.string().min(1).max(256)]),
  removeDeskPhoneKey: z.tuple([keyName]),
  offerNumber: z.tuple([destination]),
  takeOffer: z.tuple([id]),
  showWindow: z.tuple([id.optional()]),
  openMicrophoneSettings: z.tuple([]),
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
