import { expect, test } from 'vitest';
import type { AudioProblem } from '../../../../src-renderer/audio/audio-desk.ts';
import { ProblemBoard } from '../../../../src-renderer/audio/problem-board.ts';

const denied: AudioProblem = { kind: 'microphone-denied' };
const blocked: AudioProblem = { kind: 'sound-blocked' };

test('the newest problem counts, and the older one comes back when it is solved', () => {
  const board = new ProblemBoard();
  const heard: (AudioProblem | undefined)[] = [];
  board.onProblem((problem) => heard.push(problem));
  board.set('microphone', denied);
  board.set('playback', blocked);
  board.set('playback', undefined);
  board.set('microphone', undefined);
  expect(heard).toEqual([undefined, denied, blocked, denied, undefined]);
});

test('what is already known is not told again', () => {
  const board = new ProblemBoard();
  const heard: (AudioProblem | undefined)[] = [];
  board.set('microphone', denied);
  const stop = board.onProblem((problem) => heard.push(problem));
  board.set('microphone', { ...denied });
  board.set('speaker', undefined);
  stop();
  board.set('microphone', undefined);
  expect(heard).toEqual([denied]);
});
