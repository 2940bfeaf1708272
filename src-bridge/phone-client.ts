import type { AudioPort } from './audio-port.ts';
import { commandArguments, type PhoneApi } from './phone-api.ts';
import { PhoneError, type PhoneFailure } from './phone-error.ts';
import type { PhoneState } from './phone-state.ts';

/** What came of a command, as it crosses the bridge. */
export type InvokeResult =
  { readonly ok: true; readonly value?: unknown } | { readonly ok: false; readonly failure: PhoneFailure };

/** The pair that Electron supplies over IPC and the browser host over a WebSocket. */
export interface Bridge {
  invoke(command: string, args: readonly unknown[]): Promise<InvokeResult>;
  /** Calls `listener` with the current snapshot soon, and with each later one. */
  subscribe(listener: (state: PhoneState) => void): () => void;
  /** Opens the audio of a call; rejects with a `PhoneError` when there is none. */
  openAudio(callId: string): Promise<AudioPort>;
}

/** The phone as a window sees it. */
export interface PhoneClient extends PhoneApi {
  subscribe(listener: (state: PhoneState) => void): () => void;
  openAudio(callId: string): Promise<AudioPort>;
}

/** The typed client over an untyped bridge: one method a command, failures thrown as `PhoneError`. */
export function createPhoneClient(bridge: Bridge): PhoneClient {
  const call = async (command: string, args: readonly unknown[]): Promise<unknown> => {
    const result = await bridge.invoke(command, args);
    if (result.ok) return result.value;
    throw new PhoneError(
      result.failure.code,
      result.failure.detail === undefined ? {} : { detail: result.failure.detail },
    );
  };
  const commands = Object.fromEntries(
    Object.keys(commandArguments).map((command) => [command, (...args: unknown[]) => call(command, args)]),
  ) as unknown as PhoneApi;
  return {
    ...commands,
    subscribe: (listener) => bridge.subscribe(listener),
    openAudio: (callId) => bridge.openAudio(callId),
  };
}
