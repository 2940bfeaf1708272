import type { Phone } from '../../src-bridge/phone-api.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { DesktopState, PhoneState, UpdateChoice, UpdatesState } from '../../src-bridge/phone-state.ts';
import type { Settings, SettingsChange } from '../../src-bridge/settings.ts';
import { Account } from './account.ts';
import type { CallFacts } from './call-facts.ts';
import { byName, ContactBook } from './contact-book.ts';
import { secretOfKey, withKey, withoutKey } from './desk-phone-keys.ts';
import { createDiagnostics } from './diagnostics.ts';
import { PhoneStore } from './phone-store.ts';
import type {
  BuiltInProvider,
  Clock,
  ContactStore,
  DesktopHost,
  Fingerprint,
  Log,
  PassportSigner,
  Random,
  SecretStore,
  SettingsStore,
  SignInPage,
  Wire,
} from './ports.ts';
import { SecretKeeper } from './secret-keeper.ts';

/** The world of a phone: everything that it does not do by itself. */
export interface PhonePorts {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly random: Random;
  readonly fingerprint: Fingerprint;
  readonly secrets: SecretStore;
  readonly settings: SettingsStore;
  readonly contacts: ContactStore;
  readonly log: Log;
  readonly signer: PassportSigner;
  readonly builtInProvider: BuiltInProvider;
  readonly signInPage: SignInPage;
  /**
   * `id` is this device's own for ever and everywhere (PROTOCOL 2, `device-id`); `vendor` names the program. Undefined
   * for a program that is no device: it sees and controls calls, and talks in none.
   */
  readonly device: { readonly id: string; readonly vendor: string } | undefined;
}

/** Whom to sign in at the start. */
export type PhoneStart =
  /** The account of the last run, where there was one. */
  | { readonly kind: 'resume' }
  /** The built-in provider. */
  | { readonly kind: 'demo' }
  /** A provider, given as its domain (a port may follow), with an access token. */
  | { readonly kind: 'token'; readonly authority: string; readonly token: string };

/** A phone that runs until it is closed. */
export interface RunningPhone extends Phone {
  /** Asks for all calls and devices. Resolves when they are in the state; rejects with a `PhoneError`. */
  catchUp(): Promise<void>;
  /**
   * Lets the desktop around the windows take part: it does what only it can, and tells how it stands, at first with
   * `state`. Returns the way to tell what changed.
   */
  attachDesktop(host: DesktopHost, state: DesktopState): (change: Partial<DesktopState>) => void;
  /** Ends the calls of this device and every stream; the handlers stay registered. Closing twice is harmless. */
  close(): Promise<void>;
  /** What of a call is no window's to know; undefined for one that is not there. */
  factsOf(callId: string): CallFacts | undefined;
  /** The password of a key of desk phones; undefined where it is not known any more. */
  readDeskPhoneKey(name: string): Promise<string | undefined>;
  /** Tells how the SIP side stands. */
  tellDeskPhones(change: Partial<Pick<PhoneState, 'deskPhones' | 'lamps'>>): void;
  /** Takes what the person says to an update to `settle`. Returns the way to tell how updates stand. */
  attachUpdates(settle: (choice: UpdateChoice) => void): (updates: UpdatesState) => void;
}

/**
 * The phone, with its settings loaded. Resolves before anybody is signed in: how `start` goes is seen in the state.
 */
export async function createPhone(ports: PhonePorts, start: PhoneStart): Promise<RunningPhone> {
  const diagnostics = createDiagnostics(ports.log, ports.clock);
  const { settings, wasReset } = await ports.settings.load();
  const known = await ports.contacts.load();
  const store = new PhoneStore({
    account: { kind: 'signed-out' },
    connection: { kind: 'offline' },
    lines: [],
    devices: [],
    calls: [],
    notices: [],
    contacts: byName(known),
    lamps: {},
    deskPhones: { kind: 'off' },
    settings,
  });
  const contacts = new ContactBook({
    store: ports.contacts,
    random: ports.random,
    known,
    onChange: (changed) => store.update({ contacts: changed }),
  });
  if (wasReset) store.notify('settings-reset');
  const secrets = new SecretKeeper({
    store: ports.secrets,
    log: diagnostics,
    onForgetful: once(() => store.notify('no-keychain')),
  });
  const account = new Account({ ports: { ...ports, log: diagnostics }, secrets, store });
  account.start(start).catch(() => undefined);

  let settleUpdate: (choice: UpdateChoice) => void = () => undefined;
  let desktop: DesktopHost | undefined;
  const host = (): DesktopHost => {
    if (desktop === undefined) throw new PhoneError('not-now');
    return desktop;
  };

  const keepSettings = async (next: Settings): Promise<void> => {
    store.update({ settings: next });
    await ports.settings.save(next).catch((cause: unknown) => {
      throw new PhoneError('settings-not-saved', { cause });
    });
  };

  const callOf = (id: string) => account.session.calls.get(id);
  return {
    get state() {
      return store.state;
    },
    subscribe: (listener) => store.subscribe(listener),
    openAudio: (callId) => callOf(callId).openAudio(),
    tryDemo: () => account.tryDemo(),
    signIn: (authority) => account.signIn(authority),
    cancelSignIn: async () => account.cancelSignIn(),
    signOut: () => account.signOut(),
    retryNow: async () => account.current?.retryNow(),
    networkChanged: async () => account.current?.networkChanged(),
    placeCall: async (request) => account.session.placeCall(request),
    answer: async (callId) => account.session.answer(callId),
    answerOn: async (callId, deviceId) => account.session.answerOn(callId, deviceId),
    decline: async (callId) => callOf(callId).command({ kind: 'decline' }),
    silence: async (callId) => callOf(callId).silence(),
    cancel: async (callId) => callOf(callId).command({ kind: 'cancel' }),
    end: async (callId) => callOf(callId).command({ kind: 'end' }),
    pull: async (callId) => callOf(callId).pull(),
    move: async (callId, deviceId) => account.session.move(callId, deviceId),
    setMuted: async (callId, isMuted) => callOf(callId).setMuted(isMuted),
    setHeld: async (callId, isHeld) => callOf(callId).command({ kind: isHeld ? 'hold' : 'resume' }),
    sendDigits: async (callId, digits) => callOf(callId).sendDigits(digits),
    transfer: async (callId, destination) => account.session.transfer(callId, destination),
    transferTo: async (callId, otherCallId) => account.session.transferTo(callId, otherCallId),
    removeDevice: async (deviceId) => account.session.removeDevice(deviceId),
    dismissCall: async (callId) => account.session.calls.dismiss(callId),
    dismissNotice: async (noticeId) => store.dismissNotice(noticeId),
    settleUpdate: async (choice) => settleUpdate(choice),
    attachUpdates(settle) {
      settleUpdate = settle;
      return (updates) => store.update({ updates });
    },
    changeSettings: async (change) => {
      const saved = keepSettings(changed(store.state.settings, change));
      account.current?.settingsChanged(change);
      await saved;
    },
    saveContact: async (contact) => contacts.save(contact),
    removeContact: async (contactId) => contacts.remove(contactId),
    setDeskPhoneKey: async (name, password) => {
      await secrets.write(secretOfKey(name), password);
      await keepSettings(withKey(store.state.settings, name, ports.clock.now()));
    },
    removeDeskPhoneKey: async (name) => {
      await secrets.remove(secretOfKey(name));
      await keepSettings(withoutKey(store.state.settings, name));
    },
    factsOf: (callId) => account.current?.calls.factsOf(callId),
    readDeskPhoneKey: (name) => secrets.read(secretOfKey(name)),
    tellDeskPhones: (change) => store.update(change),
    offerNumber: async (text) => store.offerNumber(text),
    takeOffer: async (offerId) => store.takeOffer(offerId),
    showWindow: async (callId) => host().showWindow(callId),
    openMicrophoneSettings: async () => host().openMicrophoneSettings(),
    attachDesktop(given, state) {
      desktop = given;
      store.update({ desktop: state });
      return (change) => store.updateDesktop(change);
    },
    collectDiagnostics: async () => diagnostics.text(),
    catchUp: async () => account.session.catchUp(),
    close: () => account.close(),
  };
}

function once(task: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) task();
    isDone = true;
  };
}

function changed(settings: Settings, change: SettingsChange): Settings {
  return {
    ...settings,
    ...present(change),
    audio: { ...settings.audio, ...present(change.audio ?? {}) },
    desktop: { ...settings.desktop, ...present(change.desktop ?? {}) },
    deskPhones: { ...settings.deskPhones, ...present(change.deskPhones ?? {}) },
  };
}

/** A member that is there without a value changes nothing. */
function present<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as never;
}
