import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const slowMs = 120_000;

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], testTimeout: slowMs },
      },
      { extends: true, test: { name: 'scenario', include: ['test/scenario/**/*.test.ts'], testTimeout: slowMs } },
      {
        extends: true,
        test: { name: 'network', include: ['test/network/**/*.test.ts'], testTimeout: slowMs, hookTimeout: slowMs },
      },
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['test/packages/**/*.test.ts'],
          globalSetup: 'test/support/packages/build-first.ts',
          testTimeout: slowMs,
          hookTimeout: slowMs,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: { name: 'electron', include: ['test/electron/**/*.test.ts'], testTimeout: slowMs, hookTimeout: slowMs },
      },
      {
        extends: true,
        test: {
          name: 'desktop',
          include: ['test/desktop/**/*.test.ts'],
          testTimeout: slowMs,
          hookTimeout: slowMs,
          fileParallelism: false,
        },
      },
    ],
  },
});
