import { figure, type Figures } from './figures.ts';
import { cpuSeconds, familyOf } from './process-costs.ts';
import { setUpTwoDesks, type Desk } from '../test/support/two-desks.ts';

const rounds = 3;
const measuredSeconds = 20;

interface Processes {
  readonly main: readonly number[];
  readonly browser: readonly number[];
}

async function processesOf(desk: Desk): Promise<Processes> {
  const session = await desk.browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return { main: await familyOf(desk.phone.process.pid ?? 0), browser: processInfo.map(({ id }) => id) };
}

/** CPU seconds that one side of a call uses in a minute: the phone's main process, and the browser with its renderer. */
export async function cpu(): Promise<Figures> {
  const desks = await setUpTwoDesks();
  const main: number[] = [];
  const renderer: number[] = [];
  const provider: number[] = [];
  try {
    await desks.connect();
    await desks.untilHeard(desks.ben, desks.ada, 100);
    for (let round = 0; round < rounds; round++) {
      const sides = [await processesOf(desks.ada), await processesOf(desks.ben)];
      const lists = [
        sides.flatMap((side) => side.main),
        sides.flatMap((side) => side.browser),
        [desks.provider.process.pid ?? 0],
      ];
      const before = await Promise.all(lists.map(cpuSeconds));
      const started = performance.now();
      await new Promise((resolve) => setTimeout(resolve, measuredSeconds * 1000));
      const minutes = (performance.now() - started) / 60_000;
      const after = await Promise.all(lists.map(cpuSeconds));
      const perMinute = (index: number): number => ((after[index] ?? 0) - (before[index] ?? 0)) / minutes;
      main.push(perMinute(0) / 2);
      renderer.push(perMinute(1) / 2);
      provider.push(perMinute(2));
    }
  } finally {
    await desks.stop();
  }
  return {
    mainCpuSecondsPerCallMinute: figure(main),
    browserCpuSecondsPerCallMinute: figure(renderer),
    providerCpuSecondsPerCallMinute: figure(provider),
  };
}
