// npm test [-- STEP…]: every check and test of the project. Its last line counts them:
// N passed, N failed, N skipped

import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Count, root, runStep } from './step.ts'
import { steps } from './steps.ts'

function chosenSteps(names: readonly string[]) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name))
  if (unknown.length === 0)
    return names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name))
  const known = steps.map((step) => step.name).join(' ')
  console.error(`no step is called ${unknown.join(', ')}; there are: ${known}`)
  process.exit(2)
}

/** What differs from the commit, to see that generating and testing leaves the tree as it was. */
function treeState(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  return git('status', '--porcelain') + git('diff')
}

mkdirSync(join(root, 'build/out/reports'), { recursive: true })
const chosen = chosenSteps(process.argv.slice(2))
const before = treeState()
const results: { name: string; count: Count; seconds: number }[] = []
for (const step of chosen) {
  console.log(`\n== ${step.name}: ${step.command.join(' ')}`)
  const start = performance.now()
  const count = await runStep(step)
  results.push({ name: step.name, count, seconds: (performance.now() - start) / 1000 })
}
const unchanged = treeState() === before
if (!unchanged) console.log('\nThe tests changed the tree: commit what `git status` shows now.')
results.push({
  name: 'tree-unchanged',
  count: { passed: unchanged ? 1 : 0, failed: unchanged ? 0 : 1, skipped: 0 },
  seconds: 0,
})

console.log('')
for (const { name, count, seconds } of results)
  console.log(
    `${name.padEnd(16)} ${String(count.passed).padStart(4)} passed ${String(count.failed).padStart(3)} failed ` +
      `${String(count.skipped).padStart(3)} skipped ${seconds.toFixed(0).padStart(5)} s`,
  )
const sum = (key: keyof Count) => results.reduce((total, { count }) => total + count[key], 0)
process.exitCode = sum('failed') === 0 ? 0 : 1
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
