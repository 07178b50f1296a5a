import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page, for the browser and the desktop's window alike. */
export default defineConfig({
  root: fileURLToPath(new URL('../renderer', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('out/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2024',
    // The page's security policy lets no script run that stands in the page itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // It comes from this machine, never over a network.
    chunkSizeWarningLimit: 4096,
  },
})
