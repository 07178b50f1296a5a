import { defineConfig } from '@playwright/test'
import { chromiumOptions } from './stage/chromium.ts'

// Two checkouts may be tested at once.
const port = Number(process.env.QUOTADECK_SCREENS_PORT ?? 5392)
const root = `${import.meta.dirname}/..`
const vite = `${process.execPath} node_modules/vite/bin/vite.js`
const site = '--config renderer/testing/vite.config.ts'

/** The screens on the fake engine in a real browser: no lab needed. */
export default defineConfig({
  testDir: `${root}/renderer/testing`,
  testMatch: '*.spec.ts',
  outputDir: `${root}/build/out/screens`,
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: chromiumOptions,
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `${vite} build ${site} && ${vite} preview ${site} --port ${port}`,
    cwd: root,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: false,
  },
})
