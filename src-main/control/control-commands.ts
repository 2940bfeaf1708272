import type { CallAppearance, Device, PhoneState } from '../../src-bridge/phone-state.ts';
import type { RunningPhone } from '../session/phone.ts';
import { ControlError } from './control-error.ts';
import type { ControlCommand } from './control-options.ts';
import { callColumns, controlErrorOf, describeCall, deviceColumns } from './control-words.ts';

export interface ControlParts {
  /** A phone that is online and has caught up. */
  readonly phone: RunningPhone;
  readonly isJson: boolean;
  readonly print: (line: string) => void;
  /** Aborts when the person wants no more. */
  readonly stopped: AbortSignal;
}

/** What became of a call after a command was given: done, failed, or not yet clear. */
type Outcome = (call: CallAppearance | undefined) => boolean;

/** Does one command and resolves when its effect is seen. Rejects with a `ControlError` or a `PhoneError`. */
export async function control(command: ControlCommand, parts: ControlParts): Promise<void> {
  const { phone } = parts;
  switch (command.kind) {
    case 'calls':
      return printAll(parts, phone.state.calls, { json: describeCall, text: callColumns });
    case 'devices':
      return printAll(parts, phone.state.devices, {
        json: ({ picture: _, isThis: __, ...rest }) => rest,
        text: deviceColumns,
      });
    case 'watch':
      return watch(parts);
    case 'dial':
      return dial(command, parts);
    case 'answer': {
      const { id } = findCall(phone.state, command.call, 'ringing', (call) => call.state.kind === 'ringing');
      const device = findDevice(phone.state, command.device);
      await phone.answerOn(id, device.id);
      return untilSeen(parts, id, isOn(device));
    }
    case 'move': {
      const { id } = findCall(phone.state, command.call, 'answered', isAnswered);
      const device = findDevice(phone.state, command.device);
      await phone.move(id, device.id);
      return untilSeen(parts, id, isOn(device));
    }
    case 'decline': {
      const { id } = findCall(phone.state, command.call, 'ringing', (call) => call.state.kind === 'ringing');
      await phone.decline(id);
      return untilSeen(parts, id, isOver);
    }
    case 'end': {
      const call = findCall(phone.state, command.call, 'placed or answered', isUnderWay);
      await (call.state.kind === 'calling' ? phone.cancel(call.id) : phone.end(call.id));
      return untilSeen(parts, call.id, isOver);
    }
  }
}

async function dial(command: Extract<ControlCommand, { kind: 'dial' }>, parts: ControlParts): Promise<void> {
  const { phone, isJson, print } = parts;
  const { destination } = command;
  const device = findDevice(phone.state, command.device);
  const line = command.line === undefined ? undefined : findLine(phone.state, command.line);
  const lineId = line ?? device.lineIds[0];
  const id = await phone.placeCall({ destination, deviceId: device.id, ...(lineId === undefined ? {} : { lineId }) });
  print(isJson ? JSON.stringify({ id }) : id);
  return untilSeen(parts, id, (call) => call !== undefined);
}

/** Prints each call that is new or has changed, until the person stops it. */
function watch({ phone, isJson, print, stopped }: ControlParts): Promise<void> {
  const shown = new Map<string, string>();
  const stop = phone.subscribe((state) => {
    for (const call of state.calls) {
      const line = isJson ? JSON.stringify(describeCall(call, state)) : callColumns(call, state);
      if (shown.get(call.id) === line) continue;
      shown.set(call.id, line);
      print(line);
    }
  });
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      resolve();
    };
    stopped.addEventListener('abort', end);
    if (stopped.aborted) end();
  });
}

function printAll<T>(
  { phone, isJson, print }: ControlParts,
  items: readonly T[],
  as: { json: (item: T, state: PhoneState) => object; text: (item: T, state: PhoneState) => string },
): void {
  if (isJson) return print(JSON.stringify(items.map((item) => as.json(item, phone.state))));
  for (const item of items) print(as.text(item, phone.state));
}

/** Resolves once `isDone` of the call; rejects with what the call's card complains of, or when it is over instead. */
function untilSeen({ phone, stopped }: ControlParts, id: string, isDone: Outcome): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = (): void => undefined;
    const settle = (how: () => void): void => {
      queueMicrotask(() => stop());
      how();
    };
    stop = phone.subscribe(({ calls }) => {
      const call = calls.find((each) => each.id === id);
      if (call?.problem !== undefined)
        return settle(() => reject(controlErrorOf(call.problem ?? { code: 'internal' })));
      if (isDone(call)) return settle(resolve);
      if (isOver(call)) settle(() => reject(new ControlError('The call is over.', 1)));
    });
    stopped.addEventListener('abort', () => settle(() => reject(new ControlError('Stopped.', 1))));
  });
}

const isOver: Outcome = (call) => call === undefined || call.state.kind === 'ended';

function isOn(device: Device): Outcome {
  return (call) => call?.state.kind === 'remote' && call.state.device.id === device.id;
}

function isAnswered({ state }: CallAppearance): boolean {
  return state.kind === 'remote' || state.kind === 'attaching' || state.kind === 'unattached';
}

function isUnderWay(call: CallAppearance): boolean {
  return call.state.kind === 'calling' || isAnswered(call);
}

/** The call that is meant, or the only one that fits. Throws a `ControlError`. */
function findCall(
  { calls }: PhoneState,
  given: string | undefined,
  what: string,
  fits: (call: CallAppearance) => boolean,
): CallAppearance {
  const meant = calls.filter(({ id }) => given === undefined || id.startsWith(given));
  const fitting = meant.filter(fits);
  const [call] = fitting;
  if (call !== undefined && fitting.length === 1) return call;
  if (fitting.length > 1) throw new ControlError(`Several calls are ${what}. Say which; "calls" lists them.`, 2);
  if (given !== undefined && meant.length > 0) throw new ControlError(`That call is not ${what}.`, 1);
  throw new ControlError(`No call is ${what}. "calls" lists them.`, 4);
}

/** The device of a name or an id. Throws a `ControlError`. */
function findDevice({ devices }: PhoneState, given: string): Device {
  const isNamed = ({ name }: Device): boolean => name.toLowerCase() === given.toLowerCase();
  const named = devices.filter(isNamed);
  const fitting = named.length > 0 ? named : devices.filter(({ id }) => id.startsWith(given));
  const [device] = fitting;
  if (device !== undefined && fitting.length === 1) return device;
  if (device !== undefined) throw new ControlError(`Several devices are called ${given}. Give the id of one.`, 2);
  throw new ControlError(`There is no device ${given}. "devices" lists them.`, 4);
}

function findLine({ lines }: PhoneState, given: string): string {
  const line = lines.find(({ number, name, id }) => number === given || name === given || id === given);
  if (line !== undefined) return line.id;
  throw new ControlError(
    `There is no line ${given}. Your lines: ${lines.map(({ number, name }) => number ?? name).join(', ')}.`,
    4,
  );
}
