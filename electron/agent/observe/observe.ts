import type { Agent } from '../../contract/agent.ts'
import { DEFAULT_ISOLATION } from '../../contract/isolators.ts'
import type { Manifest, ModulesDirectory, Observation } from '../../contract/observation.ts'
import type { Link } from '../../link/link.ts'
import { sha256 } from '../ask/digest.ts'
import { type Frame, textOf } from '../ask/frames.ts'
import {
  answersOf,
  flagsAnswer,
  type HttpAnswer,
  jsonOf,
  metricsAnswer,
  stateAnswer,
  versionAnswer,
} from '../ask/http.ts'
import { mountOf, projectQuota } from '../ask/mounts.ts'
import { DETAIL_SCRIPT } from '../ask/scripts.ts'
import { type SourceFile, type SourceFiles, sourceFiles } from '../ask/source-file.ts'
import type { UnitInfo } from '../ask/systemd.ts'
import { httpAddress, listValue, pathInFlag, workDirOf } from '../flags/flag-values.ts'
import { type ConfiguredFlags, configuredFlags, withoutSecrets } from '../flags/flags.ts'
import type { AgentProcess } from '../flags/process-flags.ts'
import { commandWithoutSecrets } from '../flags/secrets.ts'
import { modulesOf } from '../manifest/manifest.ts'
import { readManifest, toTextFormat } from '../manifest/manifest-rules.ts'
import {
  directoryChangedAt,
  directoryManifest,
  readDirectory,
} from '../manifest/modules-directory.ts'
import type { LibraryFacts } from '../manifest/predict.ts'
import { parseNames } from '../mesos/name-list.ts'
import { findings, withStartFinding } from './findings.ts'
import { examineLibraries } from './libraries.ts'
import { predictFiles } from './predict-files.ts'
import { framed, type Survey, survey } from './survey.ts'

/** An observation with what it was drawn from, which changes are planned on. */
export interface Snapshot {
  readonly observation: Observation
  readonly unit: UnitInfo
  readonly configured: ConfiguredFlags
  readonly process: AgentProcess | undefined
  /** Of the flags and what they refer to. */
  readonly files: SourceFiles
  /** Facts on libraries that the manifest names, by the path that the agent would open. */
  readonly libraries: ReadonlyMap<string, LibraryFacts>
}

/** All that is to be known of one agent, in two round trips (three when it does not run as configured). */
export async function observe(link: Link, agent: Agent): Promise<Observation> {
  return (await takeSnapshot(link, agent)).observation
}

export async function takeSnapshot(link: Link, agent: Agent): Promise<Snapshot> {
  const seen = await survey(link, agent)
  const configured = configuredFlags(seen)
  const detail = await readDetail(link, configured)
  for (const [path, file] of detail.files) seen.files.set(path, file)
  const manifest = detail.directory
    ? directoryManifest(detail.directory)
    : manifestOf(configured, seen.files)
  const texts = detail.directory?.files.flatMap(({ text }) => text ?? []) ?? [
    manifest?.text ?? '{}',
  ]
  const { looked, realPaths } = await examineLibraries(link, texts, seen.mapped)
  const loaded = [...realPaths].filter(([, real]) => seen.mapped.includes(real))
  const mappedLibraries = loaded.map(([path]) => path)
  const observation = assemble({ agent, seen, configured, detail, manifest, mappedLibraries })
  const libraries = new Map(looked)
  for (const [path] of loaded) {
    const { runningHooks: hooks = [], runningIsolation: isolators = [] } = observation
    libraries.set(path, { state: 'loaded', hooks, isolators })
  }
  const { unit, process, files } = seen
  const asConfigured = { files, configured, directory: detail.directory }
  const found = withStartFinding(observation, () =>
    predictFiles({ observation, libraries }, asConfigured, () => undefined),
  )
  return { observation: found, unit, configured, process, files, libraries }
}

/** The flags that the agent would be configured with if its files were these. */
export function reconfigured(snapshot: Snapshot, files: SourceFiles): ConfiguredFlags {
  const { unit, process, observation } = snapshot
  return configuredFlags({ unit, files, process, hostname: observation.hostname })
}

interface Detail {
  readonly files: ReadonlyMap<string, SourceFile>
  readonly directory: ModulesDirectory | undefined
  /** When a file of it was last written, seconds of the agent's clock; 0: never. */
  readonly directoryChangedAt: number
  readonly answers: ReadonlyMap<string, HttpAnswer>
  readonly space: { readonly sizeBytes: number; readonly usedBytes: number }
}

const ENDPOINTS = ['/version', '/flags', '/metrics/snapshot', '/state'] as const

async function readDetail(link: Link, configured: ConfiguredFlags): Promise<Detail> {
  const flag = (name: string): string | undefined => configured.flags.get(name)?.value
  const paths = ['modules', 'hooks', 'isolation'].map((name) => pathInFlag(flag(name)))
  const folder = flag('modules_dir')
  const { host, port } = httpAddress(configured)
  const frames = await framed(link, DETAIL_SCRIPT, [
    ...paths.flatMap((path) => (path ? ['file', path] : [])),
    ...(folder?.startsWith('/') ? ['folder', folder] : []),
    ...['space', workDirOf(configured)],
    ...['http', host, String(port), ...ENDPOINTS],
  ])
  const files = sourceFiles(frames, link.agent)
  return {
    files,
    directory: folder === undefined ? undefined : readDirectory(folder, frames, files),
    directoryChangedAt: directoryChangedAt(frames),
    answers: answersOf(frames, ENDPOINTS),
    space: parseSpace(frames),
  }
}

/** Block size, blocks, free blocks. */
function parseSpace(frames: readonly Frame[]) {
  const [size = 0, blocks = 0, free = 0] = textOf(frames, 'space').trim().split(' ').map(Number)
  return { sizeBytes: size * blocks, usedBytes: size * (blocks - free) }
}

function manifestOf(configured: ConfiguredFlags, files: SourceFiles): Manifest | undefined {
  const value = configured.flags.get('modules')?.value
  if (value === undefined) return undefined
  const path = pathInFlag(value)
  const file = path ? files.get(path) : undefined
  const text = path ? (file?.text ?? '') : value
  const result = readManifest(text)
  const reason =
    path && !file ? `Error reading file '${path}': No such file or directory` : undefined
  const error = reason ?? (result.ok ? undefined : result.error)
  return {
    path,
    text,
    sha256: file?.sha256 ?? sha256(text),
    modules: result.ok ? modulesOf(result.libraries) : [],
    error: error && `Failed to load flag 'modules': Failed to load value '${value}': ${error}`,
  }
}

interface Material {
  readonly agent: Agent
  readonly seen: Survey
  readonly configured: ConfiguredFlags
  readonly detail: Detail
  readonly manifest: Manifest | undefined
  readonly mappedLibraries: string[]
}

function assemble(material: Material): Observation {
  const { agent, seen, configured, detail, manifest, mappedLibraries } = material
  const observation: Observation = {
    agent: agent.name,
    observedAt: Date.now(),
    clockOffsetMs: seen.clockOffsetMs,
    hostname: seen.hostname,
    kernel: seen.kernel,
    glibc: seen.glibc,
    libstdcxx: libstdcxxOf(seen.mapped),
    machine: seen.machine,
    unit: unitOf(seen.unit),
    ...runningPart(material),
    httpPort: httpAddress(configured).port,
    workDir: workDirOf(configured),
    flagSource: configured.source,
    flags: withoutSecrets(configured.flags.values()),
    manifest,
    modulesDirectory: detail.directory,
    installedBuilds: [...seen.builds],
    mappedLibraries,
    runningBuild: seen.builds.find(({ path }) => seen.mapped.includes(path)),
    fileSystem: fileSystemOf(material),
    findings: [],
  }
  const found = findings({ observation, seen, configured, answers: detail.answers })
  return { ...observation, findings: found }
}

function unitOf(unit: UnitInfo): Observation['unit'] {
  const { name, activeState, subState, mainPid, killMode, restart, execStart } = unit
  const command = commandWithoutSecrets(execStart)
  return { name, activeState, subState, mainPid, killMode, restart, execStart: command }
}

/** What the process itself says, and whether that is what is configured. */
function runningPart(material: Material) {
  const { seen, configured, detail } = material
  const state = jsonOf(detail.answers.get('/state'), stateAnswer)
  const metrics = jsonOf(detail.answers.get('/metrics/snapshot'), metricsAnswer)
  const running = jsonOf(detail.answers.get('/flags'), flagsAnswer)?.flags
  const registered = metrics?.['slave/registered']
  const hooks = listValue('hooks', configured, seen.files)
  const isolation = listValue('isolation', configured, seen.files)
  return {
    mesosVersion: jsonOf(detail.answers.get('/version'), versionAnswer)?.version,
    agentId: state?.id || undefined,
    recovered: state !== undefined,
    registered: registered === undefined ? undefined : registered === 1,
    hooks: parseNames('hooks', hooks),
    runningHooks: parseNames('hooks', textIn(running?.hooks)),
    isolation: parseNames('isolation', isolation),
    runningIsolation: parseNames('isolation', textIn(running?.isolation)),
    restartOwed:
      seen.unit.mainPid > 0 &&
      running !== undefined &&
      (running.hooks !== hooks ||
        isolationDiffers(textIn(running.isolation), isolation, configured) ||
        modulesDiffer(running, material)),
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** An agent shows Mesos's own value where the flag is not set. */
function isolationDiffers(
  running: string | undefined,
  value: string | undefined,
  { isOpaque }: ConfiguredFlags,
): boolean {
  if (value === undefined && isOpaque) return false
  const wanted = value ?? DEFAULT_ISOLATION.join(',')
  return running !== undefined && running.trim() !== wanted.trim()
}

function fileSystemOf({ seen, configured, detail }: Material): Observation['fileSystem'] {
  const mount = mountOf(workDirOf(configured), seen.mounts)
  if (!mount) return undefined
  const { device, mountPoint, type } = mount
  return { device, mountPoint, type, projectQuota: projectQuota(mount), ...detail.space }
}

/** libstdc++.so.6.0.30 gives the symbol versions up to GLIBCXX_3.4.30. */
function libstdcxxOf(mapped: readonly string[]): string | undefined {
  const name = mapped.find((path) => path.includes('/libstdc++.so.6.0.'))
  const patch = name && /libstdc\+\+\.so\.6\.0\.(\d+)/.exec(name)?.[1]
  return patch ? `3.4.${patch}` : undefined
}

/** Whether the running agent was started with other modules than are configured now. */
function modulesDiffer(
  running: Record<string, unknown>,
  { manifest, detail, seen }: Material,
): boolean {
  const { directory } = detail
  if (running.modules_dir !== directory?.path) return true
  // What the directory held is shown nowhere; when it was written to is known.
  if (directory) return detail.directoryChangedAt > seen.processStartedAt
  const configured = readManifest(manifest?.text ?? '{}')
  if (!configured.ok) return true
  const shown = String(running.modules ?? '')
  const words = (text: string): string => text.replace(/\s+/g, ' ').trim()
  return words(shown) !== words(toTextFormat(configured.libraries))
}
