import { expect } from 'vitest';
import type { Lamp } from '../../src-bridge/contacts.ts';
import { createLamps, type Lamps } from '../../src-main/dialog-package/lamps/lamps.ts';
import type { WatchedLamp } from '../../src-main/dialog-package/process-messages.ts';
import { FakeClock } from './fake-clock.ts';
import { CountingClock, MemoryLog } from './memory-ports.ts';
import { createSipNetwork, type MemorySipEndpoint } from './memory-sip.ts';
import { dialogInfo, dialogXml, ScriptedDeskPhone } from './scripted-desk-phone.ts';

/** Who is watched, at the phone of the scene. */
export const contact = { id: 'ben', uri: 'sip:ben@10.0.0.2' };

/** A document of a phone that talks. */
export const talking = dialogInfo(0, 'full', dialogXml('1', 'confirmed'));

/** Our lamps, and a desk phone that does as it is told, on a network in memory. */
export class LampScene {
  readonly clock = new FakeClock();
  readonly network = createSipNetwork(this.clock);
  /** What the lamps showed last, by their ids. */
  readonly shown = new Map<string, Lamp>();
  /** What the lamp of `contact` showed, the oldest first. */
  readonly history: Lamp[] = [];
  /** The endpoint of the phone. */
  readonly theirs: MemorySipEndpoint;
  readonly phone: ScriptedDeskPhone;
  readonly lamps: Lamps;
  readonly #timers = new CountingClock(this.clock);
  readonly #ours: MemorySipEndpoint;

  constructor() {
    this.#ours = this.network.endpoint('10.0.0.1', 5060);
    this.theirs = this.network.endpoint('10.0.0.2', 5060);
    this.phone = new ScriptedDeskPhone(this.theirs);
    let tokens = 0;
    this.lamps = createLamps({
      endpoint: this.#ours,
      clock: this.#timers,
      random: { token: () => `token-${++tokens}`, fraction: () => 0.5 },
      log: new MemoryLog(),
      onLamp: (id, lamp) => {
        this.shown.set(id, lamp);
        if (id === contact.id) this.history.push(lamp);
      },
    });
    this.#ours.onRequest((incoming) => {
      if (!this.lamps.handle(incoming)) incoming.answer({ status: 481 });
    });
  }

  /** What the lamp of `contact` shows. */
  get lamp(): Lamp | undefined {
    return this.shown.get(contact.id);
  }

  /** The lamp is followed, and its phone is talking. */
  async follow(watched: WatchedLamp = contact): Promise<void> {
    this.lamps.watch([watched]);
    await this.clock.advance(1000);
    expect(await this.phone.notify(talking)).toBe(200);
    expect(this.lamp).toEqual({ kind: 'in-call', who: '+14085550199' });
  }

  /** How many SUBSCRIBEs come within `ms`. */
  async subscribesWithin(ms: number): Promise<number> {
    const before = this.phone.subscribes.length;
    await this.clock.advance(ms);
    return this.phone.subscribes.length - before;
  }

  /** Ends all; fails where a timer or a request is left. */
  async close(): Promise<void> {
    const stopped = this.lamps.stop();
    await this.clock.advance(2000);
    await stopped;
    await this.#ours.close();
    await this.clock.advance(32_000);
    expect(this.#timers.pending).toBe(0);
    expect(this.network.pending).toBe(0);
  }
}
