import { openHeadlessPhone, type HeadlessPhone } from '../test/support/headless-phone.ts';
import { ada, ben, startProviderProcess } from '../test/support/provider-process.ts';
import { figure, type Figures } from './figures.ts';

const rounds = 20;
const deviceCounts = [2, 5, 20];

/** How long after Answer on one device the others still ring, ms, each of them a sample. */
async function stopRingingMs(caller: HeadlessPhone, devices: readonly HeadlessPhone[]): Promise<number[]> {
  const [answering, ...others] = devices;
  if (answering === undefined) return [];
  const delays: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const call = await caller.phone.placeCall({ destination: ben.numbers[0] ?? '' });
    await Promise.all(devices.map((device) => device.until(({ calls }) => calls[0]?.state.kind === 'ringing')));
    const answeredAt = performance.now();
    const stopped = others.map(async (device) => {
      await device.until(({ calls }) => calls[0]?.state.kind !== 'ringing');
      delays.push(performance.now() - answeredAt);
    });
    await answering.phone.answer(answering.phone.state.calls[0]?.id ?? '');
    await Promise.all(stopped);
    await caller.phone.end(call);
    for (const each of [caller, ...devices]) {
      const { calls } = await each.until((state) => state.calls.every(({ state: { kind } }) => kind === 'ended'));
      for (const { id } of calls) await each.phone.dismissCall(id);
    }
  }
  return delays;
}

/** Answer on one device until the ringing on the others has stopped, ms, with 2, 5 and 20 devices of one account. */
export async function fork(): Promise<Figures> {
  const provider = await startProviderProcess();
  const phones: HeadlessPhone[] = [];
  try {
    const caller = await openHeadlessPhone(ada, provider, 'caller');
    phones.push(caller);
    const figures: Record<string, ReturnType<typeof figure>> = {};
    const devices: HeadlessPhone[] = [];
    for (const count of deviceCounts) {
      while (devices.length < count) {
        const device = await openHeadlessPhone(ben, provider, `device ${devices.length}`);
        devices.push(device);
        phones.push(device);
      }
      figures[`ringingStoppedMsOf${count}`] = figure(await stopRingingMs(caller, devices));
    }
    return figures;
  } finally {
    await Promise.all(phones.map((phone) => phone.stop()));
    await provider.stop();
  }
}
