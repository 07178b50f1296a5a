import type { Finding } from '../../contract/observation.ts'
import type { FlagProblem, GivenFlag } from '../mesos/load-flags.ts'
import { mesosFlag } from '../mesos/mesos-flags.ts'
import { compareVersions } from '../mesos/mesos-version.ts'
import type { ConfiguredFlags } from './flags.ts'

const BACKUP = /(~|\.(bak|orig|old|save|rpmsave|rpmnew|dpkg-\w+|swp))$/

/** What Mesos would say of the flags, and what it leaves unsaid. */
export function flagFindings(configured: ConfiguredFlags, mesosVersion?: string): Finding[] {
  return [
    ...flagProblems(configured).map(problemFinding),
    ...newerFlags(configured, mesosVersion),
    ...ignoredVariables(configured),
    ...otherwiseRunning(configured),
  ]
}

/** Problems that would end the agent; a flag that the process runs with is not unknown to it. */
export function flagProblems({ loaded, running }: ConfiguredFlags): FlagProblem[] {
  return loaded.problems.filter(
    ({ flag, error }) => !error.includes('unknown flag') || !running?.flags.has(flag),
  )
}

function problemFinding({ flag, error, places }: FlagProblem): Finding {
  const file = places[0]?.place.kind === 'flag-file' ? places[0].origin : ''
  if (BACKUP.test(file) && error.includes('unknown flag')) {
    return {
      severity: 'error',
      flag,
      mesosError: error,
      message: `${file} looks like a backup, but the agent takes it for the flag --${flag} and will not start: ${error}`,
      advice: 'Move the file out of the folder.',
    }
  }
  const where = places.map(placeWords).join(' and ')
  return {
    severity: 'error',
    flag,
    mesosError: error,
    message: `The agent will not start: ${error}. Set by ${where}.`,
    advice: adviceFor(error),
  }
}

function placeWords({ as, origin, line }: GivenFlag): string {
  return `${as} in ${origin}${line === undefined ? '' : `, line ${line}`}`
}

function adviceFor(error: string): string {
  if (error.includes('already loaded'))
    return 'Leave one of them; which of them counts is not a matter of order.'
  if (error.startsWith('Only one of')) return 'Take one of the two away.'
  if (error.includes('unknown flag')) return 'Correct the name, or take it away.'
  return 'Correct the value.'
}

function newerFlags({ loaded, running }: ConfiguredFlags, version: string | undefined): Finding[] {
  const release = version && /^\d+\.\d+/.exec(version)?.[0]
  if (!release) return []
  return [...loaded.flags.values()].flatMap(({ name, from }): Finding[] => {
    const since = mesosFlag(name)?.since
    const isNewer = since !== undefined && compareVersions(since, release) > 0
    if (!isNewer || running?.flags.has(name) || from.as.startsWith('MESOS_')) return []
    const mesosError = `Failed to load unknown flag '${name}'`
    const message = `--${name} came with Mesos ${since}; this agent is ${version} and would not start: ${mesosError}. Set by ${placeWords(from)}.`
    return [{ severity: 'error', flag: name, mesosError, message, advice: 'Take the flag away.' }]
  })
}

/** Variables of Mesos's libraries and executors, which the agent's own environment may have. */
const OTHER_VARIABLES =
  /^MESOS_(NATIVE_|SANDBOX|DIRECTORY|HOME|SOURCE_DIR|BUILD_DIR|LOG_DIR$|OPTIONS$|ARGS$|OPTS$)/

function ignoredVariables({ loaded }: ConfiguredFlags): Finding[] {
  const ignored = loaded.ignored.filter(({ as }) => !OTHER_VARIABLES.test(as))
  return ignored.map((each) => ({
    severity: 'info',
    message: `${placeWords(each)} is no flag of Mesos 1.2 to 1.12: the agent ignores it without a word.`,
    advice: 'Look whether it is misspelt.',
  }))
}

/** Flags that a restart would change beside hooks and modules, which are told of on their own. */
function otherwiseRunning({ flags, running, isOpaque }: ConfiguredFlags): Finding[] {
  if (!running) return []
  const own = ['hooks', 'modules', 'modules_dir']
  const changed = [...flags.values()].filter((flag) => flag.running !== undefined)
  const gone = isOpaque ? [] : [...running.flags.keys()].filter((name) => !flags.has(name))
  const names = [...changed.map(({ name }) => name), ...gone].filter((name) => !own.includes(name))
  if (names.length === 0) return []
  const list = names.map((name) => `--${name}`).join(', ')
  return [
    {
      severity: 'info',
      message: `The agent runs with other values than are configured for ${list}: a restart changes them too.`,
      flag: names[0],
    },
  ]
}
