import type { ReportedParty } from '../documents/dialog-report.ts';

const longest = 256;

/** Control characters, and those that turn the direction of the text around them. */
const unfit = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** Who somebody is, for a person to read: the name given, else the number or user of the URI; absent where anonymous. */
export function nameOfParty({ display, identity }: ReportedParty): string | undefined {
  const uri = identity === undefined ? undefined : /^(?:sips?|tel):([^@;?]*)(?:@([^:;?>]*))?/iu.exec(identity);
  const [, user = '', host] = uri ?? [];
  const isAnonymous = host === 'anonymous.invalid' || user.toLowerCase() === 'anonymous';
  if (isAnonymous) return undefined;
  const name = clean(display ?? '');
  if (name !== '') return name;
  const isNumber = host !== undefined || identity?.toLowerCase().startsWith('tel:') === true;
  return isNumber ? clean(unescaped(user)) || undefined : undefined;
}

/** A user part may hold a password after a colon (RFC 3261, 19.1.1); it is not shown. */
function unescaped(user: string): string {
  const [name = ''] = user.split(':');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function clean(text: string): string {
  return text.replace(unfit, ' ').trim().slice(0, longest).toWellFormed();
}
