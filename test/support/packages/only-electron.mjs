// Loaded by `node --import` before the built main: an Electron that never gets ready, whose parts do nothing.
import { registerHooks } from 'node:module';
import process from 'node:process';

/** Stands for whatever Electron has: it can be called, made and asked for more. */
const anything = `new Proxy(function () {}, {
  get: (_target, name) => (name === 'then' || name === Symbol.toPrimitive ? undefined : anything),
  apply: () => anything,
  construct: () => anything,
})`;
const app = `new Proxy({}, {
  get: (_target, name) => {
    if (name === 'getPath') return () => ${JSON.stringify(process.env.BYWAY_TEST_DIRECTORY)};
    if (name === 'whenReady') return () => { console.log('waits for Electron'); return new Promise(() => {}); };
    return anything;
  },
})`;
const names = (process.env.BYWAY_TEST_NAMES ?? '').split(',').filter((name) => name !== '' && name !== 'app');
const source = [
  `const anything = ${anything};`,
  `export const app = ${app};`,
  ...names.map((name) => `export const ${name} = anything;`),
  'export default anything;',
].join('\n');

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: 'electron:stub', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === 'electron:stub' ? { format: 'module', source, shortCircuit: true } : next(url, context),
});
