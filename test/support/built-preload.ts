import { join } from 'node:path';
import { build } from 'vite';

/** The preload as it ships: one CommonJS file that requires nothing but Electron. Resolves with its text. */
export async function buildPreload(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      rolldownOptions: {
        input: join(import.meta.dirname, '../../src-main/desktop/preload.ts'),
        external: ['electron'],
        output: { format: 'cjs' },
      },
    },
  });
  const [output] = [built].flat();
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error('the preload was not built');
  return chunk.code;
}
