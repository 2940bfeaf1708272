import { app, powerMonitor, powerSaveBlocker } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { Log } from '../session/ports.ts';
import { keepsAwake } from './window-plan.ts';

/**
 * Connects the phone anew when this computer wakes up, tries at once what is lost when its person is back, and quits, so
 * that calls are ended, when it shuts down. Returns the way to stop.
 */
export function watchPower(phone: Pick<Phone, 'networkChanged' | 'retryNow'>, log: Log): () => void {
  const fallAsleep = (): void => log.info('the machine goes to sleep');
  const wake = (): void => {
    log.info('connecting anew', { reason: 'the machine has slept' });
    void phone.networkChanged();
  };
  const unlock = (): void => void phone.retryNow();
  // The system waits until we are gone, so that the far side hears the end. The types do not describe the event.
  const shutDown = (event?: { preventDefault(): void }): void => {
    event?.preventDefault();
    app.quit();
  };
  powerMonitor.on('suspend', fallAsleep);
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', unlock);
  powerMonitor.on('shutdown', shutDown);
  return () => {
    powerMonitor.off('suspend', fallAsleep);
    powerMonitor.off('resume', wake);
    powerMonitor.off('unlock-screen', unlock);
    powerMonitor.off('shutdown', shutDown);
  };
}

/** Keeps the computer from sleeping while a call rings or goes on here. Returns the way to stop. */
export function keepAwake(phone: Pick<Phone, 'subscribe'>): () => void {
  let blocker: number | undefined;
  const release = (): void => {
    if (blocker !== undefined) powerSaveBlocker.stop(blocker);
    blocker = undefined;
  };
  const unsubscribe = phone.subscribe((state) => {
    if (keepsAwake(state)) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else release();
  });
  return () => {
    unsubscribe();
    release();
  };
}
