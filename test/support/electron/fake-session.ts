import { EventEmitter } from 'node:events';
import type Electron from 'electron';

/** A session: it keeps which handlers were set, and grants everything where one is missing, as Electron does. */
export class FakeSession
  extends EventEmitter
  implements
    Pick<
      Electron.Session,
      | 'setPermissionCheckHandler'
      | 'setPermissionRequestHandler'
      | 'setDevicePermissionHandler'
      | 'setCertificateVerifyProc'
      | 'closeAllConnections'
    >
{
  /** Names of the handlers that are set. */
  readonly guards = new Set<string>();
  /** Schemes whose pages are served from a folder. */
  readonly sources: string[] = [];
  readonly protocol = { registerSource: (scheme: string) => void this.sources.push(scheme) };
  readonly #onCloseConnections: () => void;

  constructor(onCloseConnections: () => void) {
    super();
    this.#onCloseConnections = onCloseConnections;
  }

  setPermissionCheckHandler(): void {
    this.guards.add('permission check');
  }

  setPermissionRequestHandler(): void {
    this.guards.add('permission request');
  }

  setDevicePermissionHandler(): void {
    this.guards.add('device permission');
  }

  setCertificateVerifyProc(): void {
    this.guards.add('certificate verify');
  }

  async closeAllConnections(): Promise<void> {
    this.#onCloseConnections();
  }
}
