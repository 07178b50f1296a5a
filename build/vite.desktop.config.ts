import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const folder = fileURLToPath(new URL('../electron/entry/desktop', import.meta.url))

/**
 * `--mode main`: Electron's main process. `--mode preload`: its window's preload script, which a
 * sandboxed window takes only as one CommonJS file. ssh2 has optional native parts and stays a
 * package; Electron brings itself.
 */
export default defineConfig(({ mode }) => ({
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL('out/desktop', import.meta.url)),
    emptyOutDir: mode === 'main',
    target: 'node24',
    minify: false,
    ssr: `${folder}/${mode}.ts`,
    rolldownOptions: {
      external: ['electron', 'ssh2'],
      output:
        mode === 'main'
          ? { format: 'es', entryFileNames: 'main.mjs' }
          : { format: 'cjs', entryFileNames: 'preload.cjs' },
    },
  },
  ssr: { noExternal: true },
}))
