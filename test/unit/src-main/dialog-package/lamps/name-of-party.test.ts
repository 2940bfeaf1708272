import { describe, expect, test } from 'vitest';
import { nameOfParty } from '../../../../../src-main/dialog-package/lamps/name-of-party.ts';

describe('who somebody is', () => {
  test.each([
    ['the name that is given', { display: ' Ada ', identity: 'sip:ada@p.example' }, 'Ada'],
    ['the number of the URI', { identity: 'sip:+14085550110@p.example;user=phone' }, '+14085550110'],
    ['the user of the URI, unescaped', { identity: 'sips:j%C3%BCrgen@p.example:5061' }, 'jürgen'],
    ['without a password', { identity: 'sip:ada:secret@p.example' }, 'ada'],
    ['the number of a tel URI', { identity: 'tel:+14085550110;phone-context=x' }, '+14085550110'],
    ['the user as it is where its escapes are none', { identity: 'sip:100%@p.example' }, '100%'],
    ['nobody where only a host is named', { identity: 'sip:10.0.0.1' }, undefined],
    ['nobody where the URI is of another kind', { identity: 'https://ada@p.example' }, undefined],
    ['nobody who is anonymous', { display: 'Anonymous', identity: 'sip:anonymous@anonymous.invalid' }, undefined],
    ['nobody of whom nothing is said', {}, undefined],
    ['without what would break the line or turn it', { display: 'A\u202eda\u0000\nB' }, 'A da B'],
    ['not longer than a line', { display: 'x'.repeat(400) }, 'x'.repeat(256)],
  ])('is %s', (_, party, name) => {
    expect(nameOfParty(party)).toBe(name);
  });
});
