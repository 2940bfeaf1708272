import type { CallIdentity, CallState } from './call-state.ts';

/** Where this device stands in a call. */
export interface Standing {
  readonly kind: CallState['kind'];
  /** It is to have media byways: it attaches, or the call is its own. */
  readonly isHere: boolean;
  /** It is being connected, and is to say when it is. */
  readonly isAttaching: boolean;
  /** The call was answered, and it talks, or holds. */
  readonly isActive: boolean;
  /** This side holds the call. */
  readonly isHeld: boolean;
}

/** Where the device with `ownHandler` stands. */
export function standingOf({ ownHandler }: CallIdentity, state: CallState): Standing {
  const { kind } = state;
  const away = { kind, isHere: false, isAttaching: false, isActive: false, isHeld: false };
  if (state.kind === 'over' || state.attachment.kind === 'none') return away;
  const { attachment } = state;
  const isHeld = state.kind === 'answered' && state.isHeld;
  const isOwnCall = state.kind === 'answered' && state.handler === ownHandler;
  if (attachment.handler !== ownHandler) return { ...away, isHere: isOwnCall, isActive: isOwnCall, isHeld };
  return {
    kind,
    isHere: attachment.kind === 'attaching' || attachment.kind === 'connected',
    isAttaching: attachment.kind === 'attaching',
    isActive: isOwnCall && attachment.kind === 'connected',
    isHeld,
  };
}
