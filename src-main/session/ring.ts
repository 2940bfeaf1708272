/** Whether this device rings for an inbound call, and has said so. */
export class Ring {
  readonly #options: { readonly isDoNotDisturb: () => boolean; readonly sendAlerting: () => void };
  #isSilenced = false;
  #hasAlerted = false;

  constructor(options: { isDoNotDisturb: () => boolean; sendAlerting: () => void }) {
    this.#options = options;
  }

  get isSilenced(): boolean {
    return this.#isSilenced || this.#options.isDoNotDisturb();
  }

  silence(): void {
    this.#isSilenced = true;
  }

  /** Says once that somebody is being alerted; a device that keeps quiet alerts nobody. */
  begin(): void {
    if (this.#hasAlerted || this.isSilenced) return;
    this.#hasAlerted = true;
    this.#options.sendAlerting();
  }
}
