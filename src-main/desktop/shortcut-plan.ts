import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Shortcut } from '../../src-bridge/settings.ts';
import { mainCall, ringingCalls } from '../../src-bridge/calls-here.ts';
import type { ShellCommand } from './shell-command.ts';

/** What a shortcut does in a state: the call that rings is answered before the one that is talked in is ended. */
export function commandOf(shortcut: Shortcut, state: PhoneState): ShellCommand | undefined {
  const call = mainCall(state);
  switch (shortcut) {
    case 'show':
      return { kind: 'open' };
    case 'mute':
      if (call?.state.kind !== 'active') return undefined;
      return { kind: 'set-muted', callId: call.id, isMuted: !call.isMuted };
    case 'answer-or-end': {
      const [ringing] = ringingCalls(state);
      if (ringing !== undefined) return { kind: 'answer', callId: ringing.id };
      if (call === undefined) return undefined;
      return { kind: call.state.kind === 'calling' ? 'cancel' : 'end', callId: call.id };
    }
  }
}
