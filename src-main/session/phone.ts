import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type {
  BuiltInProvider,
  Clock,
  Exchange,
  Log,
  PassportSigner,
  Random,
  SecretStore,
  SettingsStore,
  SignInPage,
} from './ports.ts';

/** The world of a phone: everything that it does not do by itself. */
export interface PhonePorts {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets: SecretStore;
  readonly settings: SettingsStore;
  readonly log: Log;
  readonly signer: PassportSigner;
  readonly builtInProvider: BuiltInProvider;
  readonly signInPage: SignInPage;
  /** `id` is this device's own for ever and everywhere (PROTOCOL 2, `device-id`); `vendor` names the program. */
  readonly device: { readonly id: string; readonly vendor: string };
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
  /** Ends the calls of this device and every stream; the handlers stay registered. Closing twice is harmless. */
  close(): Promise<void>;
}

/**
 * The phone, with its settings loaded. Resolves before anybody is signed in: how `start` goes is seen in the state.
 */
export function createPhone(ports: PhonePorts, start: PhoneStart): Promise<RunningPhone> {
  ports.log.info('phone', { start: start.kind });
  return Promise.reject(new PhoneError('not-running'));
}
