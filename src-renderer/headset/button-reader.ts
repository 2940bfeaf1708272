import type { Reading } from './report-layout.ts';
import type { SharedSwitch } from './shared-switch.ts';
import type { Button } from './usages.ts';

/**
 * What a hand did on the headset. `hook` and `toggle-mute` come from buttons that have no position: the state of the
 * phone decides what they mean.
 */
export type Press =
  | { readonly kind: 'off-hook' | 'on-hook' | 'hook' | 'toggle-mute' | 'flash' | 'redial' | 'drop' | 'reject' }
  | { readonly kind: 'mute'; readonly isOn: boolean };

/** Makes presses of what the reports of one headset say. */
export class ButtonReader {
  readonly #hook: SharedSwitch;
  readonly #mute: SharedSwitch;
  readonly #last = new Map<Button, boolean>();

  constructor(switches: { readonly hook: SharedSwitch; readonly mute: SharedSwitch }) {
    this.#hook = switches.hook;
    this.#mute = switches.mute;
  }

  /** The presses in a report, in the order in which they are to be obeyed. */
  read(readings: ReadonlyMap<Button, Reading>): readonly Press[] {
    const changed = new Set([...readings].filter(([button, { isOn }]) => this.#isNew(button, isOn)).map(([b]) => b));
    const presses = [...readings].flatMap(([button, reading]) => this.#pressOf(button, reading, changed) ?? []);
    for (const [button, { isOn }] of readings) this.#last.set(button, isOn);
    const isHookMoved = presses.some(({ kind }) => kind === 'off-hook' || kind === 'on-hook' || kind === 'hook');
    // Busy beside the hook tells what the hook came to; alone it is a refusal.
    return isHookMoved ? presses.filter(({ kind }) => kind !== 'reject') : presses;
  }

  #pressOf(button: Button, reading: Reading, changed: ReadonlySet<Button>): Press | undefined {
    const isPressed = reading.isOn && (reading.tells === 'pressed' || changed.has(button));
    if (button !== 'hook' && button !== 'mute') return isPressed ? { kind: button } : undefined;
    if (reading.tells !== 'stands') {
      return isPressed ? { kind: button === 'hook' ? 'hook' : 'toggle-mute' } : undefined;
    }
    const isAboutOther = [...changed].some((other) => other !== button);
    const shared = button === 'hook' ? this.#hook : this.#mute;
    if (shared.report(reading.isOn, isAboutOther) === 'nothing') return undefined;
    if (button === 'mute') return { kind: 'mute', isOn: reading.isOn };
    return { kind: reading.isOn ? 'off-hook' : 'on-hook' };
  }

  #isNew(button: Button, isOn: boolean): boolean {
    return (this.#last.get(button) ?? false) !== isOn;
  }
}
