import { registerHooks } from 'node:module';

/** Answers `import 'electron'` with the fake from now on, in a process of its own. */
export function answerElectronWithFake(): void {
  const fake = new URL('../electron-stub.ts', import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: fake, shortCircuit: true } : next(specifier, context),
  });
}
