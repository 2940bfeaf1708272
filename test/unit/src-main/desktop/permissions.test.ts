import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { expect, test, vi } from 'vitest';
import { restrictEverySession } from '../../../../src-main/desktop/permissions.ts';

vi.mock('electron', () => ({}));

test('every session that is ever made is restricted', () => {
  const app = new EventEmitter();
  restrictEverySession(app as unknown as App);
  const made = { setPermissionCheckHandler: vi.fn(), setPermissionRequestHandler: vi.fn() };
  app.emit('session-created', made);
  expect(made.setPermissionCheckHandler).toHaveBeenCalledOnce();
  expect(made.setPermissionRequestHandler).toHaveBeenCalledOnce();
});
