import { Failure, type FailureCode } from '../../contract/failure.ts'
import type { BuildFacts, Observation } from '../../contract/observation.ts'
import { compareVersions, versionMismatch } from '../mesos/mesos-version.ts'
import { killsExecutors } from '../observe/findings.ts'

export interface PreflightResult {
  /** Why the build must not be put on this agent; undefined: it may. */
  readonly refusal?: Failure
  /** What does not stop it but ought to be known. */
  readonly warnings: readonly string[]
}

/** Compares a build with an agent. Pure; nothing has been changed when it refuses. */
export function preflight(build: BuildFacts, seen: Observation): PreflightResult {
  const reasons = [
    ...mesosReasons(build, seen),
    ...machineReasons(build, seen),
    ...fileSystemReasons(seen),
    ...placeReasons(seen),
    ...restartReasons(seen),
  ]
  const warnings = preflightWarnings(build, seen)
  const [first] = reasons
  if (!first) return { warnings }
  const refusal = new Failure({
    code: first.code ?? 'build-refused',
    message: `${seen.agent} cannot take this build: ${first.message}`,
    agent: seen.agent,
    advice: first.advice,
    evidence: reasons.length > 1 ? reasons.map(({ message }) => message).join('\n') : undefined,
  })
  return { refusal, warnings }
}

interface Reason {
  /** Default: build-refused. */
  readonly code?: FailureCode
  readonly message: string
  readonly advice: string
}

function mesosReasons(build: BuildFacts, seen: Observation): Reason[] {
  if (seen.mesosVersion === undefined) {
    return [
      {
        message: `the agent does not answer on port ${seen.httpPort}, so its Mesos version is not known.`,
        advice: `Get ${seen.unit.name} to run first; \`journalctl -u ${seen.unit.name}\` says why it does not.`,
      },
    ]
  }
  // Mesos's version may carry a label: 1.12.0-rc1.
  const version = /^\d+(\.\d+)*/.exec(seen.mesosVersion)?.[0] ?? seen.mesosVersion
  const mismatch = versionMismatch(build.mesosVersion, version)
  if (!mismatch) return []
  return [
    {
      message: `it is built for Mesos ${build.mesosVersion}, the agent is ${version}. It would exit with: Error loading modules: Error verifying module '${build.modules[0]}': ${mismatch}`,
      advice: `Build the hook for Mesos ${version}: a module must match to the patch level.`,
    },
  ]
}

function machineReasons(build: BuildFacts, seen: Observation): Reason[] {
  const reasons: Reason[] = []
  const machine = seen.machine === 'x86_64' ? 'x86-64' : seen.machine
  if (machine !== build.machine) {
    reasons.push({
      message: `it is built for ${build.machine}, the agent is ${machine}.`,
      advice: `Build the hook for ${machine}.`,
    })
  }
  for (const [family, has] of [
    ['GLIBC', seen.glibc],
    ['GLIBCXX', seen.libstdcxx],
  ] as const) {
    const wants = build.wants[family]
    if (!wants || !has || compareVersions(wants, has) <= 0) continue
    reasons.push({
      message: `it wants ${family}_${wants}, the agent has ${has}.`,
      advice: "Build the hook on a system as old as the agent's.",
    })
  }
  return reasons
}

function fileSystemReasons({ fileSystem, workDir }: Observation): Reason[] {
  if (fileSystem?.projectQuota === 'enforced') return []
  const what = fileSystem
    ? `${fileSystem.mountPoint} is ${fileSystem.type} with project quotas ${fileSystem.projectQuota}`
    : 'its mount was not found'
  return [
    {
      message: `the work directory ${workDir} has no enforced project quota: ${what}.`,
      advice: 'Mount XFS there with prjquota (a remount does not switch it on), then try again.',
    },
  ]
}

function placeReasons({ flagSource, manifest, unit }: Observation): Reason[] {
  if (flagSource.kind === 'unknown') {
    return [
      {
        message: 'where its flags come from is not known.',
        advice: `Give ${unit.name} its flags in an EnvironmentFile= and try again.`,
      },
    ]
  }
  if (!manifest?.error) return []
  return [
    {
      code: 'manifest-malformed',
      message: `its modules manifest cannot be read: ${manifest.error}`,
      advice: 'Correct the manifest first.',
    },
  ]
}

function restartReasons(seen: Observation): Reason[] {
  if (!killsExecutors(seen)) return []
  return [
    {
      message: `a restart would kill every task: KillMode=${seen.unit.killMode} and Mesos's systemd support is off.`,
      advice: `Set KillMode=process in ${seen.unit.name}, run daemon-reload, then try again.`,
    },
  ]
}

function preflightWarnings(build: BuildFacts, seen: Observation): string[] {
  const warnings: string[] = []
  if (build.builtWith === 'mesos') {
    warnings.push("The symbols that the build takes from the agent's libmesos were not checked.")
  }
  if (build.wants.GLIBC && !seen.glibc) warnings.push("The agent's C library could not be checked.")
  if (build.wants.GLIBCXX && !seen.libstdcxx) {
    warnings.push("The agent's C++ library could not be checked.")
  }
  if (seen.restartOwed) {
    warnings.push('The agent has other changes that take effect with this restart.')
  }
  return warnings
}
