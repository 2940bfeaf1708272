import type { Contact } from '../../src-bridge/contacts.ts';
import type { Settings } from '../../src-bridge/settings.ts';

/**
 * The wire (ARCHITECTURE, two seams): bodies stream in both directions, so the response to a request may come
 * while its body is still being sent. Rejects with a `PhoneError` (`offline`, `unknown-authority`,
 * `bad-certificate`) when no response can be had. Aborting the request's signal resets the stream.
 */
export type Exchange = (request: Request) => Promise<Response>;

/** The wire with its connections. */
export interface Wire {
  readonly exchange: Exchange;
  /**
   * Trusts no connection that is open now: new requests go over new ones, and what turns out to be dead is closed, so
   * that its streams end. Requests that are under way on a living one go on.
   */
  renew(): void;
  /** Whether a connection to an origin could be had now; never rejects. */
  isReachable(origin: string): Promise<boolean>;
}

/** Time, so that no test waits for it. */
export interface Clock {
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Runs `task` once after `delayMs`; returns the way to prevent that. */
  after(delayMs: number, task: () => void): () => void;
}

export interface Random {
  /** At least 128 bits of unguessable text, fit for a URL. */
  token(): string;
  /** From 0 up to, not including, 1. */
  fraction(): number;
}

/** One-way short name of a text, 22 characters fit for an id: the same for the same text, on every device. */
export type Fingerprint = (text: string) => string;

/** The OS keychain, or memory for this run only where there is none. Names are ours; values are secrets. */
export interface SecretStore {
  readonly isPersistent: boolean;
  read(name: string): Promise<string | undefined>;
  write(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface SettingsStore {
  /** The settings on disk, with defaults for what is missing; `wasReset` when the file was unreadable. */
  load(): Promise<{ settings: Settings; wasReset: boolean }>;
  save(settings: Settings): Promise<void>;
}

/** Whom the person knows, on disk. */
export interface ContactStore {
  /** Empty where nothing can be read. */
  load(): Promise<readonly Contact[]>;
  /** Adds the contact, or takes it in place of the one with its id. Rejects when the disk refuses. */
  save(contact: Contact): Promise<void>;
  remove(id: string): Promise<void>;
}

/** One line a lifecycle change. Fields are plain values, never a token and never a handler URI. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Signs the claims of PROTOCOL 8 as a compact JWS with this device's certificate in `x5c`. */
export interface PassportSigner {
  sign(claims: { readonly orig: object; readonly dest: object; readonly iat: number }): Promise<string>;
}

/** The built-in provider, started on demand on this machine. */
export interface BuiltInProvider {
  /** Starts it where it does not run yet. Its authority (`localhost:port`), an access token, and a wire that trusts it. */
  start(): Promise<{ authority: string; token: string; wire: Wire }>;
}

/** The desktop around the windows of a phone, where it has windows of its own. */
export interface DesktopHost {
  /** Shows the main window, on a call where one is named. */
  showWindow(callId?: string): void;
  /** Opens the page of the system's settings where the microphone is allowed. */
  openMicrophoneSettings(): Promise<void>;
}

/** The provider's sign-in page in the system browser (PROTOCOL 1). */
export interface SignInPage {
  /** Resolves with an access token. Rejects with a `PhoneError`; `signal` gives up. */
  requestToken(authority: string, exchange: Exchange, signal: AbortSignal): Promise<string>;
}
