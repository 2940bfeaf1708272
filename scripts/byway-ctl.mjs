#!/usr/bin/env node
// npx byway-ctl: the calls of an account from a terminal or a script.
import { ensureInstalled, main, runNode } from './machine.mjs';

await main(() => {
  ensureInstalled();
  return runNode(['src-main/control.ts', ...process.argv.slice(2)]);
});
