import type { AudioPacket } from '../../src-bridge/audio-port.ts';
import type { PhoneError } from '../../src-bridge/phone-error.ts';
import { DigitSender } from './digit-sender.ts';
import { MediaDownlink } from './media-downlink.ts';
import { MediaUplink } from './media-uplink.ts';
import { MediaWatch, type MediaTrouble } from './media-watch.ts';
import type { Clock } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

export interface MediaBywayOptions {
  /** The call's URI, and a client that names this device on requests to it. */
  readonly call: string;
  readonly client: ProviderClient;
  readonly clock: Clock;
  readonly policy: ReconnectPolicy;
  /** Id of this device's source. */
  readonly source: number;
  /** The terminal group's `media-timeout`. */
  readonly mediaTimeoutMs: number;
  readonly onPacket: (packet: AudioPacket) => void;
  /** The first packet went each way since `open`. */
  readonly onConnected: () => void;
  readonly onTrouble: (trouble: MediaTrouble) => void;
  /** The first failure of a PUT since `open`. */
  readonly onFailure: (error: PhoneError) => void;
  readonly onGone: (problem: PhoneError) => void;
}

/** The media byway of one call (PROTOCOL 6). It goes on without an audio engine, with comfort noise. */
export class MediaByway {
  readonly #options: MediaBywayOptions;
  readonly #uplink: MediaUplink;
  readonly #downlink: MediaDownlink;
  readonly #watch: MediaWatch;
  #isOpen = false;
  #isMuted = false;
  readonly #digits: DigitSender;
  #progress = freshProgress();

  constructor(options: MediaBywayOptions) {
    this.#options = options;
    const uri = `${options.call}/media`;
    this.#watch = new MediaWatch(options);
    this.#digits = new DigitSender({ clock: options.clock, send: (packet) => this.#uplink.send(packet) });
    this.#uplink = new MediaUplink({
      ...options,
      uri,
      onSent: () => this.#watch.sent(),
      onAcknowledged: () => {
        this.#watch.acknowledged();
        this.#note({ isHeard: true });
      },
      onFailure: (error) => this.#fail(error),
    });
    this.#downlink = new MediaDownlink({
      ...options,
      uri,
      onPacket: (packet) => this.#receive(packet),
      onReceived: (acknowledgement) => this.#uplink.acknowledge(acknowledgement),
      onAcknowledged: (acknowledgements) => this.#uplink.acknowledged(acknowledgements),
    });
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#progress = freshProgress();
    this.#uplink.open();
    this.#downlink.open();
  }

  /** From now on media of the far side is due, as the call is established. */
  expectMedia(): void {
    if (this.#isOpen) this.#watch.expectMedia();
  }

  /** Asks for `onConnected` again: this device is being attached anew. */
  expectConnection(): void {
    this.#progress = freshProgress();
  }

  /** Sends a packet of the engine; a muted one is dropped, and one that would speak over a digit. */
  send(packet: AudioPacket): void {
    if (!this.#isMuted && !this.#digits.isBusy) this.#uplink.send(packet);
  }

  /** Dials a digit, muted or not. */
  dial(digit: string): void {
    this.#digits.dial(digit);
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
  }

  retryNow(): void {
    this.#downlink.retryNow();
  }

  /** Closes both halves for a while: what this device says meanwhile, up to 5 s, is sent when `open` follows. */
  pause(): void {
    this.#isOpen = false;
    this.#watch.rest();
    this.#uplink.pause();
    this.#downlink.close();
  }

  /** Closes both halves; `open` may follow. Closing twice is harmless. */
  close(): void {
    this.pause();
    this.#digits.close();
    this.#uplink.close();
  }

  #receive(packet: AudioPacket): void {
    this.#watch.received();
    this.#options.onPacket(packet);
    if (!this.#progress.hasHeard) this.#uplink.flush();
    this.#note({ hasHeard: true });
  }

  #note(news: Partial<Progress>): void {
    if (this.#progress.isDone) return;
    this.#progress = { ...this.#progress, ...news };
    if (!this.#progress.isHeard || !this.#progress.hasHeard) return;
    this.#progress = { ...this.#progress, isDone: true };
    this.#options.onConnected();
  }

  #fail(error: PhoneError): void {
    if (error.code === 'call-ended') return this.#options.onGone(error);
    if (this.#progress.hasFailed) return;
    this.#progress = { ...this.#progress, hasFailed: true };
    this.#options.onFailure(error);
  }
}

/** What has happened since the byway was opened. */
interface Progress {
  readonly isHeard: boolean;
  readonly hasHeard: boolean;
  readonly isDone: boolean;
  readonly hasFailed: boolean;
}

function freshProgress(): Progress {
  return { isHeard: false, hasHeard: false, isDone: false, hasFailed: false };
}
