import type { ToNotifier } from './process-messages.ts';

/** The process of the SIP side as the phone holds it. */
export interface SipProcess {
  send(message: ToNotifier): void;
  /** Ends it without asking. Harmless when it is gone. */
  kill(): void;
}

/** Starts the process. `onMessage` gets what it says, unchecked; `onExit` is called once, however it ended. */
export type StartSipProcess = (listen: {
  readonly onMessage: (message: unknown) => void;
  readonly onExit: () => void;
}) => SipProcess;
