import { defineConfig } from 'vitest/config';

// Stopping a server with hundreds of databases takes a while on a busy machine.
const shared = { testTimeout: 60_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'parts',
          include: ['__tests__/**/*.test.ts'],
          exclude: ['__tests__/e2e/**'],
          globalSetup: 'scripts/embedded-assets.mjs',
        },
      },
      {
        test: {
          ...shared,
          name: 'bundle',
          include: ['__tests__/e2e/**/*.test.ts'],
          globalSetup: 'scripts/build-for-tests.mjs',
        },
      },
    ],
  },
});
