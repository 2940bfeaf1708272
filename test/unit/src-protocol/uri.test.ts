import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uriSchema } from '../../../src-protocol/uri.ts';

describe('a URI', () => {
  it.each([
    'https://example.com',
    'https://example.com/',
    'https://example.com:8443/tgs/1/calls/Ab-_~1?x=%20y',
    'https://[::1]:8443/tgs/1',
    'https://127.0.0.1/tgs/%C3%A4',
  ])('is kept byte for byte: %s', (uri) => {
    expect(uriSchema.parse(uri)).toBe(uri);
  });

  it.each([
    '',
    '/tgs/1',
    'example.com/tgs/1',
    'http://example.com/',
    'HTTPS://example.com/',
    'https:/example.com/',
    'https://',
    'https:///tgs',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'https://example.com:99999/',
    'https://exa mple.com/',
    'https://example.com/a b',
    'https://example.com/a\nb',
    'https://example.com/\u0000',
    'https://example.com/ä',
    ' https://example.com/',
    'javascript:alert(1)',
    `https://example.com/${'x'.repeat(2048)}`,
    null,
    1,
  ])('is not %j', (value) => {
    expect(uriSchema.safeParse(value).success).toBe(false);
  });

  it('that is taken can be requested and fits into a header', () => {
    const part = fc.string({
      unit: fc.oneof(fc.constantFrom(...Array.from('aZ0.-_~%:/?#[]@! \t\u0000')), fc.string()),
    });
    const headers = new Headers();
    fc.assert(
      fc.property(part, (rest) => {
        const uri = `https://${rest}`;
        if (!uriSchema.safeParse(uri).success) return;
        expect(new URL(uri).protocol).toBe('https:');
        headers.set('RIPP-Handler', uri);
        expect(headers.get('RIPP-Handler')).toBe(uri);
      }),
      { numRuns: 500 },
    );
  });
});
