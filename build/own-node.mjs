import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Runs a program with the project's own Node, and ends as it ends. */
export function runOwnNode(program, args) {
  const child = spawn(ownNode(), [fileURLToPath(program), ...args], { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // A terminal sends Ctrl-C to both; passed on as well it would count twice.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  child.on('error', (error) => fail(`Quotadeck's own Node cannot be started: ${error.message}.`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function ownNode() {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node')
  } catch {
    return fail("Quotadeck's own Node is not installed: run 'npm ci' in its folder.")
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
