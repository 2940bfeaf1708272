import { contactDraftSchema, type Contact, type ContactDraft } from '../../src-bridge/contacts.ts';
import { formatParty, type homeCountry } from '../messages/phone-number.ts';
import { partyIn } from '../phone/dial-text.ts';

/** What stands in the form of a contact. */
export interface ContactFields {
  readonly name: string;
  /** A field each; empty ones count for nothing. */
  readonly numbers: readonly string[];
  readonly lamp: string;
  /** Empty for none. */
  readonly keyName: string;
}

/** The fields that are not right. */
export interface ContactProblems {
  readonly name: boolean;
  /** One for each field. */
  readonly numbers: readonly boolean[];
  readonly lamp: boolean;
}

/** As many numbers as a contact can have. */
export const mostNumbers = 8;

/** The form of a contact; an empty one without. */
export function fieldsOf(contact: Contact | undefined): ContactFields {
  const numbers = contact?.numbers.map((number) => formatParty(number)) ?? [];
  return {
    name: contact?.name ?? '',
    numbers: numbers.length === 0 ? [''] : numbers,
    lamp: contact?.lamp?.uri ?? '',
    keyName: contact?.lamp?.keyName ?? '',
  };
}

/** The contact in a form, or what is wrong there. `home`: where numbers without a country code are dialled. */
export function readContact(
  fields: ContactFields,
  home: ReturnType<typeof homeCountry>,
): { readonly draft: ContactDraft } | { readonly problems: ContactProblems } {
  const numbers = fields.numbers.map((number) => (number.trim() === '' ? '' : partyIn(number, home)));
  const uri = lampUri(fields.lamp);
  const parsed = contactDraftSchema.safeParse({
    name: fields.name,
    numbers: [...new Set(numbers)].filter((number) => number !== ''),
    ...(uri === '' ? {} : { lamp: { uri, ...(fields.keyName === '' ? {} : { keyName: fields.keyName }) } }),
  });
  if (parsed.success) return { draft: parsed.data };
  const wrong = new Set(parsed.error.issues.map(({ path: [member] }) => member));
  return {
    problems: {
      name: wrong.has('name'),
      numbers: numbers.map((number) => number === undefined),
      lamp: wrong.has('lamp'),
    },
  };
}

/** An address without its scheme is meant to be one of SIP. */
function lampUri(text: string): string {
  const uri = text.trim();
  return /^[^\s:@]+@[^\s@]+$/u.test(uri) ? `sip:${uri}` : uri;
}
