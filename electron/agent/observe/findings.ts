import type { Prediction } from '../../contract/change.ts'
import type { Finding, Observation } from '../../contract/observation.ts'
import { type HttpAnswer, whyNot } from '../ask/http.ts'
import { flagFindings } from '../flags/flag-findings.ts'
import type { ConfiguredFlags } from '../flags/flags.ts'
import { managerFindings } from './managers.ts'
import type { Survey } from './survey.ts'

interface Material {
  readonly observation: Observation
  readonly seen: Survey
  readonly configured: ConfiguredFlags
  readonly answers: ReadonlyMap<string, HttpAnswer>
}

const ORDER = { error: 0, warning: 1, info: 2 }

/** What an operator ought to know of an agent, the gravest first. */
export function findings(material: Material): Finding[] {
  return gravestFirst([
    ...unitFindings(material),
    ...flagFindings(material.configured, material.observation.mesosVersion),
    ...sourceFindings(material),
    ...managerFindings(material.seen.managers, pathsToChange(material), material.seen.files),
    ...manifestFindings(material),
    ...fileSystemFindings(material),
    ...httpFindings(material),
    ...clockFindings(material),
  ])
}

function gravestFirst(found: Finding[]): Finding[] {
  return found.sort((a, b) => ORDER[a.severity] - ORDER[b.severity])
}

/** With what keeps the agent from starting again, unless another finding says so already. */
export function withStartFinding(observation: Observation, predict: () => Prediction): Observation {
  const { findings: found, restartOwed, unit } = observation
  // An agent that runs as it is configured did start.
  if (unit.mainPid > 0 && !restartOwed) return observation
  const prediction = predict()
  if (prediction.starts) return observation
  const { error } = prediction
  if (found.some((each) => each.message === error || each.mesosError === error)) return observation
  const finding: Finding = {
    severity: 'error',
    message: `The agent would not start again. It would exit with “${error}”.`,
    advice: 'Correct it before anything restarts the agent.',
    mesosError: error,
  }
  return { ...observation, findings: gravestFirst([...found, finding]) }
}

function unitFindings({ seen, observation }: Material): Finding[] {
  const { unit } = seen
  const found: Finding[] = []
  if (unit.mainPid === 0) {
    found.push({
      severity: 'error',
      message: `${unit.name} does not run (${unit.activeState}, ${unit.subState}).`,
      advice: `Look at \`journalctl -u ${unit.name}\` on the agent.`,
    })
  }
  if (killsExecutors(observation)) {
    found.push({
      severity: 'warning',
      message: `A restart of ${unit.name} would kill every task: KillMode=${unit.killMode} and Mesos's systemd support is off.`,
      advice: 'Set KillMode=process in the unit before any restart.',
    })
  }
  if (unit.needsReload) {
    found.push({
      severity: 'warning',
      message: `The file of ${unit.name} was changed since systemd read it.`,
      advice: 'Run `systemctl daemon-reload` on the agent.',
    })
  }
  if (seen.otherUnits.length > 0) {
    found.push({
      severity: 'warning',
      message: `Other units run an agent too: ${seen.otherUnits.join(', ')}. ${unit.name} was taken.`,
    })
  }
  return found
}

/**
 * Whether a restart of the unit ends the executors: systemd kills the unit's whole control group
 * unless KillMode=process, and without Mesos's systemd support executors are in that group.
 */
export function killsExecutors({ unit, flags }: Observation): boolean {
  if (unit.killMode === 'process' || unit.killMode === 'none') return false
  const support = flags.find(({ name }) => name === 'systemd_enable_support')?.value
  return support === 'false' || support === '0'
}

function sourceFindings({ configured, seen }: Material): Finding[] {
  const { source } = configured
  const found: Finding[] = []
  if (source.kind === 'unknown') {
    found.push({
      severity: 'warning',
      message: 'Where the flags of this agent come from is not known: Quotadeck changes none.',
      advice: 'Give them in an EnvironmentFile= of the unit.',
    })
  }
  return [
    ...found,
    ...[...seen.unread].flatMap(([path, names]) => unreadFinding(path, names, configured)),
  ]
}

/** Apache's own RPM brings /etc/mesos-slave, and a wrapper that reads /etc/mesos-agent. */
function unreadFinding(
  folder: string,
  names: readonly string[],
  { source }: ConfiguredFlags,
): Finding[] {
  if (source.kind !== 'init-wrapper' || names.length === 0) return []
  return [
    {
      severity: 'warning',
      message: `${folder} holds ${names.join(', ')}, but the init wrapper of this agent reads ${source.path}: nothing in ${folder} has an effect.`,
      advice: `Move what is wanted to ${source.path}; Quotadeck writes there.`,
    },
  ]
}

/** Everything that decides how the agent starts and that Quotadeck may change. */
function pathsToChange({ configured, observation }: Material): string[] {
  const { source, flags } = configured
  const places = [flags.get('hooks'), flags.get('modules'), flags.get('modules_dir')]
  const paths = [source.path, ...places.map((flag) => flag?.origin), observation.manifest?.path]
  return [...new Set(paths)].filter((path) => path?.startsWith('/')) as string[]
}

function manifestFindings({ observation }: Material): Finding[] {
  const { manifest } = observation
  if (!manifest?.error) return []
  const advice = 'Correct the manifest before the agent is restarted: it would not start.'
  return [{ severity: 'error', message: manifest.error, advice }]
}

function fileSystemFindings({ observation }: Material): Finding[] {
  const { fileSystem, workDir } = observation
  if (fileSystem?.projectQuota === 'enforced') return []
  const on = fileSystem ? `${fileSystem.mountPoint} (${fileSystem.type})` : 'an unknown mount'
  return [
    {
      severity: 'error',
      message:
        fileSystem?.projectQuota === 'accounted'
          ? `${on} below ${workDir} counts project quotas but does not enforce them.`
          : `${on} below ${workDir} has no project quota.`,
      advice:
        'Put the work directory on XFS mounted with prjquota; a remount does not switch it on.',
    },
  ]
}

function httpFindings({ answers, seen, observation }: Material): Finding[] {
  if (seen.unit.mainPid === 0) return []
  const found: Finding[] = []
  for (const path of ['/version', '/flags', '/state']) {
    const reason = whyNot(answers.get(path))
    if (!reason) continue
    found.push({
      severity: 'warning',
      message: `${path} on port ${observation.httpPort} ${reason}.`,
      advice: 'What depends on it is shown as unknown.',
    })
  }
  if (observation.restartOwed) {
    found.push({
      severity: 'info',
      message: 'The agent runs with other hooks or modules than are configured: a restart is owed.',
    })
  }
  return found
}

const CLOCK_TOLERANCE_MS = 5000

function clockFindings({ seen }: Material): Finding[] {
  const offset = seen.clockOffsetMs
  if (Math.abs(offset) < CLOCK_TOLERANCE_MS) return []
  const seconds = Math.abs(Math.round(offset / 1000))
  const direction = offset > 0 ? 'ahead of' : 'behind'
  const message = `The agent's clock is ${seconds} s ${direction} this machine's.`
  return [{ severity: 'info', message, advice: 'Ages shown are by the agent’s own clock.' }]
}
