/** Anything but the characters that the user of a SIP URI may have as they are (RFC 3261, 25.1, `user`). */
const unfitForUser = /[^\w.!~*'()&=+$,;?/-]/gu;
/** The same of a parameter (`paramchar`). */
const unfitForParameter = /[^\w.!~*'()[\]/:&+$-]/gu;

function escaped(text: string, unfit: RegExp): string {
  return text.toWellFormed().replace(unfit, (character) => percents(character));
}

function percents(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
    .join('');
}

/** The user part of a SIP URI that means `user`. */
export function escapeUser(user: string): string {
  return escaped(user, unfitForUser);
}

/** The value of a parameter of a SIP URI that means `value`. */
export function escapeParameter(value: string): string {
  return escaped(value, unfitForParameter);
}
