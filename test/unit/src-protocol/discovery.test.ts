import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootsOf } from '../../../src-protocol/discovery.ts';
import { ProtocolError } from '../../../src-protocol/protocol-error.ts';
import { uriSchema } from '../../../src-protocol/uri.ts';

describe('the roots of a provider', () => {
  it('are derived from its authority', () => {
    expect(rootsOf('example.com')).toEqual({
      root: 'https://example.com/.well-known/ripp',
      signInPage: 'https://example.com/.well-known/ripp-oauth',
      terminalGroups: 'https://example.com/.well-known/ripp/providertgs',
    });
  });

  it.each([
    ['Example.COM:8443', 'https://example.com:8443/.well-known/ripp'],
    ['localhost:1', 'https://localhost:1/.well-known/ripp'],
    ['127.0.0.1', 'https://127.0.0.1/.well-known/ripp'],
    ['[::1]:65535', 'https://[::1]:65535/.well-known/ripp'],
    ['a-b.example', 'https://a-b.example/.well-known/ripp'],
  ])('take a port, an address and capitals: %s', (authority, root) => {
    expect(rootsOf(authority).root).toBe(root);
  });

  it.each([
    '',
    'https://example.com',
    'example.com/',
    'example.com/path',
    'user@example.com',
    'example.com:',
    'example.com:x',
    'example.com:99999',
    'example.com:123456',
    'exa mple.com',
    '-example.com',
    'example-.com',
    'example..com',
    'example.com?x',
    'example.com#x',
    '[::1',
    '[:::::]',
    '1.2.3.4.5',
    'example.com\n',
  ])('are refused for %j', (authority) => {
    expect(() => rootsOf(authority)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it('are URIs for any authority that is taken', () => {
    const almost = fc.string({ unit: fc.constantFrom(...Array.from('aZ09.-:[]@/ ')), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.domain(),
          almost,
          fc.ipV6().map((ip) => `[${ip}]`),
        ),
        (authority) => {
          try {
            for (const uri of Object.values(rootsOf(authority))) expect(uriSchema.safeParse(uri).success).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
