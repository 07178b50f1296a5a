// Checks that the C++ sources are formatted as native-hook/.clang-format says.

import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'

const cwd = join(import.meta.dirname, '../native-hook')
const files = globSync('**/*.{cpp,hpp}', { cwd, exclude: (name) => name === 'out' })
const { status } = spawnSync('clang-format', ['--dry-run', '-Werror', ...files], {
  cwd,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
