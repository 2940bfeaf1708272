import { expect, test } from 'vitest';
import { createSteadyTimer, type TimerRequest } from '../../../../src-renderer/phone/steady-timer.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/** A worker whose timers come due when the test says so. */
class FakeWorker extends EventTarget {
  readonly requests: TimerRequest[] = [];

  postMessage(request: TimerRequest): void {
    this.requests.push(request);
  }

  comeDue(request: TimerRequest | undefined): void {
    this.dispatchEvent(new MessageEvent('message', { data: request?.id }));
  }
}

function create(): { worker: FakeWorker; clock: FakeClock; after: ReturnType<typeof createSteadyTimer> } {
  const worker = new FakeWorker();
  const clock = new FakeClock();
  return { worker, clock, after: createSteadyTimer(worker, (delayMs, task) => clock.after(delayMs, task)) };
}

test('a task runs when the worker says so, although the timers of the page sleep, and once', async () => {
  const { worker, clock, after } = create();
  const done: string[] = [];
  after(250, () => done.push('one'));
  after(500, () => done.push('two'));
  expect(worker.requests.map(({ delayMs }) => delayMs)).toEqual([250, 500]);
  worker.comeDue(worker.requests[1]);
  expect(done).toEqual(['two']);
  worker.comeDue(worker.requests[0]);
  worker.comeDue(worker.requests[0]);
  await clock.advance(1000);
  expect(done).toEqual(['two', 'one']);
  expect(clock.pending).toBe(0);
});

test('without the worker the timer of the page runs it', async () => {
  const { clock, after } = create();
  const done: string[] = [];
  after(250, () => done.push('one'));
  await clock.advance(250);
  expect(done).toEqual(['one']);
});

test('what was prevented does not run, whichever timer comes', async () => {
  const { worker, clock, after } = create();
  const done: string[] = [];
  after(250, () => done.push('one'))();
  worker.comeDue(worker.requests[0]);
  await clock.advance(1000);
  expect(done).toEqual([]);
});
