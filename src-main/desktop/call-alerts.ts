import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import { partyWords } from '../../src-renderer/messages/contact-name.ts';
import type { Messages } from '../../src-renderer/messages/en.ts';
import { lineWords } from '../../src-renderer/messages/phone-number.ts';
import { ringingCalls } from '../../src-bridge/calls-here.ts';
import type { ShellCommand } from './shell-command.ts';

/** A notification of the system. `id` is the same as long as it is about the same thing. */
export interface Alert {
  readonly id: string;
  readonly kind: 'ringing' | 'missed';
  readonly title: string;
  readonly body: string;
  readonly buttons: readonly { readonly label: string; readonly command: ShellCommand }[];
  /** What a click on the notification itself does. */
  readonly onClick: ShellCommand;
}

/** One notification for each call that rings here; what is not in the list any more is to be taken away. */
export function ringingAlerts(state: PhoneState, text: Messages): readonly Alert[] {
  if (!state.settings.desktop.notifications) return [];
  return ringingCalls(state).map((call) => ({
    id: `ringing-${call.id}`,
    kind: 'ringing',
    title: partyWords(call.party.number, state.contacts),
    body: [text.callState.ringing, lineOf(call, state)].filter((words) => words !== '').join(' · '),
    buttons: [
      { label: text.calls.answer, command: { kind: 'answer', callId: call.id } },
      { label: text.calls.decline, command: { kind: 'decline', callId: call.id } },
    ],
    onClick: { kind: 'open', callId: call.id },
  }));
}

/** The notifications of calls that were missed; each is shown once and stays until the person takes it away. */
export function missedAlerts(state: PhoneState, text: Messages): readonly Alert[] {
  if (!state.settings.desktop.notifications) return [];
  return missedCalls(state).map((call) => {
    const { number } = call.party;
    return {
      id: `missed-${call.id}`,
      kind: 'missed',
      title: text.endReason.missed,
      body: [partyWords(number, state.contacts), lineOf(call, state)].filter((words) => words !== '').join(' · '),
      buttons: [{ label: text.desktop.callBack, command: { kind: 'call-back', number, lineId: call.lineId } }],
      onClick: { kind: 'dial', text: number },
    };
  });
}

/** The cards of missed calls that are there now. */
export function missedCalls({ calls }: PhoneState): readonly CallAppearance[] {
  return calls.filter(({ state }) => state.kind === 'ended' && state.reason.kind === 'missed');
}

/** Which line it is, where the person has several. */
function lineOf(call: CallAppearance, { lines }: PhoneState): string {
  const line = lines.length > 1 ? lines.find(({ id }) => id === call.lineId) : undefined;
  return line === undefined ? '' : lineWords(line);
}
