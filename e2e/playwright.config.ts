import { defineConfig } from '@playwright/test'
import { chromiumOptions } from './stage/chromium.ts'

/** The console in a real browser on a real lab. One worker: the tests share the lab. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../build/out/playwright',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    launchOptions: chromiumOptions,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
})
