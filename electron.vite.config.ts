import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'electron-vite';
import renderer from './vite.renderer.config.ts';

/**
 * What stays outside of main's bundle: `keytar` is native, HTTP/3 is spoken by Electron itself, and the built-in
 * provider is one process, without Redis. Of these the application's package holds `keytar` (electron-builder.yml).
 */
const external = ['electron', 'keytar', '@currentspace/http3', '@currentspace/http3/fetch', '@redis/client'];

/** The built-in provider reads its announcements beside its code. */
const serviceAudio = {
  name: 'byway-service-audio',
  writeBundle: ({ dir }: { dir?: string | undefined }) => {
    if (dir !== undefined) cpSync('src-server/services/audio', join(dir, 'audio'), { recursive: true });
  },
};

/** A sandboxed preload must be one CommonJS file. */
export default defineConfig({
  main: {
    plugins: [serviceAudio],
    // The SIP side is a process of its own.
    build: {
      externalizeDeps: false,
      rolldownOptions: { input: { index: 'src-main/main.ts', sip: 'src-main/sip.ts' }, external },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src-main/desktop/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  // electron-vite takes `outDir` from the project's root, and leaves pages as they are written.
  renderer: {
    ...renderer,
    build: {
      ...renderer.build,
      outDir: 'out/renderer',
      minify: true,
      rolldownOptions: { input: 'src-renderer/index.html' },
    },
  },
});
