const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML 1.0 does not allow (section 2.2), what it discourages, and white space that an attribute would not keep. */
// eslint-disable-next-line no-control-regex -- control characters are what it is about
const unfit = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/gu;

/** Text of any origin, fit for the content or a quoted attribute of a document: nothing in it can end either. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(unfit, '')
    .replace(/[&<>"']/gu, (character) => references[character] ?? '');
}
