import type { Phone } from '../../src-bridge/phone-api.ts';
import { commandFor } from './request-command.ts';
import type { RequestInbox } from './request-inbox.ts';
import type { ShellCommand } from './shell-command.ts';

/** Does what this start of the program and later ones ask for. Returns the way to stop. */
export function answerRequests(
  inbox: RequestInbox,
  phone: Pick<Phone, 'state'>,
  run: (command: ShellCommand) => void,
): () => void {
  return inbox.open((request, from) => {
    const command = commandFor(request, from, phone.state);
    if (command !== undefined) run(command);
  });
}
