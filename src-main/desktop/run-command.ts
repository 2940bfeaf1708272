import { clipboard } from 'electron';
import type { Phone, PhoneApi } from '../../src-bridge/phone-api.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Log } from '../session/ports.ts';
import type { ShellCommand } from './shell-command.ts';

export interface CommandOptions {
  readonly phone: PhoneApi & Pick<Phone, 'state'>;
  readonly quit: () => void;
  readonly log: Log;
}

/** Text from the clipboard that is longer is no number. */
const longestOffer = 254;

/** Runs what was asked for outside the window. It never throws: what fails shows on the card of the call, and in the log. */
export function createCommandRunner({ phone, quit, log }: CommandOptions): (command: ShellCommand) => void {
  return (command) => {
    run(command, phone, quit).catch((thrown: unknown) => {
      const cause = PhoneError.from(thrown);
      log.warn('command failed', { command: command.kind, code: cause.code, cause });
    });
  };
}

async function run(command: ShellCommand, phone: CommandOptions['phone'], quit: () => void): Promise<unknown> {
  switch (command.kind) {
    case 'answer':
    case 'decline':
    case 'silence':
    case 'cancel':
    case 'pull':
    case 'end':
      return phone[command.kind](command.callId);
    case 'hold':
    case 'resume':
      return phone.setHeld(command.callId, command.kind === 'hold');
    case 'set-muted':
      return phone.setMuted(command.callId, command.isMuted);
    case 'call-back':
      return phone.placeCall({ destination: command.number, lineId: command.lineId });
    case 'do-not-disturb':
      return phone.changeSettings({ doNotDisturb: command.isOn });
    case 'open':
      return phone.showWindow(command.callId);
    case 'dial':
      return offer(command.text, phone);
    case 'dial-clipboard':
      return offer(await clipboard.readText(), phone);
    case 'quit':
      return quit();
  }
}

/** It is put into the dial box, which the person then sees; it never calls by itself. */
async function offer(text: string, phone: PhoneApi): Promise<void> {
  const offered = text.trim().slice(0, longestOffer);
  if (offered !== '') await phone.offerNumber(offered);
  await phone.showWindow();
}
