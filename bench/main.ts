import { parseArgs } from 'node:util';
import { SipSyntaxError } from '../src-main/dialog-package/sip/sip-syntax-error.ts';
import { callSetup } from './call-setup.ts';
import { catchUp } from './catch-up.ts';
import { cpu } from './cpu.ts';
import { dialogLoad } from './dialog-load.ts';
import { dialogTables, type TablesAsked } from './dialog-tables.ts';
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

const tables = 'dialog-tables';
const names = [...Object.keys(benches), tables].join(', ');

/** Runs the bench that the command line names and prints its figures as a table or, with `--json`, as one line. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: {
      json: { type: 'boolean' },
      target: { type: 'string', multiple: true, default: [] },
      line: { type: 'string', default: 'line1' },
    },
  });
  const name = positionals[0] ?? '';
  if (name === tables && positionals.length === 1) {
    return printTables({ targets: values.target.map(String), line: String(values.line) }, values.json === true);
  }
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

async function printTables(asked: TablesAsked, asJson: boolean): Promise<number> {
  try {
    const found = await dialogTables(asked);
    console.log(asJson ? JSON.stringify({ bench: tables, ...found }) : found.text);
    return 0;
  } catch (error) {
    if (!(error instanceof SipSyntaxError)) throw error;
    console.error('Name each target as HOST:PORT. For example: --target 192.168.1.20:5060 --line alice');
    return 2;
  }
}

process.exitCode = await main();
