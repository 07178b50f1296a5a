// Compiles the hook, the stand-in agent and their tests; quick when nothing changed.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Runs CMake and Ninja, their output on stderr. Throws when one fails. */
export function buildNative(): void {
  const commands = [
    ['cmake', '-S', 'native-hook', '-B', 'native-hook/out', '-G', 'Ninja'],
    ['ninja', '-C', 'native-hook/out'],
  ] as const
  for (const [command, ...args] of commands) {
    const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
    if (status !== 0)
      throw new Error(`'${command} ${args.join(' ')}' failed; its output is above`, {
        cause: error,
      })
  }
}

if (import.meta.main) buildNative()
