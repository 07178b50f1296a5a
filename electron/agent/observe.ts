import type { Agent } from '../contract/agent.ts'
import type { Manifest, Observation } from '../contract/observation.ts'
import type { Link } from '../link/link.ts'
import { sha256 } from './digest.ts'
import { findings } from './findings.ts'
import { type ConfiguredFlags, configuredFlags, withoutSecrets } from './flags.ts'
import { type Frame, textOf } from './frames.ts'
import { parseHooks } from './hooks.ts'
import {
  flagsAnswer,
  type HttpAnswer,
  jsonOf,
  metricsAnswer,
  parseAnswer,
  stateAnswer,
  versionAnswer,
} from './http.ts'
import { modulesOf } from './manifest.ts'
import { libraryPath, readManifest, toTextFormat } from './manifest-rules.ts'
import { mountOf, projectQuota } from './mounts.ts'
import type { LibraryFacts } from './predict.ts'
import { DETAIL_SCRIPT, LIBRARY_FOLDER } from './scripts.ts'
import { type SourceFile, type SourceFiles, sourceFiles } from './source-file.ts'
import { framed, type Survey, survey } from './survey.ts'
import type { UnitInfo } from './systemd.ts'

/** An observation with what it was drawn from, which changes are planned on. */
export interface Snapshot {
  readonly observation: Observation
  readonly unit: UnitInfo
  readonly configured: ConfiguredFlags
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
  const configured = configuredFlags(seen.unit, seen.files)
  const detail = await readDetail(link, configured)
  for (const [path, file] of detail.files) seen.files.set(path, file)
  const manifest = manifestOf(configured, seen.files)
  const { looked, realPaths } = await examineLibraries(link, manifest, seen.mapped)
  const loaded = [...realPaths].filter(([, real]) => seen.mapped.includes(real))
  const observation = assemble(agent, seen, configured, detail, manifest, {
    mappedLibraries: loaded.map(([path]) => path),
  })
  const libraries = new Map(looked)
  for (const [path] of loaded) {
    libraries.set(path, { state: 'loaded', hooks: observation.runningHooks ?? [] })
  }
  return { observation, unit: seen.unit, configured, files: seen.files, libraries }
}

/** Path in 'file:///path' or, as Mesos still takes it, '/path'; undefined for a value of its own. */
export function pathInFlag(value: string | undefined): string | undefined {
  if (value?.startsWith('file://')) return value.slice('file://'.length)
  return value?.startsWith('/') ? value : undefined
}

/** The --hooks value in effect, a file that it refers to followed; undefined: not set. */
export function hooksValue(configured: ConfiguredFlags, files: SourceFiles): string | undefined {
  const value = configured.flags.get('hooks')?.value
  const path = value?.startsWith('file://') ? pathInFlag(value) : undefined
  return path ? (files.get(path)?.text ?? '') : value
}

interface Detail {
  readonly files: ReadonlyMap<string, SourceFile>
  readonly answers: ReadonlyMap<string, HttpAnswer>
  readonly space: { readonly sizeBytes: number; readonly usedBytes: number }
}

const ENDPOINTS = ['/version', '/flags', '/state', '/metrics/snapshot'] as const

async function readDetail(link: Link, configured: ConfiguredFlags): Promise<Detail> {
  const flag = (name: string): string | undefined => configured.flags.get(name)?.value
  const paths = [pathInFlag(flag('modules')), pathInFlag(flag('hooks'))]
  const { host, port } = httpAddress(configured)
  const frames = await framed(link, DETAIL_SCRIPT, [
    ...paths.flatMap((path) => (path ? ['file', path] : [])),
    ...['space', workDirOf(configured)],
    ...ENDPOINTS.flatMap((path) => ['http', host, String(port), path]),
  ])
  const answers = frames.filter(({ kind }) => kind === 'http')
  return {
    files: sourceFiles(frames, link.agent),
    answers: new Map(answers.map(({ subject, content }) => [subject, parseAnswer(content)])),
    space: parseSpace(frames),
  }
}

export function httpAddress(configured: ConfiguredFlags): { host: string; port: number } {
  const ip = configured.flags.get('ip')?.value
  const port = Number(configured.flags.get('port')?.value)
  return {
    host: ip && ip !== '0.0.0.0' ? ip : '127.0.0.1',
    port: Number.isInteger(port) && port > 0 && port < 65536 ? port : 5051,
  }
}

/** Mesos's own default is none; without the flag the agent does not start. */
function workDirOf(configured: ConfiguredFlags): string {
  return configured.flags.get('work_dir')?.value ?? '/var/lib/mesos'
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

/**
 * Which libraries of the manifest are there. Those that the process has mapped need no look; for
 * the others the agent is asked once more.
 */
async function examineLibraries(
  link: Link,
  manifest: Manifest | undefined,
  mapped: readonly string[],
) {
  const result = readManifest(manifest?.text ?? '{}')
  const paths = result.ok ? result.libraries.flatMap((each) => libraryPath(each) ?? []) : []
  const unknown = paths.filter((path) => path.startsWith('/') && !mapped.includes(path))
  const looked = await lookUpLibraries(link, unknown)
  const facts = new Map<string, LibraryFacts>()
  const realPaths = new Map<string, string>()
  for (const path of paths) {
    const look = looked.get(path)
    facts.set(path, look?.facts ?? { state: 'unexamined' })
    const real = path.includes('/')
      ? (look?.realPath ?? path)
      : mapped.find((each) => each.endsWith(`/${path}`))
    if (real) realPaths.set(path, real)
  }
  return { looked: facts, realPaths }
}

/** What stands at these absolute paths on the agent. */
export async function lookUpLibraries(
  link: Link,
  paths: readonly string[],
): Promise<Map<string, { facts: LibraryFacts; realPath: string }>> {
  if (paths.length === 0) return new Map()
  const frames = await framed(
    link,
    DETAIL_SCRIPT,
    paths.flatMap((path) => ['library', path]),
  )
  const found = frames.filter(({ kind }) => kind === 'library')
  return new Map(
    found.map(({ subject, content }) => {
      const text = content.toString().trimEnd()
      const state = text === 'folder' || text === 'missing' ? text : 'unexamined'
      return [subject, { facts: { state }, realPath: text }]
    }),
  )
}

function assemble(
  agent: Agent,
  seen: Survey,
  configured: ConfiguredFlags,
  detail: Detail,
  manifest: Manifest | undefined,
  { mappedLibraries }: { mappedLibraries: string[] },
): Observation {
  const { unit, mounts } = seen
  const state = jsonOf(detail.answers.get('/state'), stateAnswer)
  const metrics = jsonOf(detail.answers.get('/metrics/snapshot'), metricsAnswer)
  const running = jsonOf(detail.answers.get('/flags'), flagsAnswer)?.flags
  const hooks = hooksValue(configured, seen.files)
  const workDir = workDirOf(configured)
  const mount = mountOf(workDir, mounts)
  const registered = metrics?.['slave/registered']
  const observation: Observation = {
    agent: agent.name,
    observedAt: Date.now(),
    clockOffsetMs: seen.clockOffsetMs,
    hostname: seen.hostname,
    kernel: seen.kernel,
    glibc: seen.glibc,
    libstdcxx: libstdcxxOf(seen.mapped),
    machine: seen.machine,
    unit: {
      name: unit.name,
      activeState: unit.activeState,
      subState: unit.subState,
      mainPid: unit.mainPid,
      killMode: unit.killMode,
      restart: unit.restart,
      execStart: unit.execStart,
    },
    mesosVersion: jsonOf(detail.answers.get('/version'), versionAnswer)?.version,
    agentId: state?.id || undefined,
    recovered: state !== undefined,
    registered: registered === undefined ? undefined : registered === 1,
    httpPort: httpAddress(configured).port,
    workDir,
    flagSource: configured.source,
    flags: withoutSecrets(configured.flags.values()),
    hooks: hooks === undefined ? undefined : parseHooks(hooks),
    runningHooks: typeof running?.hooks === 'string' ? parseHooks(running.hooks) : undefined,
    manifest,
    installedBuilds: [...seen.builds],
    mappedLibraries,
    runningBuild: seen.builds.find(({ path }) => seen.mapped.includes(path)),
    fileSystem: mount && {
      device: mount.device,
      mountPoint: mount.mountPoint,
      type: mount.type,
      projectQuota: projectQuota(mount),
      ...detail.space,
    },
    restartOwed: unit.mainPid > 0 && running !== undefined && differs(running, hooks, manifest),
    findings: [],
  }
  return {
    ...observation,
    findings: findings({ observation, seen, configured, answers: detail.answers }),
  }
}

/** libstdc++.so.6.0.30 gives the symbol versions up to GLIBCXX_3.4.30. */
function libstdcxxOf(mapped: readonly string[]): string | undefined {
  const name = mapped.find((path) => path.includes('/libstdc++.so.6.0.'))
  const patch = name && /libstdc\+\+\.so\.6\.0\.(\d+)/.exec(name)?.[1]
  return patch ? `3.4.${patch}` : undefined
}

/** Whether the running agent was started with other hooks or modules than are configured now. */
function differs(
  running: Record<string, unknown>,
  hooks: string | undefined,
  manifest: Manifest | undefined,
): boolean {
  if (running.hooks !== hooks) return true
  const configured = readManifest(manifest?.text ?? '{}')
  const shown = String(running.modules ?? '')
  const words = (text: string): string => text.replace(/\s+/g, ' ').trim()
  return configured.ok && words(shown) !== words(toTextFormat(configured.libraries))
}

/** Where Quotadeck puts a build on an agent: the name carries the content's hash. */
export function libraryPathFor(buildSha256: string): string {
  return `${LIBRARY_FOLDER}/libquotadeck-hook-${buildSha256.slice(0, 12)}.so`
}
