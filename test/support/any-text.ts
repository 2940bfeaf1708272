import fc from 'fast-check';

/** Text of anybody: every code unit, halves of surrogate pairs too, and often what means something to XML or SIP. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const telling = fc.constantFrom(
    '<',
    '>',
    '&',
    '"',
    "'",
    ']',
    '%',
    '@',
    ':',
    ';',
    '?',
    '\0',
    '\r',
    '\n',
    ' ',
    'a',
    '1',
  );
  return fc.string({ unit: fc.oneof(unit, telling), maxLength });
}
