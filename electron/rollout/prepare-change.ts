import { readBackup, readBackupFolder } from '../agent/backups.ts'
import { lookUpLibraries } from '../agent/libraries.ts'
import { lookAtDirectory, type Snapshot, takeSnapshot } from '../agent/observe.ts'
import { planChange, unknownLibraries } from '../agent/plan-change.ts'
import { draftRestore, planRestore, type Restored } from '../agent/plan-restore.ts'
import type { FindLibrary } from '../agent/predict-files.ts'
import type { Agent } from '../contract/agent.ts'
import type { Backup } from '../contract/backup.ts'
import type { ChangePlan, Edit } from '../contract/change.ts'
import { Failure } from '../contract/failure.ts'
import type { BuildFacts } from '../contract/observation.ts'
import type { Link } from '../link/link.ts'

export interface PreparedChange {
  readonly snapshot: Snapshot
  readonly plan: ChangePlan
  /** What the agent is configured to after the change. */
  readonly hooks: readonly string[] | undefined
  readonly manifest: string | undefined
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
  const files = Object.values(edit.directory ?? {})
  const find = await libraryFinder(link, snapshot, [edit.manifest, ...files], builds)
  const { observation } = snapshot
  const own = edit.directory?.[observation.manifest?.path ?? '']
  return {
    snapshot,
    plan: planChange(snapshot, edit, find),
    hooks: edit.hooks ?? observation.hooks,
    manifest: edit.manifest ?? own ?? observation.manifest?.text,
  }
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
  let draft = draftRestore(snapshot, restored, live)
  const { unseenDirectory } = draft
  if (unseenDirectory?.startsWith('/')) {
    const other = await lookAtDirectory(link, unseenDirectory)
    draft = draftRestore(snapshot, restored, live, other)
  }
  const { hooks, manifest, future } = draft
  const texts = future.directory?.files.map(({ text }) => text) ?? []
  const find = await libraryFinder(link, snapshot, [manifest, ...texts], builds)
  return { snapshot, plan: planRestore(snapshot, draft, find), hooks, manifest }
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
  manifests: readonly (string | null | undefined)[],
  builds: readonly BuildFacts[],
): Promise<FindLibrary> {
  const texts = manifests.filter((text) => typeof text === 'string')
  const looked = await lookUpLibraries(link, unknownLibraries(snapshot, texts))
  return (path) => known(snapshot, builds, path) ?? looked.get(path)?.facts
}

function known(snapshot: Snapshot, builds: readonly BuildFacts[], path: string) {
  const installed = snapshot.observation.installedBuilds.find((each) => each.path === path)
  const build = builds.find(({ sha256 }) => sha256 === installed?.sha256)
  return build && ({ state: 'known', ...build } as const)
}
