import { readFileSync, writeFileSync } from 'node:fs';
import type { WindowStore } from './main-window.ts';
import { windowStateSchema } from './window-place.ts';

/** How the window was left, in the JSON file `path`. Written at once: the program may be about to end. */
export function windowStateFile(path: string): WindowStore {
  return {
    read() {
      try {
        return windowStateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
      } catch {
        // There is none yet, or it is damaged: the window opens as for the first time.
        return undefined;
      }
    },
    write(state) {
      try {
        writeFileSync(path, `${JSON.stringify(state)}\n`, { mode: 0o600 });
      } catch {
        // The place of a window is not worth a word.
      }
    },
  };
}
