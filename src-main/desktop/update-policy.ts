import type { UpdateChoice, UpdatesState } from '../../src-bridge/phone-state.ts';

/** What a download costs over the way that this computer is connected by now. */
export type LinkCost = 'free' | 'metered' | 'unknown';

export type UpdateEvent =
  | { readonly kind: 'found'; readonly version: string; readonly link: LinkCost }
  | { readonly kind: 'downloaded' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'chosen'; readonly choice: UpdateChoice; readonly isBusy: boolean };

/** How updates stand, and what is to be done now to get there. */
export interface UpdateMove {
  readonly state: UpdatesState;
  readonly effect?: 'download' | 'restart';
}

/**
 * Moves the state of updates. A download begins by itself only where it is known to be free, and a restart only when
 * the person asks for it while no call is here.
 */
export function moveUpdate(state: UpdatesState, event: UpdateEvent): UpdateMove {
  switch (event.kind) {
    case 'found':
      return whenFound(state, event);
    case 'downloaded':
      return state.kind === 'downloading' ? { state: { kind: 'ready', version: state.version } } : { state };
    case 'failed':
      return state.kind === 'downloading' ? { state: { kind: 'none' } } : { state };
    case 'chosen':
      return whenChosen(state, event);
  }
}

/** A version that is here already is offered again; another one takes its place. */
function whenFound(state: UpdatesState, { version, link }: { version: string; link: LinkCost }): UpdateMove {
  if (state.kind === 'downloading') return { state };
  if (state.kind !== 'none' && state.version === version) {
    if (state.kind !== 'postponed') return { state };
    if (state.isDownloaded) return { state: { kind: 'ready', version } };
  }
  if (link !== 'free') return { state: { kind: 'available', version } };
  return { state: { kind: 'downloading', version }, effect: 'download' };
}

function whenChosen(state: UpdatesState, { choice, isBusy }: { choice: UpdateChoice; isBusy: boolean }): UpdateMove {
  if (state.kind !== 'available' && state.kind !== 'ready') return { state };
  const { kind, version } = state;
  if (choice === 'later') return { state: { kind: 'postponed', version, isDownloaded: kind === 'ready' } };
  if (choice === 'download' && kind === 'available') {
    return { state: { kind: 'downloading', version }, effect: 'download' };
  }
  if (choice === 'restart' && kind === 'ready' && !isBusy) return { state, effect: 'restart' };
  return { state };
}
