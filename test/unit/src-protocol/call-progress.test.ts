import { describe, expect, it } from 'vitest';
import {
  isFinal,
  isProgress,
  isStateEvent,
  isStateEventName,
  stateEventNames,
} from '../../../src-protocol/call-progress.ts';

const final = ['declined', 'failed', 'noanswer', 'end'] as const;

describe('the state of a call', () => {
  it('goes from proceeding over alerting to answered', () => {
    expect(isProgress('proceeding', 'alerting')).toBe(true);
    expect(isProgress('proceeding', 'answered')).toBe(true);
    expect(isProgress('alerting', 'answered')).toBe(true);
  });

  it('never goes back or stays where it is', () => {
    for (const name of stateEventNames) expect(isProgress(name, name)).toBe(false);
    expect(isProgress('alerting', 'proceeding')).toBe(false);
    expect(isProgress('answered', 'alerting')).toBe(false);
  });

  it('ends from anywhere, once', () => {
    for (const end of final) {
      for (const name of stateEventNames) expect(isProgress(name, end)).toBe(!isFinal(name));
      for (const name of stateEventNames) expect(isProgress(end, name)).toBe(false);
    }
  });

  it('is over after four of its events', () => {
    expect(stateEventNames.filter(isFinal)).toEqual(final);
  });

  it('is defined by state events alone', () => {
    expect(isStateEventName('end')).toBe(true);
    expect(isStateEventName('reconnecting')).toBe(false);
    expect(isStateEvent({ event: 'alerting' })).toBe(true);
    expect(isStateEvent({ event: 'hold' })).toBe(false);
  });
});
