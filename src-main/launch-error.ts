/** A reason not to start that is the person's to mend: told as one sentence with a next step, without a stack. */
export class LaunchError extends Error {
  readonly exitCode: 1 | 2;

  constructor(sentence: string, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(sentence, { cause: options.cause });
    this.name = 'LaunchError';
    this.exitCode = options.exitCode ?? 1;
  }
}
