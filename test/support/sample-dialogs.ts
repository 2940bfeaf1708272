import type { DialogEntry } from '../../src-main/dialog-package/dialog-table.ts';

/** A call that came in for Bob's line and was answered here, begun at 1,000 ms; `change` makes another one of it. */
export function sampleDialog(change: Partial<DialogEntry> = {}): DialogEntry {
  return {
    id: 'dialog-1',
    lineId: 'line-1',
    callId: 'call-id-of-1',
    localTag: 'local-tag-of-1',
    remoteTag: 'remote-tag-of-1',
    direction: 'recipient',
    progress: { state: 'confirmed' },
    startedAt: 1000,
    local: {
      identity: 'sip:+14085550111@provider.example',
      display: 'Bob',
      target: { user: 'bob', instance: 'laptop-1' },
    },
    remote: { identity: 'sip:+14085550110@provider.example', target: 'sip:+14085550110@provider.example;gr=far-1' },
    appearance: 1,
    ...change,
  };
}
