import type { AudioProblem, Stop } from './audio-desk.ts';

/** The parts of the desk that can be in trouble, each with at most one problem at a time. */
export type ProblemSource = 'microphone' | 'speaker' | 'playback';

/** Collects what is wrong and tells the newest problem that still holds. */
export class ProblemBoard {
  readonly #problems = new Map<ProblemSource, AudioProblem>();
  readonly #listeners = new Set<(problem: AudioProblem | undefined) => void>();

  get current(): AudioProblem | undefined {
    return [...this.#problems.values()].at(-1);
  }

  /** Says what is wrong with `source` now; undefined for nothing. */
  set(source: ProblemSource, problem: AudioProblem | undefined): void {
    if (isSame(this.#problems.get(source), problem)) return;
    this.#problems.delete(source);
    if (problem !== undefined) this.#problems.set(source, problem);
    for (const listener of this.#listeners) listener(this.current);
  }

  /** The problem of `source` that holds now. */
  of(source: ProblemSource): AudioProblem | undefined {
    return this.#problems.get(source);
  }

  onProblem(listener: (problem: AudioProblem | undefined) => void): Stop {
    listener(this.current);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function isSame(one: AudioProblem | undefined, other: AudioProblem | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
