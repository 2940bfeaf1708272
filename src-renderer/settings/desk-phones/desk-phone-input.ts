import { isIpAddress, isIpNetwork } from '../../../src-bridge/ip-address.ts';
import type { Line } from '../../../src-bridge/phone-state.ts';
import { deskPhonesSettingsSchema, type DeskPhonesSettings } from '../../../src-bridge/settings.ts';
import type { Messages } from '../../messages/en.ts';

type Texts = Messages['deskPhones'];
type Users = DeskPhonesSettings['users'];

const usersSchema = deskPhonesSettingsSchema.shape.users.unwrap();
const addressesSchema = deskPhonesSettingsSchema.shape.trustedAddresses.unwrap();
const certificatesSchema = deskPhonesSettingsSchema.shape.certificates.unwrap();
/** As many keys as the settings keep. */
const mostKeys = 64;

/** What is wrong with an address at which to listen; undefined where nothing is. */
export function addressProblem(address: string, text: Texts): string | undefined {
  return isIpAddress(address) ? undefined : text.badAddress;
}

export function portProblem(port: string, text: Texts): string | undefined {
  return /^\d{1,5}$/u.test(port) && Number(port) >= 1 && Number(port) <= 65_535 ? undefined : text.badPort;
}

/** How the settings name a line. */
export function lineKey({ number, name }: Line): string {
  return number ?? name;
}

/** The SIP user of a line; empty where it has none. */
export function userOf(line: Line, users: Users): string {
  return users.find((each) => each.line === lineKey(line))?.user ?? '';
}

/** `users` with this one for the line, or with none where `user` is empty. */
export function withUser(line: Line, user: string, users: Users): Users {
  const others = users.filter((each) => each.line !== lineKey(line));
  return user === '' ? others : [...others, { line: lineKey(line), user }];
}

/** What is wrong with the SIP user of a line: each is the user, or the number, of one line only. */
export function userProblem(
  line: Line,
  user: string,
  { users, lines, text }: { readonly users: Users; readonly lines: readonly Line[]; readonly text: Texts },
): string | undefined {
  if (user === '') return undefined;
  if (!usersSchema.safeParse([{ line: lineKey(line), user }]).success) return text.badUser;
  const isTaken =
    users.some((each) => each.user === user && each.line !== lineKey(line)) ||
    lines.some((each) => each.id !== line.id && lineKey(each) === user);
  return isTaken ? text.takenUser : undefined;
}

/** What is wrong with one more trusted address or network. */
export function trustedProblem(address: string, known: readonly string[], text: Texts): string | undefined {
  if (!isIpAddress(address) && !isIpNetwork(address)) return text.badTrusted;
  if (known.includes(address)) return text.knownTrusted;
  return addressesSchema.safeParse([...known, address]).success ? undefined : text.full;
}

/** What is wrong with the name of a key that is to be set; one that is there gets a new password. */
export function keyNameProblem(name: string, known: DeskPhonesSettings['keys'], text: Texts): string | undefined {
  if (name === '') return text.badKeyName;
  return known.length >= mostKeys && !known.some((key) => key.name === name) ? text.full : undefined;
}

/** The 64 digits in a SHA-256 fingerprint as programs print it, in small letters; undefined where it is none. */
export function readFingerprint(printed: string): string | undefined {
  const digits = printed.replace(/^.*=/su, '').replaceAll(/[\s:]/gu, '').toLowerCase();
  return /^[0-9a-f]{64}$/u.test(digits) ? digits : undefined;
}

/** What is wrong with the fingerprint of one more certificate. */
export function fingerprintProblem(
  printed: string,
  known: DeskPhonesSettings['certificates'],
  text: Texts,
): string | undefined {
  const sha256 = readFingerprint(printed);
  if (sha256 === undefined) return text.badFingerprint;
  if (known.some((certificate) => certificate.sha256 === sha256)) return text.knownFingerprint;
  return certificatesSchema.safeParse([...known, { name: 'x', sha256 }]).success ? undefined : text.full;
}
