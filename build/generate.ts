// Writes the code for proto/status.proto. The output is committed; tests see that it is current.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const cwd = join(import.meta.dirname, '..')
const output = 'electron/usage/generated/status.js'
const options = ['-t', 'static-module', '-w', 'esm', '--dts', '--force-number']
const without = ['verify', 'convert', 'delimited', 'typeurl'].map((name) => `--no-${name}`)

const { status } = spawnSync('pbjs', [...options, ...without, '-o', output, 'proto/status.proto'], {
  cwd,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
