import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Tests of the whole on real agents: one file after the other, each with a lab of its own. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['e2e/**/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
