/**
 * How a control command ended, as scripts tell it apart: 1 it was refused or came to nothing, 2 it was not understood,
 * 3 the provider cannot be reached or refuses the token, 4 there is no such call, device or line.
 */
export type ControlExitCode = 1 | 2 | 3 | 4;

/** Why a control command came to nothing, as one sentence with a next step. */
export class ControlError extends Error {
  readonly exitCode: ControlExitCode;

  constructor(sentence: string, exitCode: ControlExitCode, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'ControlError';
    this.exitCode = exitCode;
  }
}
