import { expect, test } from 'vitest';
import { StrangerLog } from '../../../../../src-main/dialog-package/notifier/stranger-log.ts';
import { MemoryLog } from '../../../../support/memory-ports.ts';

test('a flood of strangers is a hundred lines', () => {
  const log = new MemoryLog();
  const strangers = new StrangerLog(log);
  for (let index = 0; index < 1000; index++) strangers.note(`10.0.${index >> 8}.${index & 255}`);
  expect(log.lines).toHaveLength(100);
});
