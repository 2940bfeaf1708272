import { startPhoneOf } from '../test/support/phone-process.ts';
import { launchChromium, openPhoneWindow } from '../test/support/phone-window.ts';
import { ada, startProviderProcess } from '../test/support/provider-process.ts';
import { figure, type Figures } from './figures.ts';
import { cpuSeconds, familyOf, memoryMib } from './process-costs.ts';

const calls = 10;
const rounds = 3;
const measuredSeconds = 10;
const neverAnswers = '+12025550104';

async function atRest(pids: readonly number[]): Promise<{ cpuPercent: number[]; memory: number[] }> {
  const cpuPercent: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await cpuSeconds(pids);
    const started = performance.now();
    await new Promise((resolve) => setTimeout(resolve, measuredSeconds * 1000));
    cpuPercent.push((((await cpuSeconds(pids)) - before) / ((performance.now() - started) / 1000)) * 100);
    memory.push(await memoryMib(pids));
  }
  return { cpuPercent, memory };
}

/** CPU (percent of one core) and memory (MiB) of the main process at rest: with no call, and with ten calls that ring. */
export async function idle(): Promise<Figures> {
  const provider = await startProviderProcess();
  const phone = await startPhoneOf(ada, provider, 'Desk');
  const browser = await launchChromium();
  try {
    const window = await openPhoneWindow(browser, phone.url);
    await window.page.getByRole('status').filter({ hasText: 'Online' }).waitFor();
    const pids = await familyOf(phone.process.pid ?? 0);
    const alone = await atRest(pids);
    for (let call = 0; call < calls; call++) {
      await window.dial(neverAnswers);
      await window.card('Ringing').nth(call).waitFor();
    }
    const busy = await atRest(pids);
    return {
      mainCpuPercent: figure(alone.cpuPercent),
      mainMemoryMib: figure(alone.memory),
      mainCpuPercentWithTenCalls: figure(busy.cpuPercent),
      mainMemoryMibWithTenCalls: figure(busy.memory),
    };
  } finally {
    await browser.close();
    await phone.stop();
    await provider.stop();
  }
}
