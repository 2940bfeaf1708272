import type { ToNotifier } from '../../src-main/dialog-package/process-messages.ts';
import type { SipProcess, StartSipProcess } from '../../src-main/dialog-package/sip-process.ts';

/** The process of the SIP side as a test plays it. */
export class FakeSipProcess implements SipProcess {
  readonly got: ToNotifier[] = [];
  isKilled = false;
  readonly say: (message: unknown) => void;
  readonly exit: () => void;

  constructor(listen: Parameters<StartSipProcess>[0]) {
    this.say = listen.onMessage;
    this.exit = listen.onExit;
  }

  send(message: ToNotifier): void {
    this.got.push(message);
  }

  kill(): void {
    this.isKilled = true;
    this.exit();
  }
}
