import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** How many tests a step ran. A step without tests of its own counts as one. */
export interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** One part of the test command: a program whose exit status decides, and often a JUnit report. */
export interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** JUnit XML that the program writes, relative to the root. */
  readonly report?: string
  readonly env?: Readonly<Record<string, string>>
}

function runProgram({ command, env }: Step): Promise<number> {
  const [program, ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    })
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** Counts the test cases of a JUnit report. */
export function countReport(xml: string): Count {
  const cases = xml.match(/<testcase\b/g)?.length ?? 0
  const skipped = xml.match(/<skipped\b/g)?.length ?? 0
  const failed = xml.match(/<(?:failure|error)\b/g)?.length ?? 0
  return { passed: cases - skipped - failed, failed, skipped }
}

/** Runs a step. A program that fails without a failed test in its report counts as one failure. */
export async function runStep(step: Step): Promise<Count> {
  const report = step.report && join(root, step.report)
  if (report) rmSync(report, { force: true })
  const status = await runProgram(step)
  const count =
    report && existsSync(report)
      ? countReport(readFileSync(report, 'utf8'))
      : { passed: report || status !== 0 ? 0 : 1, failed: 0, skipped: 0 }
  const silent = report !== undefined && count.passed + count.failed + count.skipped === 0
  return (status !== 0 || silent) && count.failed === 0 ? { ...count, failed: 1 } : count
}
