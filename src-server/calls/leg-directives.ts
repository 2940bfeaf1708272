import { chooseDirective } from '../../src-protocol/directive.ts';
import type { Handler, MediaEnd, MediaEnds } from '../../src-protocol/handler.ts';

/** What the devices of a leg are to send, so that the far side can play it (PROTOCOL 4). */
export class LegDirectives {
  readonly #findHandler: (uri: string) => Handler | undefined;
  readonly #farSinks: () => MediaEnds | undefined;
  #told = '';

  constructor(options: { findHandler: (uri: string) => Handler | undefined; farSinks: () => MediaEnds | undefined }) {
    this.#findHandler = options.findHandler;
    this.#farSinks = options.farSinks;
  }

  /** The directive of a device; undefined when it and the far side have nothing in common. */
  of(device: string | undefined): MediaEnd | undefined {
    if (device === undefined) return undefined;
    return chooseDirective({ mic: this.#findHandler(device)?.mic, sinks: [this.#farSinks()] });
  }

  /** Takes note of what `devices` find when they fetch their directives from now on. */
  note(devices: readonly string[]): void {
    this.#told = this.#write(devices);
  }

  /** True when one of `devices` would now find another directive than was noted last; that is noted. */
  haveChanged(devices: readonly string[]): boolean {
    const before = this.#told;
    this.note(devices);
    return devices.length > 0 && before !== this.#told;
  }

  #write(devices: readonly string[]): string {
    return JSON.stringify(devices.map((device) => this.of(device) ?? null));
  }
}
