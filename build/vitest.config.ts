import { defineConfig } from 'vitest/config'

/** Unit tests lie beside the code they test; whole-program tests in e2e/ have runners of their own. */
export default defineConfig({
  test: {
    root: import.meta.dirname.replace(/\/build$/, ''),
    include: ['{electron,renderer,e2e,build}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    // A server's start takes its time on a machine that does much else.
    hookTimeout: 60_000,
  },
})
