import { describe, expect, it } from 'vitest';
import { chooseLocale, formatDuration, formatNumber, formatTime } from '../../../../src-renderer/messages/locale.ts';

describe('the language of the page', () => {
  it('follows the system where the phone speaks it, and keeps its region', () => {
    expect(chooseLocale('system', ['de-AT', 'en-US']).tag).toBe('de-AT');
    expect(chooseLocale('system', ['de-AT', 'en-US']).text.calls.answer).toBe('Annehmen');
  });

  it('takes the next preferred language when the first is not spoken, and English when none is', () => {
    expect(chooseLocale('system', ['fr-FR', 'de']).tag).toBe('de');
    expect(chooseLocale('system', ['fr-FR', 'ja']).tag).toBe('en');
    expect(chooseLocale('system', []).text.calls.answer).toBe('Answer');
  });

  it('is the one that the person chose, whatever the system says', () => {
    expect(chooseLocale('de', ['en-GB'])).toMatchObject({ tag: 'de' });
    expect(chooseLocale('en', ['de-DE', 'en-GB'])).toMatchObject({ tag: 'en-GB' });
  });
});

describe('times and numbers', () => {
  it('shows a length of time as a clock does', () => {
    expect([-5, 0, 7_400, 723_000, 3_723_999].map(formatDuration)).toEqual([
      '0:00',
      '0:00',
      '0:07',
      '12:03',
      '1:02:03',
    ]);
  });

  it('writes numbers and times in the manner of the locale', () => {
    const at = new Date(2026, 0, 27, 16, 5).getTime();
    expect(formatNumber(44.1, chooseLocale('de', ['de-DE']))).toBe('44,1');
    expect(formatNumber(44.1, chooseLocale('en', ['en-US']))).toBe('44.1');
    expect(formatTime(at, chooseLocale('de', ['de-DE']))).toBe('16:05');
    expect(formatTime(at, chooseLocale('en', ['en-US']))).toMatch(/^4:05\sPM$/u);
  });
});
