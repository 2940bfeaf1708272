import { powerMonitor } from 'electron';

/** Calls `onResume` when this computer wakes up, once Electron is ready. Returns the way to stop watching. */
export function watchForResume(onResume: () => void): () => void {
  powerMonitor.on('resume', onResume);
  return () => void powerMonitor.off('resume', onResume);
}
