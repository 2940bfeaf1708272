import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import type { AudioPacket, AudioPort } from '../../src-bridge/audio-port.ts';
import type { PhoneError } from '../../src-bridge/phone-error.ts';
import { createAudioPair } from './audio-pair.ts';
import { microphoneId } from './device-description.ts';
import { MediaByway } from './media-byway.ts';
import { Migration } from './migration.ts';
import type { CookieJar } from './cookie-jar.ts';
import type { Clock, Log, Random } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';
import { SignallingByway } from './signalling-byway.ts';

export interface CallBywaysOptions {
  /** The call's URI, and a client that names this device and keeps the call's cookies on requests to it. */
  readonly call: string;
  readonly client: ProviderClient;
  readonly cookies: CookieJar;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: ReconnectPolicy;
  readonly log: Log;
  readonly mediaTimeoutMs: number;
  readonly onEvent: (event: CallEvent) => void;
  /** The event stream was opened again, after it was lost or given up. */
  readonly onReopened: () => void;
  /** A media packet went each way since media was opened, or since `expectConnection`. */
  readonly onConnected: () => void;
  readonly onProblem: (problem: PhoneError) => void;
  /** The provider no longer has the call; `problem` may say how it ended. */
  readonly onGone: (problem: PhoneError) => void;
}

/** All byways of one call, and their migration (PROTOCOL 5 to 7). They outlive the audio engine and its port. */
export class CallByways {
  readonly #options: CallBywaysOptions;
  readonly #signalling: SignallingByway;
  readonly #media: MediaByway;
  readonly #migration: Migration;
  #port: AudioPort | undefined;
  #isMediaWanted = false;
  #signallingState: 'new' | 'open' | 'migrating' = 'new';

  constructor(options: CallBywaysOptions) {
    this.#options = options;
    this.#migration = new Migration({ ...options, migrate: () => this.#migrate() });
    this.#signalling = new SignallingByway({
      ...options,
      onOpen: () => this.#signallingOpened(),
      onLost: () => this.#lost(),
      onDead: () => this.#distrust('no echo'),
    });
    this.#media = new MediaByway({
      ...options,
      source: microphoneId,
      onPacket: (packet) => this.#port?.send(packet),
      onTrouble: (trouble) => this.#distrust(trouble),
      onFailure: (problem) => options.log.warn('media refused', { code: problem.code, detail: problem.detail }),
    });
  }

  open(): void {
    this.#signalling.open();
  }

  /** Sends an event. Resolves once the provider has it; rejects with a `PhoneError` `offline` when it has not within 5 s. */
  send(body: EventBody<CallEvent>): Promise<void> {
    return this.#signalling.send(body);
  }

  /** Opens media byways where they are wanted and closes them, with the engine's port, where they are not. */
  useMedia(isWanted: boolean): void {
    this.#isMediaWanted = isWanted;
    if (isWanted && this.#signallingState !== 'migrating') this.#media.open();
    if (isWanted) return;
    this.#media.close();
    this.#port?.close();
  }

  /** From now on media of the far side is due. */
  expectMedia(): void {
    this.#media.expectMedia();
  }

  /** Asks for `onConnected` anew. */
  expectConnection(): void {
    this.#media.expectConnection();
  }

  setMuted(isMuted: boolean): void {
    this.#media.setMuted(isMuted);
  }

  /** Dials a digit into the media and tells of it. */
  dial(digit: string): void {
    this.#media.dial(digit);
    this.send({ event: 'dtmf', digit }).catch(() => undefined);
  }

  /** The engine's end of this call's audio; an earlier one is closed. */
  openAudio(): AudioPort {
    this.#port?.close();
    const [ours, theirs] = createAudioPair();
    ours.onPacket((packet: AudioPacket) => this.#media.send(packet));
    this.#port = ours;
    return theirs;
  }

  /** Closes all byways and opens them anew, without the call's cookies. */
  migrate(reason: string): void {
    this.#options.log.info('call migrates', { reason });
    this.#migration.ask();
  }

  retryNow(): void {
    this.#signalling.retryNow();
    this.#media.retryNow();
  }

  /** The network is another one: migrates at once. */
  networkChanged(): void {
    this.#options.log.info('call migrates', { reason: 'network' });
    this.#migration.close();
    this.#migrate();
  }

  /** Resolves when what was left to say was taken, or soon without. */
  close(): Promise<void> {
    this.#migration.close();
    this.useMedia(false);
    return this.#signalling.close();
  }

  /** Nothing comes through: the connection may be dead and not know it. */
  #distrust(reason: string): void {
    this.#options.client.renewConnections();
    this.migrate(reason);
  }

  #migrate(): void {
    this.#leave();
    this.#signalling.restart();
  }

  /** A reset of the signalling byway makes the whole call migrate (PROTOCOL 7). */
  #lost(): void {
    if (this.#signallingState !== 'open') return;
    this.#options.log.info('call migrates', { reason: 'lost' });
    this.#leave();
    this.#signalling.restartUpload();
  }

  #leave(): void {
    this.#options.cookies.clear();
    this.#signallingState = 'migrating';
    this.#media.pause();
  }

  #signallingOpened(): void {
    const isFirst = this.#signallingState === 'new';
    this.#signallingState = 'open';
    if (isFirst) return;
    this.#options.onReopened();
    if (this.#isMediaWanted) this.#media.open();
  }
}
