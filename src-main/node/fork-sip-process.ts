import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StartSipProcess } from '../dialog-package/sip-process.ts';

/** More than this the SIP side never needs; one that wants more is ended rather than the machine slowed down. */
const maxHeapMb = 256;

/** The process of the SIP side as a child of this Node. `entry` is the file that it runs. */
export function forkSipProcess(entry: URL): StartSipProcess {
  return ({ onMessage, onExit }) => {
    const child = fork(fileURLToPath(entry), [], {
      execArgv: [...process.execArgv, `--max-old-space-size=${maxHeapMb}`],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    // A child that could not be started says so here instead of by an exit.
    let isGone = false;
    const gone = (): void => {
      if (!isGone) onExit();
      isGone = true;
    };
    child.on('message', onMessage);
    child.on('error', gone);
    child.on('exit', gone);
    return {
      send: (message) => void child.send(message, () => undefined),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
