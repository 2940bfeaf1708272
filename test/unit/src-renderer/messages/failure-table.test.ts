import { describe, expect, it } from 'vitest';
import { phoneErrorCodes } from '../../../../src-bridge/phone-error.ts';
import { describeFailure } from '../../../../src-renderer/messages/failure-table.ts';
import { failuresDe } from '../../../../src-renderer/messages/failures-de.ts';
import { failuresEn } from '../../../../src-renderer/messages/failures-en.ts';

describe('what the person reads of a failure', () => {
  it.each(phoneErrorCodes)('is a sentence and a next step of its own in each language for %s', (code) => {
    for (const texts of [failuresEn, failuresDe]) {
      const view = describeFailure({ code }, texts);
      expect(view.sentence).toMatch(/^\p{Lu}.*\.$/u);
      expect(view.nextStep).toMatch(/^\p{Lu}.*\.$/u);
      expect(phoneErrorCodes.filter((other) => texts[other][0] === view.sentence)).toEqual([code]);
    }
    expect(failuresDe[code][0]).not.toBe(failuresEn[code][0]);
  });

  it("is the provider's own reason where policy forbids something", () => {
    expect(describeFailure({ code: 'forbidden', detail: 'only two calls at once' }, failuresEn).sentence).toBe(
      'Only two calls at once.',
    );
  });

  it('keeps the name of a broken member out of the sentence and offers the diagnostics', () => {
    const view = describeFailure({ code: 'bad-response', detail: 'mic.param-sets' }, failuresEn);
    expect(view.sentence).not.toContain('mic');
    expect(view).toMatchObject({ severity: 'error', action: 'save-diagnostics' });
  });
});
