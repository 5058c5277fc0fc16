import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { amount } from './tests/setup/amount.ts'

// Two test files at once is what a 2-core machine carries; more cores are used up to four, past which databases and browsers contend.
const workers = Math.min(4, Math.max(3, availableParallelism()))

// Ends what hangs, and judges no speed: a machine may be ten times busier than the one a test was written on.
const patience = amount(300_000, 3_600_000)

export default defineConfig({
  test: {
    reporters: ['default', './tests/setup/totals-reporter.ts'],
    // A test that was forgotten as `.only` must not make the run green.
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'shared',
          include: ['tests/{shared,oracle}/**/*.test.ts'],
          environment: 'node',
          isolate: false,
          maxWorkers: workers,
          testTimeout: patience,
          hookTimeout: patience,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'node',
          include: ['tests/{main,server,integration,faults,tooling}/**/*.test.ts'],
          environment: 'node',
          isolate: false,
          globalSetup: ['tests/setup/postgres-global.ts', 'tests/setup/embedded-global.ts'],
          maxWorkers: workers,
          testTimeout: patience,
          hookTimeout: patience,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // These drive a real Chromium themselves, so the test side is plain Node.
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.{ts,tsx}'],
          environment: 'node',
          isolate: false,
          globalSetup: ['tests/setup/screens-global.ts', 'tests/setup/postgres-global.ts'],
          maxWorkers: workers,
          // Patience, not a limit: the app polls, and the machine may be busy. A look computes as well, in the page.
          expect: { poll: { timeout: 60_000, interval: 100 } },
          testTimeout: patience,
          hookTimeout: patience,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real windows, each file on a display of its own. They wait more than they compute.
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['tests/setup/build-global.ts', 'tests/setup/embedded-global.ts'],
          setupFiles: ['tests/setup/display-environment.ts'],
          maxWorkers: 2,
          testTimeout: patience,
          hookTimeout: patience,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Windows programs under Wine, started by `npm run test:windows` alone.
        test: {
          name: 'windows',
          include: ['tests/windows/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['tests/setup/embedded-global.ts'],
          maxWorkers: 1,
          testTimeout: patience,
          hookTimeout: patience,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Packages on a clean computer, started by `npm run test:packages` alone.
        test: {
          name: 'packages',
          include: ['tests/packages/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['tests/setup/embedded-global.ts'],
          setupFiles: ['tests/setup/display-environment.ts'],
          maxWorkers: 1,
          testTimeout: patience,
          hookTimeout: patience,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
