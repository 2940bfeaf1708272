import { z } from 'zod';
import { linkAmong } from './dial-link.ts';

/** What the entries of a dock, of a jump list and of a launcher can ask for. */
export const shellActions = ['open', 'dial-clipboard', 'do-not-disturb'] as const;
export type ShellAction = (typeof shellActions)[number];

/** What a start of the program asks of the one that runs. */
export const shellRequestSchema = z.object({
  /** A telephone link, unchecked. */
  link: z.string().max(2048).optional(),
  action: z.enum(shellActions).optional(),
});
export type ShellRequest = z.infer<typeof shellRequestSchema>;

/** The part of a command line that is the shell's. */
export interface ShellArguments {
  readonly request: ShellRequest;
  /** Starts without showing the window: at login. */
  readonly isHidden: boolean;
  /** What is left: the options of the phone. */
  readonly rest: readonly string[];
}

export const hiddenFlag = '--hidden';

/** The flag with which an entry of a menu asks for `action`. */
export function actionFlag(action: ShellAction): string {
  return `--action=${action}`;
}

/** Takes the shell's own arguments out of a command line. What is no argument of ours stays. */
export function readShellArguments(args: readonly string[]): ShellArguments {
  const link = linkAmong(args);
  const action = shellActions.find((candidate) => args.includes(actionFlag(candidate)));
  const isOurs = (arg: string): boolean =>
    arg === link || arg === hiddenFlag || shellActions.some((each) => arg === actionFlag(each));
  return {
    request: {
      ...(link === undefined ? {} : { link: link.slice(0, 2048) }),
      ...(action === undefined ? {} : { action }),
    },
    isHidden: args.includes(hiddenFlag),
    rest: args.filter((arg) => !isOurs(arg)),
  };
}
