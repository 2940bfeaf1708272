import { describe, expect, it } from 'vitest';
import { check } from '../../../src-protocol/check.ts';
import { problemSchema } from '../../../src-protocol/problem.ts';

describe('a problem', () => {
  it('names the member of a 400', () => {
    const problem = {
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'is missing',
      member: 'mic.param-sets',
    };
    expect(check(problemSchema, problem)).toEqual(problem);
    expect(check(problemSchema, { member: '' })).toEqual({ member: '' });
  });

  it('may be empty and may hold more', () => {
    expect(check(problemSchema, {})).toEqual({});
    expect(check(problemSchema, { title: 'Forbidden', balance: 30 })).toEqual({ title: 'Forbidden' });
  });

  it('is no other thing', () => {
    for (const value of [null, [], 'Forbidden', 5]) expect(() => check(problemSchema, value)).toThrow();
    expect(() => check(problemSchema, { status: '400' })).toThrow(expect.objectContaining({ member: 'status' }));
  });
});
