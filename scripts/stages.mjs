import { spawn } from 'node:child_process';
import { binOf, projectEnvironment, projectNode, root, say } from './machine.mjs';

/** The checks that run no code of ours: types, format, style and import rules. */
export const checks = [
  { name: 'types (node)', tool: ['typescript', 'tsc'], args: ['-p', 'tsconfig.node.json'] },
  { name: 'types (desktop tests)', tool: ['typescript', 'tsc'], args: ['-p', 'tsconfig.desktop-tests.json'] },
  {
    name: 'types (web)',
    tool: ['svelte-check', 'svelte-check'],
    args: ['--tsconfig', 'tsconfig.web.json', '--fail-on-warnings'],
  },
  { name: 'format', tool: ['prettier', 'prettier'], args: ['--check', '--log-level', 'warn', '.'] },
  {
    name: 'lint',
    tool: ['eslint', 'eslint'],
    args: ['--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'],
  },
];

/** Runs the checks, two at a time as the smallest machine has cores, prints those that fail; returns their names. */
export async function runChecks() {
  const failed = [];
  const waiting = [...checks];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const began = Date.now();
      const { code, output } = await capture([binOf(...check.tool), ...check.args]);
      say(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds(began)} s)`);
      if (code === 0) continue;
      failed.push(check.name);
      say(output);
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}

/** Seconds since `began`, ms since the epoch. */
export function seconds(began) {
  return ((Date.now() - began) / 1000).toFixed(1);
}

function capture(args) {
  const node = projectNode();
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, env: projectEnvironment(node), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (bytes) => (output += bytes));
    child.stderr.on('data', (bytes) => (output += bytes));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
