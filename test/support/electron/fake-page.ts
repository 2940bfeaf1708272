import type { PhoneState } from '../../../src-bridge/phone-state.ts';
import { stateAfter, type StateNews } from '../../../src-bridge/state-news.ts';
import { channels } from '../../../src-main/desktop/channels.ts';
import type { SentMessage } from './fake-contents.ts';
import type { FakeElectron } from './fake-electron.ts';
import type { FakeWindow } from './fake-window.ts';

/** What the page of a window does over IPC, without a page: it subscribes, sees states and sends commands. */
export class FakePage {
  readonly #electron: FakeElectron;
  readonly #window: FakeWindow;
  #state: PhoneState | undefined;

  constructor(electron: FakeElectron, window: FakeWindow) {
    this.#electron = electron;
    this.#window = window;
    window.webContents.on('sent', ({ channel, message }: SentMessage) => {
      if (channel === channels.state) this.#state = stateAfter(message as StateNews, this.#state);
    });
    electron.ipcMain.emit(channels.subscribe, this.#event());
  }

  /** The latest state. Throws before the first one. */
  get state(): PhoneState {
    if (this.#state === undefined) throw new Error('no state has come yet');
    return this.#state;
  }

  /** Asks as the page does. Resolves with what the command resolves with. */
  async invoke(command: string, ...args: unknown[]): Promise<unknown> {
    const handler = this.#electron.ipcMain.handlers.get(channels.invoke);
    if (handler === undefined) throw new Error('main serves no pages');
    const result: unknown = await handler(this.#event() as never, command, args);
    return result;
  }

  #event() {
    return { sender: this.#window.webContents, senderFrame: this.#window.webContents.mainFrame };
  }
}
