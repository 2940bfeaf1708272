import { fork } from 'node:child_process';
import { basename } from 'node:path';
import type Electron from 'electron';

/** What the shell uses of a utility process. */
type UsedProcess = Pick<Electron.UtilityProcess, 'on' | 'postMessage' | 'kill' | 'pid'>;

/** The sources from which the files that utility processes run are bundled. */
const sources: Readonly<Record<string, string>> = { 'sip.js': 'src-main/sip.ts' };
/** Gives the process `parentPort` in place of the channel of a child of Node. */
const preload = new URL('parent-port.mjs', import.meta.url).href;

/** Utility processes that are children of this Node, and run the sources of what would be bundled. */
export function createFakeUtilityProcess(
  needsReady: (what: string) => void,
): Pick<typeof Electron.utilityProcess, 'fork'> {
  const start = (entry: string): UsedProcess => {
    needsReady('utilityProcess.fork');
    const source = sources[basename(entry)];
    if (source === undefined) throw new Error(`there is no ${entry}`);
    const child = fork(source, [], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', preload],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    const used: UsedProcess = {
      get pid() {
        return child.pid;
      },
      on: ((event, listener) => {
        child.on(event, listener as () => void);
        return used as Electron.UtilityProcess;
      }) as UsedProcess['on'],
      postMessage: (message: unknown) => void child.send(message as object),
      kill: () => child.kill(),
    };
    return used;
  };
  return { fork: start as typeof Electron.utilityProcess.fork };
}
