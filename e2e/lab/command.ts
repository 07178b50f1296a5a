// Running a command to its end, with its output.

import { spawn } from 'node:child_process'

/** The folders to find commands in: root's own are often missing after `su` or `sudo`. */
export const COMMAND_PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`

/** The environment of the lab's commands. */
export const COMMAND_ENV: NodeJS.ProcessEnv = { ...process.env, PATH: COMMAND_PATH }

export type CommandResult = { status: number; stdout: string; stderr: string }
export type CommandOptions = { input?: string; timeoutMs?: number }

/**
 * Runs a command without a shell and returns how it ended; a signal counts as status 255.
 * `input` goes to its standard input. Rejects when the command cannot be started.
 */
export function run(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: COMMAND_ENV,
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({
        status: code ?? 255,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      }),
    )
    // A command that ends before it has read its input is no error of its own: its status tells.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}

/** Runs a command that has to succeed and returns its standard output. */
export async function must(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await run(command, args, options)
  if (result.status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} ended with status ${result.status}: ${result.stderr.trim()}`,
    )
  return result.stdout
}
