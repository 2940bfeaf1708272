import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { dialTextOf } from './dial-link.ts';
import type { ShellRequest } from './shell-arguments.ts';
import type { ShellCommand } from './shell-command.ts';

/**
 * What a request of a start of the program comes to. One from elsewhere at least brings the window forward; a link that
 * is none of ours does nothing more.
 */
export function commandFor(
  { link, action }: ShellRequest,
  from: 'this-start' | 'elsewhere',
  { settings }: Pick<PhoneState, 'settings'>,
): ShellCommand | undefined {
  const text = link === undefined ? undefined : dialTextOf(link);
  if (text !== undefined) return { kind: 'dial', text };
  if (action === 'dial-clipboard') return { kind: 'dial-clipboard' };
  if (action === 'do-not-disturb') return { kind: 'do-not-disturb', isOn: !settings.doNotDisturb };
  return action === 'open' || from === 'elsewhere' ? { kind: 'open' } : undefined;
}
