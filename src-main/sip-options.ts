import type { ListenProblem } from '../src-bridge/desk-phones.ts';
import { isIpAddress, isIpNetwork } from '../src-bridge/ip-address.ts';
import { deskPhonesSettingsSchema, type SettingsChange } from '../src-bridge/settings.ts';
import { LaunchError } from './launch-error.ts';

type DeskPhonesChange = NonNullable<SettingsChange['deskPhones']>;

/** The options of the command line that concern desk phones. */
export interface SipValues {
  readonly sip?: string | undefined;
  readonly 'sip-trust'?: string | undefined;
  readonly 'sip-users'?: string | undefined;
}

/**
 * What the command line says of desk phones, as a change of the settings: it is kept. Undefined where it says nothing.
 * Throws a `LaunchError` with exit code 2.
 */
export function readSipOptions(values: SipValues): DeskPhonesChange | undefined {
  const { sip, 'sip-trust': trusted, 'sip-users': users } = values;
  if (sip === undefined) {
    if (trusted === undefined && users === undefined) return undefined;
    throw refusal('--sip-trust and --sip-users go with --sip ADDRESS:PORT.');
  }
  return {
    isOn: true,
    ...readListening(sip),
    ...(trusted === undefined ? {} : { trustedAddresses: trusted.split(',').map(readTrusted) }),
    ...(users === undefined ? {} : { users: users.split(',').map(readUser) }),
  };
}

/** Why desk phones cannot be listened for at the address that the command line names, as a sentence with a next step. */
export function sipRefusal(problem: ListenProblem): LaunchError {
  return new LaunchError(refusals[problem]);
}

const refusals: Readonly<Record<ListenProblem, string>> = {
  'port-in-use': 'The port after --sip is in use. Choose another one, or 0 for any that is free.',
  'port-reserved': 'The port after --sip is kept for the system. Choose one above 1023.',
  'address-not-ours': 'The address after --sip is none of this computer. Choose one that is, such as 127.0.0.1.',
  'bad-certificate': 'The certificate for desk phones cannot be used. Switch TLS off in Settings > Desk phones.',
  stopped: 'The SIP side of Byway stopped. Start Byway again; its log says why.',
  failed: 'Desk phones cannot be listened for. Start Byway again; its log says why.',
};

function readListening(text: string): { address: string; port: number } {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/u.exec(text) ?? [];
  const address = bracketed ?? plain ?? '';
  if (!isIpAddress(address) || Number(port) > 65_535)
    throw refusal(`--sip ${text}: give an IP address of this computer and a port, such as 127.0.0.1:5060.`);
  return { address, port: Number(port) };
}

function readTrusted(text: string): string {
  const trusted = text.trim();
  if (isIpAddress(trusted) || isIpNetwork(trusted)) return trusted;
  throw refusal(`--sip-trust ${text}: give IP addresses or networks, such as 192.168.1.20,192.168.2.0/24.`);
}

function readUser(text: string): { line: string; user: string } {
  const at = text.lastIndexOf('=');
  const checked = deskPhonesSettingsSchema.shape.users
    .unwrap()
    .safeParse([{ line: text.slice(0, Math.max(0, at)).trim(), user: text.slice(at + 1).trim() }]);
  const [user] = checked.data ?? [];
  if (user !== undefined) return user;
  throw refusal(`--sip-users ${text}: give lines and their SIP users, such as +12025550110=alice.`);
}

function refusal(sentence: string): LaunchError {
  return new LaunchError(`${sentence}\nnpm start -- --help says what can be asked for.`, { exitCode: 2 });
}
