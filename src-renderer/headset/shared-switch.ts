/** What a report made of a switch: a hand moved it, or nothing that asks for anything. */
export type SwitchNews = 'moved' | 'nothing';

/**
 * A switch that the headset and the phone both set: off-hook, or mute. They agree on how it stands, and only what departs
 * from that is news. So what the headset says after the phone has set it is an echo, however late it comes.
 *
 * Three kinds of headset are told apart by what they report, never by time: one that echoes; one that does not and
 * reports the next move only; and one whose own switch does not follow the phone, so that its reports about other buttons
 * go on saying how it stood.
 */
export class SharedSwitch {
  /** How both believe that it stands. */
  #agreed = false;
  /** How the headset last said that it stands. */
  #reported = false;
  /** The phone has set it, and the headset has said nothing of it since. */
  #isEchoDue = false;

  get agreed(): boolean {
    return this.#agreed;
  }

  /** The phone has told the headset how it stands. */
  write(isOn: boolean): void {
    this.#agreed = isOn;
    this.#isEchoDue = isOn !== this.#reported;
  }

  /** The headset says how it stands. `isAboutOther`: the report is there because of another button. */
  report(isOn: boolean, isAboutOther: boolean): SwitchNews {
    const isUnchanged = isOn === this.#reported;
    const isEcho = this.#isEchoDue;
    this.#reported = isOn;
    this.#isEchoDue = false;
    if (isOn === this.#agreed) return isUnchanged || isEcho ? 'nothing' : 'moved';
    if (isUnchanged && isAboutOther) return 'nothing';
    this.#agreed = isOn;
    return 'moved';
  }
}
