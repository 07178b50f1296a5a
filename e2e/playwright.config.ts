import { defineConfig } from '@playwright/test'

/** The console in a real browser on a real lab. One worker: the tests share the lab. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../build/out/playwright',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['junit', { outputFile: '../build/out/reports/console.xml' }]],
  use: {
    launchOptions: {
      executablePath: process.env.QUOTADECK_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    },
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
})
