import { isDeepStrictEqual } from 'node:util';
import { isBusyWith } from '../../src-bridge/busy.ts';
import type { PhoneState, UpdateChoice, UpdatesState } from '../../src-bridge/phone-state.ts';
import type { UpdateChannel } from '../../src-bridge/settings.ts';
import type { Clock, Log } from '../session/ports.ts';
import { moveUpdate, type LinkCost, type UpdateEvent } from './update-policy.ts';

const betweenChecksMs = 24 * 60 * 60 * 1000;

/** Where new versions come from. Every method rejects where it cannot be done. */
export interface UpdateFeed {
  /** The newest version of a channel; undefined when that is the one that runs. */
  check(channel: UpdateChannel): Promise<string | undefined>;
  /** Fetches what the last check found and proves that it is whole. */
  download(): Promise<void>;
  /** Ends the application, puts the new version in its place and starts it. */
  restart(): void;
}

/** The phone as updates see it. */
export interface UpdatedPhone {
  readonly state: PhoneState;
  subscribe(listener: (state: PhoneState) => void): () => void;
  /** Takes the person's choices to `settle`; returns the way to tell how updates stand. */
  attachUpdates(settle: (choice: UpdateChoice) => void): (state: UpdatesState) => void;
}

export interface UpdatesOptions {
  readonly phone: UpdatedPhone;
  readonly feed: UpdateFeed;
  readonly linkCost: () => Promise<LinkCost>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks for a new version at the start, once a day and when another channel is chosen, though never while a call is
 * here: then when it is over. Returns the stop.
 */
export function keepUpToDate({ phone, feed, linkCost, clock, log }: UpdatesOptions): () => void {
  let state: UpdatesState = { kind: 'none' };
  let isDue = true;
  let isStopped = false;
  let stopTimer = (): void => undefined;

  const move = (event: UpdateEvent): void => {
    if (isStopped) return;
    const moved = moveUpdate(state, event);
    if (!isDeepStrictEqual(moved.state, state)) publish(moved.state);
    state = moved.state;
    if (moved.effect === 'download') void download();
    if (moved.effect === 'restart') feed.restart();
  };
  const publish = phone.attachUpdates((choice) =>
    move({ kind: 'chosen', choice, isBusy: isBusyWith(phone.state.calls) }),
  );
  publish(state);

  const download = async (): Promise<void> => {
    try {
      await feed.download();
      move({ kind: 'downloaded' });
    } catch (cause) {
      log.warn('an update could not be fetched', { cause });
      move({ kind: 'failed' });
    }
  };
  const check = async (channel: UpdateChannel): Promise<void> => {
    try {
      const version = await feed.check(channel);
      if (version !== undefined) move({ kind: 'found', version, link: await linkCost() });
    } catch (cause) {
      log.warn('updates could not be looked for', { cause });
    }
  };
  const checkWhenDue = ({ calls, settings }: PhoneState): void => {
    if (!isDue || isStopped || isBusyWith(calls)) return;
    isDue = false;
    stopTimer();
    stopTimer = clock.after(betweenChecksMs, () => {
      isDue = true;
      checkWhenDue(phone.state);
    });
    void check(settings.updateChannel);
  };

  let { updateChannel } = phone.state.settings;
  const unsubscribe = phone.subscribe((current) => {
    if (current.settings.updateChannel !== updateChannel) isDue = true;
    ({ updateChannel } = current.settings);
    checkWhenDue(current);
  });
  return () => {
    isStopped = true;
    stopTimer();
    unsubscribe();
  };
}
