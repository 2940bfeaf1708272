import type { AudioPacket, AudioPort } from '../../src-bridge/audio-port.ts';
import { commandArguments, type Phone, type PhoneApi } from '../../src-bridge/phone-api.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { samplePhone } from './sample-states.ts';

/** The phone's end of the audio of a call. */
export class FakeAudioPort implements AudioPort {
  /** What windows sent, in order. */
  readonly sent: AudioPacket[] = [];
  isClosed = false;
  #listeners = new Set<(packet: AudioPacket) => void>();
  #waiting: ((packet: AudioPacket) => void)[] = [];

  send(packet: AudioPacket): void {
    this.sent.push(packet);
    this.#waiting.shift()?.(packet);
  }

  onPacket(listener: (packet: AudioPacket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.isClosed = true;
  }

  /** Resolves with the next packet that a window sends. */
  next(): Promise<AudioPacket> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Plays a packet to whoever listens. */
  play(packet: AudioPacket): void {
    for (const listener of this.#listeners) listener(packet);
  }
}

/** A phone that writes down its commands, shows the states it is given, and has audio for the calls in `audible`. */
export interface FakePhone extends Phone {
  readonly commands: readonly (readonly [command: string, ...args: unknown[]])[];
  /** The ports that were opened, in order. */
  readonly ports: readonly FakeAudioPort[];
  /** How many listeners wait for states. */
  readonly listeners: number;
  show(state: PhoneState): void;
  /** Makes a command do `work` from now on. */
  on<K extends keyof PhoneApi>(command: K, work: PhoneApi[K]): void;
}

export function createFakePhone(options: { state?: PhoneState; audible?: readonly string[] } = {}): FakePhone {
  let state = options.state ?? samplePhone();
  const commands: [string, ...unknown[]][] = [];
  const ports: FakeAudioPort[] = [];
  const listeners = new Set<(state: PhoneState) => void>();
  const works = new Map<string, (...args: never[]) => Promise<unknown>>();
  const api = Object.fromEntries(
    Object.keys(commandArguments).map((command) => [
      command,
      async (...args: never[]) => {
        commands.push([command, ...args]);
        return works.get(command)?.(...args);
      },
    ]),
  ) as unknown as PhoneApi;
  return {
    ...api,
    commands,
    ports,
    get state() {
      return state;
    },
    get listeners() {
      return listeners.size;
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
    openAudio(callId) {
      if (!(options.audible ?? []).includes(callId)) throw new PhoneError('no-such-call');
      const port = new FakeAudioPort();
      ports.push(port);
      return port;
    },
    show(next) {
      state = next;
      for (const listener of listeners) listener(next);
    },
    on: (command, work) => void works.set(command, work),
  };
}
