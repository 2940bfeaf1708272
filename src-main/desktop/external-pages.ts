import { shell } from 'electron';

/** Where the systems let the person allow what a program may do. */
const settingsPages: ReadonlySet<string> = new Set([
  'ms-settings:privacy-microphone',
  'ms-settings:defaultapps',
  'ms-settings:notifications',
  'x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone',
  'x-apple.systempreferences:com.apple.preference.notifications',
]);

/**
 * What may be opened outside of Byway: a page of the web over https, without a name or a password in its address, and
 * the pages of the system's settings above. Anything else could start a program.
 */
export function mayOpenOutside(address: string): boolean {
  if (settingsPages.has(address)) return true;
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return protocol === 'https:' && username === '' && password === '';
}

/** Opens a page in the person's browser or settings: the only way out of Byway. Resolves false where that is not to be. */
export async function openOutside(address: string): Promise<boolean> {
  if (!mayOpenOutside(address)) return false;
  return shell.openExternal(address).then(
    () => true,
    () => false,
  );
}
