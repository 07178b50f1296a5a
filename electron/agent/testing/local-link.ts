import { spawn } from 'node:child_process'
import { Failure } from '../../contract/failure.ts'
import type { CommandResult, Link, RunOptions } from '../../link/link.ts'

/** A link that runs commands on this machine, with further variables in their environment. */
export function localLink(environment: Readonly<Record<string, string>> = {}): Link {
  const run = async (argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> => {
    const result = await spawned(argv, options.stdin ?? '', { ...process.env, ...environment })
    if ((options.expect ?? [0]).includes(result.exitCode)) return result
    throw new Failure({
      code: 'command-failed',
      message: `${argv[0]} ended with ${result.exitCode}.`,
      advice: '',
      evidence: result.stderr,
    })
  }
  const script: Link['script'] = (text, args = [], options = {}) =>
    run(['sh', '-s', '--', ...args], { ...options, stdin: text })
  return { agent: 'local', run, script } as unknown as Link
}

function spawned(
  [program = '', ...args]: readonly string[],
  stdin: string | Buffer,
  env: NodeJS.ProcessEnv,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env })
    const stdout: Buffer[] = []
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ exitCode: code ?? -1, stdout: Buffer.concat(stdout), stderr })
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
  })
}
