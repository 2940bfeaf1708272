import { commandArguments, type Phone, type PhoneApi } from '../../src-bridge/phone-api.ts';
import type { InvokeResult } from '../../src-bridge/phone-client.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Log } from '../session/ports.ts';

/** Runs commands for a window, whatever carries them. */
export interface PhoneDoor {
  /** Checks a command and its arguments against their schema, runs it, and says what came of it. Never rejects. */
  invoke(command: string, args: unknown): Promise<InvokeResult>;
}

/** The door to `phone`: nothing that a window sends gets past it unchecked, and no cause gets out of it. */
export function openPhoneDoor(phone: PhoneApi & Pick<Phone, 'state'>, log: Log): PhoneDoor {
  return {
    async invoke(command, args) {
      try {
        return { ok: true, value: await run(phone, command, args) };
      } catch (thrown) {
        const error = PhoneError.from(thrown);
        log.warn('command failed', {
          command: isCommand(command) ? command : 'unknown',
          code: error.code,
          cause: error,
        });
        return { ok: false, failure: error.toFailure() };
      }
    },
  };
}

async function run(phone: PhoneApi, command: string, args: unknown): Promise<unknown> {
  if (!isCommand(command)) throw new PhoneError('bad-command', { detail: 'unknown command' });
  const checked = commandArguments[command].safeParse(args);
  if (!checked.success) throw new PhoneError('bad-command', { detail: command, cause: checked.error });
  const methods = phone as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  return methods[command]?.(...checked.data);
}

function isCommand(command: string): command is keyof PhoneApi {
  return Object.hasOwn(commandArguments, command);
}
