import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { InvokeResult } from '../../src-bridge/phone-client.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "media-src 'self' blob:; worker-src 'self'; font-src 'self'";

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A command that the page has sent. */
export interface SentCommand {
  readonly command: string;
  readonly args: readonly unknown[];
}

/** A browser host whose phone is a script: it shows the states it is given and writes down what the page asks. */
export interface ScriptedPhoneHost {
  readonly url: string;
  /** Publishes a state to every page. */
  show(state: PhoneState): void;
  /** Every command so far, in order. */
  readonly commands: readonly SentCommand[];
  /** Resolves with the next command of this name, or the last one that has already come. */
  nextCommand(command: string): Promise<SentCommand>;
  /** Answers a command from now on with `result` instead of success. */
  answerWith(command: string, result: InvokeResult): void;
  /** Calls whose audio the page has opened and not closed, by channel. */
  readonly openChannels: ReadonlyMap<number, string>;
  /** Every audio packet of the page so far, still encoded. */
  readonly receivedAudio: readonly { readonly channel: number; readonly packet: Uint8Array }[];
  /** How many pages are connected now. */
  readonly connections: number;
  /** Sends an encoded audio packet to the page on a channel. */
  sendAudio(channel: number, packet: Uint8Array): void;
  /** Sends a text frame as it is. */
  sendText(frame: string): void;
  /** Lets every later command go without an answer. */
  withholdAnswers(): void;
  /** Refuses connections, and drops those that are there, until `isReachable` is true again. */
  setReachable(isReachable: boolean): void;
  stop(): Promise<void>;
}

/** Serves the built page in `root` and the bridge, with `state` to begin with, on a port of its own on 127.0.0.1. */
export async function startScriptedPhoneHost(root: string, state: PhoneState): Promise<ScriptedPhoneHost> {
  const script = new PhoneScript(state);
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    readFile(join(root, path === '/' ? 'index.html' : path)).then(
      (body) => {
        const type = mediaTypes[extname(path) || '.html'] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type, 'content-security-policy': contentSecurityPolicy }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (!script.isReachable) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (connected) => script.connect(connected));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    show: (next) => script.show(next),
    commands: script.commands,
    nextCommand: (command) => script.nextCommand(command),
    answerWith: (command, result) => script.answers.set(command, result),
    openChannels: script.openChannels,
    receivedAudio: script.receivedAudio,
    get connections() {
      return script.pages.size;
    },
    sendText: (frame) => script.sendText(frame),
    withholdAnswers: () => (script.answersNothing = true),
    sendAudio: (channel, packet) => script.sendAudio(channel, packet),
    setReachable: (isReachable) => script.setReachable(isReachable),
    stop: () => stop(server, sockets),
  };
}

class PhoneScript {
  readonly commands: SentCommand[] = [];
  readonly answers = new Map<string, InvokeResult>();
  readonly openChannels = new Map<number, string>();
  readonly receivedAudio: { channel: number; packet: Uint8Array }[] = [];
  isReachable = true;
  answersNothing = false;
  readonly pages = new Set<WebSocket>();
  readonly #waiting = new Set<(sent: SentCommand) => void>();
  #state: PhoneState;
  #nextChannel = 1;

  constructor(state: PhoneState) {
    this.#state = state;
  }

  show(state: PhoneState): void {
    this.#state = state;
    for (const page of this.pages) page.send(JSON.stringify({ state }));
  }

  connect(page: WebSocket): void {
    this.pages.add(page);
    page.on('message', (data, isBinary) => {
      if (isBinary) this.#receiveAudio(data as Buffer);
      else this.#receive(page, JSON.parse((data as Buffer).toString()) as PageMessage);
    });
    page.on('close', () => this.pages.delete(page));
    page.send(JSON.stringify({ state: this.#state }));
  }

  nextCommand(command: string): Promise<SentCommand> {
    const sent = this.commands.findLast((earlier) => earlier.command === command);
    if (sent !== undefined) return Promise.resolve(sent);
    return new Promise((resolve) => {
      const listener = (next: SentCommand): void => {
        if (next.command !== command) return;
        this.#waiting.delete(listener);
        resolve(next);
      };
      this.#waiting.add(listener);
    });
  }

  sendText(frame: string): void {
    for (const page of this.pages) page.send(frame);
  }

  sendAudio(channel: number, packet: Uint8Array): void {
    const frame = Buffer.alloc(4 + packet.length);
    frame.writeUInt32BE(channel);
    frame.set(packet, 4);
    for (const page of this.pages) page.send(frame);
  }

  setReachable(isReachable: boolean): void {
    this.isReachable = isReachable;
    if (!isReachable) for (const page of this.pages) page.terminate();
  }

  #receiveAudio(frame: Buffer): void {
    this.receivedAudio.push({ channel: frame.readUInt32BE(), packet: new Uint8Array(frame.subarray(4)) });
  }

  #receive(page: WebSocket, message: PageMessage): void {
    if ('closeAudio' in message) return void this.openChannels.delete(message.closeAudio);
    const result = 'openAudio' in message ? this.#openChannel(message.openAudio) : this.#obey(message);
    if (!this.answersNothing) page.send(JSON.stringify({ id: message.id, result }));
  }

  #openChannel(callId: string): InvokeResult {
    const channel = this.#nextChannel++;
    this.openChannels.set(channel, callId);
    return { ok: true, value: channel };
  }

  #obey({ invoke, args }: { readonly invoke: string; readonly args: readonly unknown[] }): InvokeResult {
    const sent = { command: invoke, args };
    this.commands.push(sent);
    for (const listener of this.#waiting) listener(sent);
    return this.answers.get(invoke) ?? { ok: true };
  }
}

type PageMessage =
  | { readonly id: number; readonly invoke: string; readonly args: readonly unknown[] }
  | { readonly id: number; readonly openAudio: string }
  | { readonly closeAudio: number };

async function stop(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const page of sockets.clients) page.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
