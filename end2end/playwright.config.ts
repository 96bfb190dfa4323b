// The ground of the stories: projects, browser, reports. What they need of the portal comes by
// environment from `cargo xtask e2e` (and `test`):
//   PORTICO_BIN            the debug server
//   PORTICO_SITE_DIR       its assets; the server reads it itself
//   PORTICO_TEST_POSTGRES  a cluster that may be filled; without it the project postgres is left out
//   CHROMIUM               a browser of the system; without it Playwright's own
//   PORTICO_E2E_REPORT     where xtask reads the counts from
import { defineConfig, devices, type PlaywrightTestOptions } from '@playwright/test';

/** What a project says to the fixtures, besides the browser's own options. */
export interface Ground {
  /** The database the portal of a test runs on. */
  database: 'sqlite' | 'postgres';
}

const chromium = process.env.CHROMIUM;
const postgres = process.env.PORTICO_TEST_POSTGRES;

const browser: Partial<PlaywrightTestOptions> = devices['Desktop Chrome'];

export default defineConfig<Ground>({
  testDir: 'tests',
  outputDir: 'test-results',
  // Every test has a portal and a mailbox of its own, so their order and neighbours don't matter.
  fullyParallel: true,
  workers: 2,
  // A story that passes the second time has not passed.
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env.PORTICO_E2E_REPORT ?? 'test-results/report.json' }],
  ],
  use: {
    ...browser,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium || undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'sqlite', use: { database: 'sqlite' } },
    // Stories about screens alone say nothing new on another database.
    ...(postgres
      ? [{ name: 'postgres', testIgnore: /(keyboard|themes|screens|wire|passwords|roles|local-mailbox)\.spec/, use: { database: 'postgres' as const } }]
      : []),
    { name: 'nojs', testIgnore: /(keyboard|screens|wire)\.spec/, use: { database: 'sqlite', javaScriptEnabled: false } },
  ],
});
