import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { buildNative } from '../../build/native.ts'

const native = join(import.meta.dirname, '../../native-hook')

const positive = z.number().positive()

/** Medians of interleaved runs; what each stands for is in native-hook/bench/bench.hpp. */
export const hookResult = z.object({
  launch: z.object({ floor_us: positive, hook_us: positive, xfs_quota_us: positive }),
  decorator_return_us: positive,
  status: z.object({
    projects: z.int().positive(),
    floor_ms: positive,
    hook_ms: positive,
    bytes_per_project: positive,
  }),
})

export type HookResult = z.infer<typeof hookResult>

/** Runs a program to its end and answers its output; its errors go to this one's. */
function outputOf(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (status) => {
      const output = Buffer.concat(chunks).toString()
      if (status === 0) resolve(output)
      else reject(new Error(`${program} ended with status ${status}:\n${lastLines(output)}`))
    })
  })
}

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-5).join('\n')
}

/** Finds the benchmark's JSON among the lines that the machine's console shows. */
export function parseOutput(output: string): HookResult {
  const line = output.split('\n').findLast((text) => text.startsWith('{"launch"'))
  if (line === undefined) throw new Error(`the benchmark printed no numbers:\n${lastLines(output)}`)
  return hookResult.parse(JSON.parse(line))
}

/** Builds the hook and measures it in User Mode Linux; takes about a minute. */
export async function measureHook(): Promise<HookResult> {
  buildNative()
  const out = join(native, 'out')
  const script = join(native, 'test/run-in-uml.sh')
  return parseOutput(await outputOf(script, [join(out, 'uml'), join(out, 'bin/hook_bench')]))
}
