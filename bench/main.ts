import { parseArgs } from 'node:util';
import { callSetup } from './call-setup.ts';
import { catchUp } from './catch-up.ts';
import { cpu } from './cpu.ts';
import { dialogLoad } from './dialog-load.ts';
import { failover } from './failover.ts';
import type { Figures } from './figures.ts';
import { fork } from './fork.ts';
import { idle } from './idle.ts';
import { mediaPath } from './media-path.ts';
import { packageSizes } from './package.ts';
import { pull } from './pull.ts';
import { recover } from './recover.ts';
import { shell } from './shell.ts';
import { start } from './start.ts';

const benches: Readonly<Record<string, () => Promise<Figures>>> = {
  'call-setup': callSetup,
  'media-path': mediaPath,
  cpu,
  start,
  idle,
  fork,
  pull,
  'catch-up': catchUp,
  recover,
  failover,
  'dialog-load': dialogLoad,
  package: packageSizes,
  shell,
};

const names = Object.keys(benches).join(', ');

/** Runs the bench that the command line names and prints its figures as a table or, with `--json`, as one line. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { json: { type: 'boolean' } },
  });
  const name = positionals[0] ?? '';
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (bench === undefined || positionals.length !== 1) {
    console.error(`Name one bench: ${names}. For example: npm run bench -- call-setup --json`);
    return 2;
  }
  const figures = await bench();
  if (values['json'] === true) console.log(JSON.stringify({ bench: name, figures }));
  else console.table(figures);
  return 0;
}

process.exitCode = await main();
