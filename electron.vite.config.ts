import { defineConfig } from 'electron-vite';
import renderer from './vite.renderer.config.ts';

/** Main stays with its packages outside; a sandboxed preload must be one CommonJS file. */
export default defineConfig({
  main: { build: { rolldownOptions: { input: { index: 'src-main/main.ts' } } } },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src-main/desktop/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: { ...renderer, build: { ...renderer.build, rolldownOptions: { input: 'src-renderer/index.html' } } },
});
