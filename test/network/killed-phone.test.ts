import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeAudioPacket, encodeAudioPacket, payloadTypes } from '../../src-bridge/audio-port.ts';
import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import { openHeadlessPhone } from '../support/headless-phone.ts';
import { connectWindow, enter, type VisitorSocket } from '../support/host-visitor.ts';
import { ada, ben, startProviderProcess } from '../support/provider-process.ts';
import { startReadyProcess, type ReadyProcess } from '../support/ready-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let open: AsyncDisposableStack;
beforeEach(() => {
  open = new AsyncDisposableStack();
});
afterEach(() => open.disposeAsync());

/** The first card of a window that is as `holds` says. */
async function cardWhere(window: VisitorSocket, holds: (call: CallAppearance) => boolean): Promise<CallAppearance> {
  for (;;) {
    const { state } = (await window.next()) as { state?: PhoneState };
    const [card] = state?.calls ?? [];
    if (card !== undefined && holds(card)) return card;
  }
}

async function windowOf(phone: ReadyProcess): Promise<VisitorSocket> {
  const url = String(phone.ready['url']);
  return connectWindow(url, { origin: new URL(url).origin, cookie: await enter(url) });
}

test('a phone that is killed in mid-call and started again offers to go on with the call, and does', async () => {
  const provider = open.adopt(await startProviderProcess(), (it) => it.stop());
  const far = open.adopt(await openHeadlessPhone(ben, provider, 'far'), (it) => it.stop());
  const directory = await temporaryDirectory();
  const start = (): Promise<ReadyProcess> =>
    startReadyProcess(
      'src-main/browser.ts',
      ['--json', '--data-dir', directory, '--provider', provider.url, '--ca', provider.ca],
      { HOME: directory, DBUS_SESSION_BUS_ADDRESS: 'disabled:', BYWAY_TOKEN: ada.token },
    );
  const first = open.adopt(await start(), async (it) => void (await it.stop()));
  const before = await windowOf(first);
  await far.phone.placeCall({ destination: ada.numbers[0]! });
  const { id } = await cardWhere(before, ({ state }) => state.kind === 'ringing');
  await before.ask({ id: 1, invoke: 'answer', args: [id] });
  await cardWhere(before, ({ state }) => state.kind === 'active');
  await far.until(({ calls }) => calls[0]?.state.kind === 'active');

  const gone = once(first.process, 'exit');
  first.process.kill('SIGKILL');
  await gone;
  await far.until(({ calls }) => calls[0]?.farSideLostAt !== undefined);

  const second = open.adopt(await start(), async (it) => void (await it.stop()));
  const after = await windowOf(second);
  const waiting = await cardWhere(after, ({ state }) => state.kind === 'unattached');
  expect(waiting).toMatchObject({ id, state: { isHere: true } });
  expect(waiting).not.toHaveProperty('audio');
  await after.ask({ id: 1, invoke: 'pull', args: [id] });
  await cardWhere(after, ({ state, audio }) => state.kind === 'active' && audio !== undefined);
  await far.until(({ calls }) => calls[0]?.farSideLostAt === undefined);

  const { value: channel } = (await after.ask({ id: 2, openAudio: id })) as { value: number };
  const head = Buffer.alloc(4);
  head.writeUInt32BE(channel);
  const say = (text: string): Buffer =>
    Buffer.from(
      encodeAudioPacket({
        payloadType: payloadTypes.opus,
        timestampMs: Date.now(),
        sequence: 0,
        payload: Buffer.from(text),
      }),
    );
  const ear = far.phone.openAudio(far.phone.state.calls[0]!.id);
  const heardThere = new Promise<void>((resolve) =>
    ear.onPacket(({ payload }) => {
      if (Buffer.from(payload).toString() === 'here again') resolve();
    }),
  );
  const speaking = setInterval(() => {
    after.send(Buffer.concat([head, say('here again')]));
    ear.send({
      payloadType: payloadTypes.opus,
      timestampMs: Date.now(),
      sequence: 0,
      payload: Buffer.from('there you are'),
    });
  }, 20);
  open.defer(() => clearInterval(speaking));
  await heardThere;
  for (;;) {
    const frame = await after.next();
    if (!Buffer.isBuffer(frame)) continue;
    const packet = decodeAudioPacket(frame.subarray(4));
    if (packet !== undefined && Buffer.from(packet.payload).toString() === 'there you are') break;
  }
});
