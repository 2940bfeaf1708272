import type { AudioPort } from '../src-bridge/audio-port.ts';
import type { AudioPlan, CallAppearance, PhoneState } from '../src-bridge/phone-state.ts';
import type { AudioDesk, CallAudio, ProgressTone, Stop } from './audio/audio-desk.ts';
import { endTone, newDigits, wantedRing, wantsRingback, wasLost, wentLive, type WantedRing } from './wanted-sound.ts';

/** How long a tone that is played once is heard, ms. */
const onceMs: Readonly<Record<ProgressTone, number>> = {
  ringback: 1000,
  busy: 2500,
  ended: 1000,
  live: 300,
  lost: 600,
};

export interface CallSoundParts {
  readonly desk: AudioDesk;
  readonly openAudio: (callId: string) => Promise<AudioPort>;
  /** Runs `task` once after `delayMs`; returns the way to prevent that. */
  readonly after: (delayMs: number, task: () => void) => Stop;
  /** Called when the sound of a call opened, closed, or was first heard. */
  readonly onChange: () => void;
}

interface OpenCall {
  readonly plan: AudioPlan;
  /** Undefined while the port is being opened. */
  audio?: CallAudio;
  isMuted: boolean;
  isClosed: boolean;
}

/**
 * Makes the sound desk follow the state of the phone: the voices of calls that have audio, the ring, ring-back and the
 * tones of an end. It keeps nothing that the next snapshot does not say again, so it also works from the middle of a call.
 */
export class CallSound {
  readonly #parts: CallSoundParts;
  readonly #open = new Map<string, OpenCall>();
  readonly #heard = new Set<string>();
  readonly #onceTones = new Set<Stop>();
  #last: PhoneState | undefined;
  #ring: WantedRing = 'none';
  #stopRing: Stop = () => undefined;
  #stopRingback: Stop | undefined;

  constructor(parts: CallSoundParts) {
    this.#parts = parts;
  }

  /** The sound of a call while it is open. */
  audioOf(callId: string): CallAudio | undefined {
    return this.#open.get(callId)?.audio;
  }

  /** Brings the desk into line with a snapshot. */
  follow(state: PhoneState): void {
    const before = this.#last;
    this.#last = state;
    if (!isSame(before?.settings.audio, state.settings.audio)) this.#parts.desk.applySettings(state.settings.audio);
    this.#followVoices(state.calls);
    this.#followRing(wantedRing(state));
    this.#followRingback();
    this.#markEnds(before?.calls ?? [], state.calls);
    this.#markNews(before?.calls ?? [], state.calls);
  }

  /** Ends every sound. */
  close(): void {
    for (const callId of [...this.#open.keys()]) this.#closeCall(callId);
    for (const stop of this.#onceTones) stop();
    this.#stopRing();
    this.#stopRingback?.();
  }

  #followVoices(calls: readonly CallAppearance[]): void {
    const plans = new Map(calls.flatMap(({ id, audio }) => (audio === undefined ? [] : [[id, audio] as const])));
    for (const [id, { plan }] of [...this.#open]) if (!isSame(plan, plans.get(id))) this.#closeCall(id);
    for (const call of calls) if (call.audio !== undefined) this.#voice(call, call.audio);
  }

  #voice(call: CallAppearance, plan: AudioPlan): void {
    const open = this.#open.get(call.id);
    if (open === undefined) return void this.#openCall(call, plan);
    if (open.isMuted !== call.isMuted) open.audio?.setMuted(call.isMuted);
    open.isMuted = call.isMuted;
  }

  async #openCall({ id, isMuted }: CallAppearance, plan: AudioPlan): Promise<void> {
    const open: OpenCall = { plan, isMuted, isClosed: false };
    this.#open.set(id, open);
    const port = await this.#parts.openAudio(id).catch(() => undefined);
    if (port === undefined) return this.#giveUp(id, open);
    if (open.isClosed) return port.close();
    open.audio = this.#parts.desk.startCall(plan, port);
    if (open.isMuted) open.audio.setMuted(true);
    this.#listenForFirstFrame(id, open.audio);
    this.#parts.onChange();
  }

  /** The call had no audio any more; the next snapshot says so too, or names it again. */
  #giveUp(callId: string, open: OpenCall): void {
    if (this.#open.get(callId) === open) this.#open.delete(callId);
  }

  #listenForFirstFrame(callId: string, audio: CallAudio): void {
    const stop = audio.onLevels(() => {
      if (audio.figures.firstPlayedAt === undefined) return;
      stop();
      this.#heard.add(callId);
      this.#followRingback();
      this.#parts.onChange();
    });
  }

  #closeCall(callId: string): void {
    const open = this.#open.get(callId);
    if (open === undefined) return;
    open.isClosed = true;
    this.#open.delete(callId);
    this.#heard.delete(callId);
    open.audio?.close();
    this.#parts.onChange();
  }

  #followRing(ring: WantedRing): void {
    if (ring === this.#ring) return;
    this.#stopRing();
    this.#stopRing = ring === 'none' ? () => undefined : this.#startRing(ring);
    this.#ring = ring;
  }

  #startRing(ring: 'aloud' | 'softly'): Stop {
    return ring === 'aloud' ? this.#parts.desk.startRinging() : this.#playFor('ringback');
  }

  #followRingback(): void {
    const isWanted = this.#last !== undefined && wantsRingback(this.#last, (callId) => this.#heard.has(callId));
    if (isWanted) this.#stopRingback ??= this.#parts.desk.startTone('ringback');
    else this.#stopRingback = void this.#stopRingback?.();
  }

  #markEnds(before: readonly CallAppearance[], now: readonly CallAppearance[]): void {
    for (const { id, state } of now) {
      const earlier = before.find((call) => call.id === id);
      if (state.kind !== 'ended' || earlier === undefined) continue;
      const tone = endTone(earlier, state.reason);
      if (tone !== undefined) this.#playFor(tone);
    }
  }

  /** A microphone that went live without a hand on it, and keys that the far side pressed. */
  #markNews(before: readonly CallAppearance[], now: readonly CallAppearance[]): void {
    for (const call of now) {
      const earlier = before.find(({ id }) => id === call.id);
      if (wentLive(earlier, call)) this.#playFor('live');
      if (wasLost(earlier, call)) this.#playFor('lost');
      for (const digit of newDigits(earlier?.digits.theirs, call.digits.theirs)) this.#parts.desk.playDigit(digit);
    }
  }

  /** Plays `tone` once, for its length; returns the way to cut it short. */
  #playFor(tone: ProgressTone): Stop {
    const stopTone = this.#parts.desk.startTone(tone);
    const stop = (): void => {
      cancel();
      stopTone();
      this.#onceTones.delete(stop);
    };
    const cancel = this.#parts.after(onceMs[tone], stop);
    this.#onceTones.add(stop);
    return stop;
  }
}

/** Whether two plain values of the state say the same. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
