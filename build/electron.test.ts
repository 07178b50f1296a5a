import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findElectron } from './electron.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quotadeck-electron-'))
})

afterEach(() => rmSync(root, { recursive: true }))

const display = { DISPLAY: ':99' }

/** Puts a program in Electron's place. */
function install(folder: string, script: string): string {
  mkdirSync(join(root, folder), { recursive: true })
  const path = join(root, folder, 'electron')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

test('without its program there is no desktop', () => {
  expect(findElectron(root, display)).toEqual({ missing: "Electron's program is not installed" })
})

test('a program that runs is taken, the one that was chosen first', () => {
  const own = install('node_modules/electron/dist', 'echo v1')
  expect(findElectron(root, display)).toEqual({ path: own })
  const chosen = install('chosen', 'echo v1')
  const environment = { ...display, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'chosen') }
  expect(findElectron(root, environment)).toEqual({ path: chosen })
})

test('a program that does not run is not taken, and its own words say why', () => {
  const path = install('node_modules/electron/dist', 'echo no libgtk >&2; exit 127')
  expect(findElectron(root, display)).toEqual({ missing: `${path} does not run: no libgtk` })
})

test('without a display there is no desktop', () => {
  install('node_modules/electron/dist', 'echo v1')
  expect(findElectron(root, {})).toEqual({ missing: 'there is no display' })
})
