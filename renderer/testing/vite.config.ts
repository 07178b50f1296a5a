import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = import.meta.dirname

/** Serves the window on the fake engine; no part of the product. */
export default defineConfig({
  root: here,
  publicDir: `${here}/../public`,
  cacheDir: `${here}/../../build/out/vite-testing`,
  plugins: [react()],
  build: { outDir: `${here}/../../build/out/renderer-testing`, emptyOutDir: true },
  preview: { host: '127.0.0.1', strictPort: true },
  server: { host: '127.0.0.1', strictPort: true, fs: { allow: [`${here}/../..`] } },
})
