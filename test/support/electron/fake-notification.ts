import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { FakeDesktop } from './fake-desktop.ts';
import { FakeEvent } from './fake-event.ts';

/** A notification as the system shows it. The system keeps no reference to the program's object. */
export class ShownNotification {
  readonly options: Electron.NotificationConstructorOptions;
  readonly #desktop: FakeDesktop;
  readonly #object: WeakRef<FakeNotification>;

  constructor(desktop: FakeDesktop, options: Electron.NotificationConstructorOptions, object: FakeNotification) {
    this.#desktop = desktop;
    this.options = options;
    this.#object = new WeakRef(object);
  }

  /** False once the program let go of its object and it was collected: a click then reaches nobody. */
  get isHeard(): boolean {
    return this.#object.deref() !== undefined;
  }

  /** The person presses it. */
  click(): void {
    this.#leave();
    this.#object.deref()?.emit('click', new FakeEvent());
  }

  /** The person presses the button of this name. */
  press(button: string): void {
    const actionIndex = this.options.actions?.findIndex(({ text }) => text === button) ?? -1;
    if (actionIndex < 0) throw new Error(`the notification has no button ${button}`);
    this.#leave();
    this.#object.deref()?.emit('action', Object.assign(new FakeEvent(), { actionIndex }), actionIndex, -1);
  }

  /** The person waves it away. */
  dismiss(): void {
    this.#leave();
    this.#object.deref()?.emit('close', new FakeEvent());
  }

  #leave(): void {
    const at = this.#desktop.notifications.indexOf(this);
    if (at >= 0) this.#desktop.notifications.splice(at, 1);
  }
}

/** A notification of the program. Collected without a reference, it is heard no more; `close` takes it away. */
export class FakeNotification extends EventEmitter implements Pick<Electron.Notification, 'show' | 'close'> {
  readonly options: Electron.NotificationConstructorOptions;
  readonly #desktop: FakeDesktop;
  #shown: ShownNotification | undefined;

  constructor(desktop: FakeDesktop, options: Electron.NotificationConstructorOptions) {
    super();
    this.#desktop = desktop;
    this.options = options;
  }

  show(): void {
    this.#shown = new ShownNotification(this.#desktop, this.options, this);
    this.#desktop.notifications.push(this.#shown);
    this.emit('show', new FakeEvent());
  }

  close(): void {
    const at = this.#shown === undefined ? -1 : this.#desktop.notifications.indexOf(this.#shown);
    if (at < 0) return;
    this.#desktop.notifications.splice(at, 1);
    this.emit('close', new FakeEvent());
  }
}
