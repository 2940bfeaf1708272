import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readCertificate, readProvider } from '../launch-options.ts';
import { ControlError } from './control-error.ts';

export const controlHelp = `byway-ctl --provider URL --token T [--ca FILE] COMMAND [--json]

  calls                            the calls of the account, one a line
  devices                          its devices
  dial NUMBER --device NAME        place a call on a device   [--line NUMBER]
  answer [CALL] --device NAME      answer a ringing call on a device
  decline [CALL]                   decline a ringing call on all devices
  end [CALL]                       end a call, or cancel it before its answer
  move [CALL] --device NAME        move an answered call to a device
  watch                            every change of a call, until Ctrl-C

CALL is an id as "calls" prints it, or its beginning; it may be left out where just one call fits. NAME is a device's
name or id. The environment variables BYWAY_PROVIDER and BYWAY_TOKEN do as --provider and --token.
Exit codes: 0 done, 1 refused or failed, 2 not understood, 3 no connection or a bad token, 4 no such call or device.
`;

const commandNames = ['calls', 'devices', 'dial', 'answer', 'decline', 'end', 'move', 'watch'] as const;

const valuesSchema = z.object({
  provider: z.string().min(1).optional(),
  token: z.string().min(1).max(512).optional(),
  ca: z.string().min(1).optional(),
  device: z.string().min(1).max(128).optional(),
  line: z.string().min(1).max(64).optional(),
  json: z.boolean().default(false),
  help: z.boolean().default(false),
});
type Values = z.infer<typeof valuesSchema>;

/** What is to be done. Calls, devices and lines are named as the person wrote them. */
export type ControlCommand =
  | { readonly kind: 'calls' | 'devices' | 'watch' }
  | { readonly kind: 'dial'; readonly destination: string; readonly device: string; readonly line: string | undefined }
  | { readonly kind: 'answer' | 'move'; readonly call: string | undefined; readonly device: string }
  | { readonly kind: 'decline' | 'end'; readonly call: string | undefined };

export interface ControlOptions {
  readonly authority: string;
  readonly token: string;
  /** PEM certificates trusted beside the public roots. */
  readonly extraCertificates: readonly string[];
  readonly isJson: boolean;
  readonly command: ControlCommand;
}

/** What `args` ask for, or `help`. Throws a `ControlError` with exit code 2, or a `LaunchError`. */
export async function readControlOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<ControlOptions | 'help'> {
  const { values, positionals } = readArguments(args);
  if (values.help) return 'help';
  const provider = values.provider ?? (environment['BYWAY_PROVIDER'] || undefined);
  const token = values.token ?? (environment['BYWAY_TOKEN'] || undefined);
  const command = readCommand(positionals, values);
  if (provider === undefined) throw notUnderstood('Say which provider with --provider, or in BYWAY_PROVIDER.');
  if (token === undefined) throw notUnderstood('Give the access token with --token, or in BYWAY_TOKEN.');
  return {
    authority: readProvider(provider),
    token,
    extraCertificates: values.ca === undefined ? [] : [await readCertificate(values.ca)],
    isJson: values.json,
    command,
  };
}

function readArguments(args: readonly string[]): { values: Values; positionals: readonly string[] } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { provider: text, token: text, ca: text, device: text, line: text, json: flag, help: flag },
    });
    return { values: valuesSchema.parse(values), positionals };
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    throw notUnderstood(
      issue === undefined ? (cause as Error).message : `--${issue.path.join('.')}: ${issue.message}`,
      cause,
    );
  }
}

function readCommand([name, ...operands]: readonly string[], { device, line }: Values): ControlCommand {
  const kind = commandNames.find((known) => known === name);
  if (kind === undefined) throw notUnderstood(name === undefined ? 'Say what to do.' : `There is no command ${name}.`);
  const [operand] = operands;
  const takes = kind === 'calls' || kind === 'devices' || kind === 'watch' ? 0 : 1;
  if (operands.length > takes) throw notUnderstood(`${kind} does not take "${operands.slice(takes).join(' ')}".`);
  switch (kind) {
    case 'calls':
    case 'devices':
    case 'watch':
      return { kind };
    case 'dial':
      if (operand === undefined) throw notUnderstood('dial needs a number.');
      return { kind, destination: operand, device: required(device, kind), line };
    case 'answer':
    case 'move':
      return { kind, call: operand, device: required(device, kind) };
    case 'decline':
    case 'end':
      return { kind, call: operand };
  }
}

function required(device: string | undefined, command: string): string {
  if (device === undefined) throw notUnderstood(`${command} needs --device NAME; "devices" lists the names.`);
  return device;
}

function notUnderstood(sentence: string, cause?: unknown): ControlError {
  return new ControlError(`${sentence}\nbyway-ctl --help says what can be asked for.`, 2, { cause });
}
