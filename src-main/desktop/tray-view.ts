import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import { cardName, isCutOff, stateWords } from '../../src-renderer/calls/call-words.ts';
import type { Messages } from '../../src-renderer/messages/en.ts';
import { mainCall, ringingCalls } from '../../src-bridge/calls-here.ts';
import type { ShellCommand } from './shell-command.ts';

export const trayIcons = ['idle', 'ringing', 'in-call', 'dnd', 'offline'] as const;
export type TrayIcon = (typeof trayIcons)[number];

/** An entry of the tray's menu. */
export type TrayItem =
  /** A line that says something and does nothing. */
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'action'; readonly label: string; readonly command: ShellCommand }
  | { readonly kind: 'check'; readonly label: string; readonly isOn: boolean; readonly command: ShellCommand }
  | { readonly kind: 'menu'; readonly label: string; readonly items: readonly TrayItem[] };

/** What the tray shows (UI, "Tray and notifications"). */
export interface TrayView {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

/** The tray of a state: a state line, the calls with their actions, do not disturb, open and quit. */
export function trayView(state: PhoneState, text: Messages): TrayView {
  const stateLine = stateWordsOf(state, text);
  const { doNotDisturb } = state.settings;
  const calls = state.calls.filter((call) => call.state.kind !== 'ended');
  const menuOf = (call: CallAppearance): TrayItem => ({
    kind: 'menu',
    label: cardName(call, state, text),
    items: callActions(call, text),
  });
  return {
    icon: trayIcon(state),
    tooltip: `${text.appName} · ${stateLine}`,
    menu: [
      { kind: 'text', label: stateLine },
      { kind: 'separator' },
      ...calls.map(menuOf),
      ...(calls.length > 0 ? [{ kind: 'separator' } as const] : []),
      {
        kind: 'check',
        label: text.header.doNotDisturb,
        isOn: doNotDisturb,
        command: { kind: 'do-not-disturb', isOn: !doNotDisturb },
      },
      { kind: 'action', label: text.desktop.open, command: { kind: 'open' } },
      { kind: 'separator' },
      { kind: 'action', label: text.desktop.quit, command: { kind: 'quit' } },
    ],
  };
}

/** What matters most: a call that rings, then a conversation, then why none can come. */
export function trayIcon(state: PhoneState): TrayIcon {
  if (ringingCalls(state).length > 0) return 'ringing';
  if (mainCall(state) !== undefined) return 'in-call';
  if (state.connection.kind !== 'online') return 'offline';
  return state.settings.doNotDisturb ? 'dnd' : 'idle';
}

/** The state of the phone in words. Its countdown is left out: a menu that changes each second cannot be used. */
function stateWordsOf(state: PhoneState, text: Messages): string {
  const call = ringingCalls(state)[0] ?? mainCall(state);
  if (call !== undefined) return stateWords(call, isCutOff(state.connection), text);
  const words = {
    offline: text.connection.signedOut,
    connecting: text.connection.connecting,
    reconnecting: text.connection.reconnecting,
    online: text.connection.online,
  }[state.connection.kind];
  return state.settings.doNotDisturb ? `${words} · ${text.header.doNotDisturb}` : words;
}

function callActions(call: CallAppearance, { calls: text }: Messages): readonly TrayItem[] {
  const { id: callId, state } = call;
  const action = (label: string, command: ShellCommand): TrayItem => ({ kind: 'action', label, command });
  const end = action(text.end, { kind: 'end', callId });
  switch (state.kind) {
    case 'ringing':
      return [
        action(text.answer, { kind: 'answer', callId }),
        action(text.decline, { kind: 'decline', callId }),
        ...(state.isSilenced ? [] : [action(text.silence, { kind: 'silence', callId })]),
      ];
    case 'calling':
      return [action(text.cancel, { kind: 'cancel', callId })];
    case 'active':
      return [
        action(call.isMuted ? text.unmute : text.mute, { kind: 'set-muted', callId, isMuted: !call.isMuted }),
        action(text.hold, { kind: 'hold', callId }),
        end,
      ];
    case 'held':
      return [action(text.resume, { kind: 'resume', callId }), end];
    case 'remote':
    case 'unattached':
      return [action(text.pull, { kind: 'pull', callId }), end];
    case 'attaching':
      return [end];
    case 'ended':
      return [];
  }
}
