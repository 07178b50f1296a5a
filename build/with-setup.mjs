// Sets the machine up, then runs a program with the Node of the lock file:
//   node build/with-setup.mjs PROGRAM [ARGUMENT…]

import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { root, SetupError, setUp } from './setup/setup.mjs'

const bin = join(root, 'node_modules/.bin')

try {
  setUp()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`setup: ${error.message}\n`)
  process.exit(1)
}

const [program, ...args] = process.argv.slice(2)
const child = spawn(join(bin, 'node'), [join(root, program), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
})
// A terminal sends its signals to the whole group; others reach only this process.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.on('SIGINT', () => {})
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
