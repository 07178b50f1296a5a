import type { Step } from './step.ts'

const reports = 'build/out/reports'

/** Playwright's reporters; the file's name is in the environment. */
const junit = ['--reporter=list,junit']

function vitest(config: string, report: string): Step['command'] {
  const reporters = ['--reporter=default', '--reporter=junit', `--outputFile.junit=${report}`]
  return ['vitest', 'run', `--config=${config}`, ...reporters]
}

/** The whole of `npm test`, in order: what is quick and often wrong comes first. */
export const steps: readonly Step[] = [
  { name: 'generate', command: ['npm', 'run', '-s', 'generate'] },
  { name: 'lint', command: ['biome', 'ci', '--error-on-warnings', '.'] },
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'dead-code', command: ['knip'] },
  { name: 'build', command: ['npm', 'run', '-s', 'build'] },
  { name: 'native-build', command: ['node', 'build/native.ts'] },
  { name: 'native-format', command: ['node', 'build/native-format.ts'] },
  {
    name: 'unit',
    command: vitest('build/vitest.config.ts', `${reports}/unit.xml`),
    report: `${reports}/unit.xml`,
  },
  {
    name: 'native',
    command: [
      'ctest',
      '--test-dir',
      'native-hook/out',
      '--output-on-failure',
      '--no-tests=error',
      '--output-junit',
      '../../build/out/reports/native.xml',
    ],
    report: `${reports}/native.xml`,
  },
  { name: 'native-tidy', command: ['native-hook/test/tidy.sh'] },
  { name: 'sanitizers', command: ['native-hook/test/sanitize.sh'] },
  { name: 'fuzz', command: ['native-hook/fuzz/run.sh', '30'] },
  { name: 'reproducible', command: ['native-hook/test/reproducible.sh'] },
  {
    name: 'agents',
    command: vitest('build/vitest.e2e.config.ts', `${reports}/agents.xml`),
    report: `${reports}/agents.xml`,
  },
  {
    name: 'screens',
    command: ['playwright', 'test', '-c', 'e2e/screens.config.ts', ...junit],
    report: `${reports}/screens.xml`,
    env: { PLAYWRIGHT_JUNIT_OUTPUT_FILE: `${reports}/screens.xml` },
  },
  {
    name: 'console',
    command: ['playwright', 'test', '-c', 'e2e/playwright.config.ts', ...junit],
    report: `${reports}/console.xml`,
    env: { PLAYWRIGHT_JUNIT_OUTPUT_FILE: `${reports}/console.xml` },
  },
  { name: 'main-job', command: ['node', 'e2e/demo/main.ts', '--check'] },
]
