// npm start: builds the console and opens it, as a desktop application where Electron can run, else
// in the browser. Says which.

import { spawn } from 'node:child_process'
import { runCommandLine } from '../electron/entry/cli/command-line.ts'
import { buildConsole } from './console.ts'
import { findElectron } from './electron.ts'

const root = `${import.meta.dirname}/..`

await buildConsole()
const electron = findElectron(root)
if ('path' in electron) startDesktop(electron.path)
else {
  console.log(`No desktop here (${electron.missing}): the console is served to the browser.`)
  const display = process.env.DISPLAY || process.env.WAYLAND_DISPLAY || process.platform !== 'linux'
  process.exitCode = await runCommandLine(['serve', ...(display ? ['--open'] : [])])
}

function startDesktop(path: string): void {
  console.log('The console opens as a desktop application.')
  const child = spawn(path, [root], { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  // A terminal sends Ctrl-C to both.
  process.on('SIGINT', () => {})
  child.on('exit', (code) => process.exit(code ?? 1))
}
