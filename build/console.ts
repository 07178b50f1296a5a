// npm run build: the page, and the desktop's main process and preload script.

import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Builds the console into build/out. */
export async function buildConsole(): Promise<void> {
  const configurations = [
    ['vite.renderer.config.ts', 'production'],
    ['vite.desktop.config.ts', 'main'],
    ['vite.desktop.config.ts', 'preload'],
  ] as const
  for (const [name, mode] of configurations) {
    const configFile = fileURLToPath(new URL(name, import.meta.url))
    await build({ configFile, mode, logLevel: 'warn' })
  }
}

if (import.meta.main) await buildConsole()
