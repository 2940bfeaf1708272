import { describe, expect, test } from 'vitest';
import { sipLines } from '../../../../../src-main/dialog-package/describe/line-users.ts';

const office = { id: 'l1', name: 'Office', number: '+12025550110' };
const home = { id: 'l2', name: 'Home', number: '+12025550111' };
const nameless = { id: 'l3', name: 'Team room' };

describe('the users of a line (G2)', () => {
  test('are its number with and without the plus', () => {
    expect(sipLines([office], [])).toEqual([
      { ...office, contactUser: '+12025550110', users: ['+12025550110', '12025550110'] },
    ]);
  });

  test('are also those that were configured, the first of which is our contact', () => {
    const configured = [
      { line: office.number, user: 'alice' },
      { line: home.number, user: 'home' },
      { line: office.number, user: 'office' },
    ];
    expect(sipLines([office, home], configured)).toMatchObject([
      { contactUser: 'alice', users: ['alice', '+12025550110', '12025550110', 'office'] },
      { contactUser: 'home', users: ['home', '+12025550111', '12025550111'] },
    ]);
  });

  test('are configured by the name of the line where it has no number', () => {
    expect(sipLines([nameless], [{ line: 'Team room', user: 'team' }])).toMatchObject([{ users: ['team'] }]);
    expect(sipLines([office], [{ line: 'Office', user: 'team' }])).not.toMatchObject([{ contactUser: 'team' }]);
  });

  test('are its name, or its id, where there is nothing else', () => {
    expect(sipLines([nameless], [])).toMatchObject([{ contactUser: 'Team room', users: ['Team room'] }]);
    expect(sipLines([{ id: 'l4', name: '' }], [])).toMatchObject([{ contactUser: 'l4', users: ['l4'] }]);
  });

  test('mean one line: a number before what was configured, and the first line before the others', () => {
    const configured = [
      { line: office.number, user: '12025550111' },
      { line: office.number, user: 'alice' },
      { line: home.number, user: 'alice' },
    ];
    expect(sipLines([office, home, { ...nameless, name: 'alice' }], configured)).toMatchObject([
      { contactUser: 'alice', users: ['alice', '+12025550110', '12025550110'] },
      { contactUser: '+12025550111', users: ['+12025550111', '12025550111'] },
      { contactUser: 'l3', users: ['l3'] },
    ]);
  });

  test('hold the number however many were configured', () => {
    const configured = Array.from({ length: 64 }, (_, index) => ({ line: office.number, user: `user${index}` }));
    expect(sipLines([office], configured)[0]?.users).toEqual([
      'user0',
      '+12025550110',
      '12025550110',
      'user1',
      'user2',
      'user3',
      'user4',
      'user5',
    ]);
  });

  test('leave out a number that is too long for one', () => {
    expect(sipLines([{ ...office, number: `+${'1'.repeat(200)}` }], [])).toMatchObject([{ users: ['Office'] }]);
  });
});
