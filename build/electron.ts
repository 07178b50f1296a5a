import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Electron's program on this machine, or why the desktop cannot run, in words. */
export type Electron = { readonly path: string } | { readonly missing: string }

/** Looks for Electron's program and tries it; downloads nothing. */
export function findElectron(root: string, environment = process.env): Electron {
  const path = candidates(root, environment).find(existsSync)
  if (!path) return { missing: "Electron's program is not installed" }
  const { DISPLAY, WAYLAND_DISPLAY } = environment
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) {
    return { missing: 'there is no display' }
  }
  const tried = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 15_000 })
  if (tried.status === 0) return { path }
  const why = tried.error?.message ?? (tried.stderr.trim().split('\n').at(-1) || 'no reason given')
  return { missing: `${path} does not run: ${why}` }
}

function candidates(root: string, environment: NodeJS.ProcessEnv): string[] {
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH
  const folders = [...(override ? [override] : []), join(root, 'node_modules/electron/dist')]
  return folders.map((folder) => join(folder, programName[process.platform] ?? 'electron'))
}

const programName: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}
