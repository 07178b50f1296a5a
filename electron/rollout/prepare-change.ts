import { basename } from 'node:path'
import { readBackup, readBackupFolder } from '../agent/changes/backups.ts'
import { planChange, unknownLibraries } from '../agent/changes/plan-change.ts'
import { draftRestore, planRestore, type Restored } from '../agent/changes/plan-restore.ts'
import { librariesIn, modulesOf } from '../agent/manifest/manifest.ts'
import { lookUpLibraries } from '../agent/observe/libraries.ts'
import { type Snapshot, takeSnapshot } from '../agent/observe/observe.ts'
import type { FindLibrary } from '../agent/observe/predict-files.ts'
import { readReferred } from '../agent/observe/referred-files.ts'
import type { Agent } from '../contract/agent.ts'
import type { Backup } from '../contract/backup.ts'
import type { ChangePlan, Edit } from '../contract/change.ts'
import { Failure } from '../contract/failure.ts'
import type { BuildFacts, ManifestModule, Observation } from '../contract/observation.ts'
import type { Link } from '../link/link.ts'

export interface PreparedChange {
  readonly snapshot: Snapshot
  readonly plan: ChangePlan
  /** What the agent is configured to after the change. */
  readonly hooks: readonly string[] | undefined
  readonly modules: readonly ManifestModule[]
}

/** Looks at the agent and plans an edit on what is there. `builds` are those whose facts are known. */
export async function prepareChange(
  link: Link,
  agent: Agent,
  edit: Edit,
  builds: readonly BuildFacts[],
): Promise<PreparedChange> {
  const snapshot = await takeSnapshot(link, agent)
  if (edit.restore) return prepareRestore(link, snapshot, edit.restore, builds)
  const files = [edit.manifest, ...Object.values(edit.directory ?? {})]
  const texts = files.filter((text) => typeof text === 'string')
  const find = await libraryFinder(link, snapshot, texts, builds)
  const { observation } = snapshot
  return {
    snapshot,
    plan: planChange(snapshot, edit, find),
    hooks: edit.hooks ?? observation.hooks,
    modules: modulesAfter(edit, observation),
  }
}

/** The modules of all manifests that the agent has after the edit. */
function modulesAfter({ manifest, directory }: Edit, observation: Observation): ManifestModule[] {
  const { manifest: now, modulesDirectory } = observation
  if (!modulesDirectory)
    return manifest === undefined ? (now?.modules ?? []) : modulesIn([manifest])
  // A directory that upgrades replace is copied: the names stay.
  const texts = new Map(modulesDirectory.files.map(({ path, text }) => [basename(path), text]))
  for (const [path, text] of Object.entries(directory ?? {}))
    texts.set(basename(path), text ?? undefined)
  if (manifest !== undefined && now?.path) texts.set(basename(now.path), manifest)
  return modulesIn([...texts.values()].filter((text) => text !== undefined))
}

async function prepareRestore(
  link: Link,
  snapshot: Snapshot,
  ids: readonly string[],
  builds: readonly BuildFacts[],
): Promise<PreparedChange> {
  const { backups } = await readBackupFolder(link)
  const chosen = ids.map((id) => chooseBackup(link.agent, backups, id))
  const restored: Restored[] = []
  for (const backup of chosen) restored.push({ backup, content: await readBackup(link, backup) })
  const { live } = await readBackupFolder(link, [...new Set(chosen.map(({ path }) => path))])
  const { configured } = draftRestore(snapshot, restored, live).future
  const referred = await readReferred(link, snapshot, configured)
  const draft = draftRestore(snapshot, restored, live, referred)
  const find = await libraryFinder(link, snapshot, draft.manifests, builds)
  const { hooks, manifests } = draft
  const plan = planRestore(snapshot, draft, find)
  return { snapshot, plan, hooks, modules: modulesIn(manifests) }
}

function modulesIn(texts: readonly string[]): ManifestModule[] {
  return modulesOf(librariesIn(texts))
}

/** The backup of that id; `not-found`. */
export function chooseBackup(agent: string, backups: readonly Backup[], id: string): Backup {
  const found = backups.find((each) => each.id === id)
  if (found) return found
  throw new Failure({
    code: 'not-found',
    agent,
    message: `${agent} has no backup ${id}.`,
    advice: 'List the backups again: of each file only the newest are kept.',
  })
}

/** Says what is known of libraries that manifests name, after a look at those on the agent. */
async function libraryFinder(
  link: Link,
  snapshot: Snapshot,
  manifests: readonly string[],
  builds: readonly BuildFacts[],
): Promise<FindLibrary> {
  const looked = await lookUpLibraries(link, unknownLibraries(snapshot, manifests))
  return (path) => known(snapshot, builds, path) ?? looked.get(path)?.facts
}

function known(snapshot: Snapshot, builds: readonly BuildFacts[], path: string) {
  const installed = snapshot.observation.installedBuilds.find((each) => each.path === path)
  const build = builds.find(({ sha256 }) => sha256 === installed?.sha256)
  return build && ({ state: 'known', ...build } as const)
}
