import { utilityProcess } from 'electron';
import type { StartSipProcess } from '../dialog-package/sip-process.ts';

/** The process of the SIP side as a utility process of Electron. `entry` is the bundled file that it runs. */
export function forkSipProcess(entry: string): StartSipProcess {
  return ({ onMessage, onExit }) => {
    const child = utilityProcess.fork(entry, [], { serviceName: 'Byway SIP', stdio: 'ignore' });
    child.on('message', onMessage);
    child.on('exit', onExit);
    return {
      send: (message) => child.postMessage(message),
      kill: () => void child.kill(),
    };
  };
}
