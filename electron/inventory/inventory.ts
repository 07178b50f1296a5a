import { type Agent, type AgentRecord, agentRecordSchema } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import type {
  ExportFormat,
  Group,
  ImportPreview,
  ImportRequest,
  MembershipChange,
} from '../contract/inventory.ts'
import type { Store } from '../store/store.ts'
import { exportFleet } from './export.ts'
import type { Reading } from './import/reading.ts'
import { previewImport } from './preview.ts'
import { resolveAgent } from './resolve.ts'

/** The fleet as the operator recorded it. */
export class Inventory {
  readonly #agents: Store['agents']
  readonly #groups: Store['groups']

  constructor({ agents, groups }: Pick<Store, 'agents' | 'groups'>) {
    this.#agents = agents
    this.#groups = groups
  }

  /** All agents as they are reached, by name. */
  list(): Agent[] {
    const groups = this.#groupsByName()
    return this.#agents.list().map((record) => resolved(record, groups))
  }

  /** The agent of that name as it is reached; `not-found` names the ones there are. */
  get(name: string): Agent {
    return resolved(this.record(name), this.#groupsByName())
  }

  /** What is recorded of an agent itself, without its groups' settings and the defaults. */
  record(name: string): AgentRecord {
    const record = this.#agents.find(name)
    if (!record) throw unknownAgent(name, this.#agents.list())
    return record
  }

  /** Records an agent; `already-exists` when the name is taken. Connects to nothing. */
  add(record: AgentRecord): Agent {
    const agent = resolved(record, this.#groupsByName())
    if (this.#agents.insert(record)) return agent
    throw new Failure({
      code: 'already-exists',
      message: `There is an agent named '${record.name}' already.`,
      advice: 'Choose another name, or change the recorded agent.',
    })
  }

  /** Replaces what is recorded of an agent; `not-found`. */
  update(record: AgentRecord): Agent {
    const agent = resolved(record, this.#groupsByName())
    if (!this.#agents.update(record)) throw unknownAgent(record.name, this.#agents.list())
    return agent
  }

  /** Forgets an agent; nothing is done to the agent itself. */
  remove(name: string): void {
    if (!this.#agents.delete(name)) throw unknownAgent(name, this.#agents.list())
  }

  /** Forgets all of these agents or, when one is not recorded, none. */
  removeAll(names: readonly string[]): void {
    const known = names.map((name) => this.record(name).name)
    this.#agents.saveAll([], () => {
      for (const name of known) this.#agents.delete(name)
    })
  }

  /** Changes groups and labels of several agents, of all or none. */
  changeMembership({ agents, ...change }: MembershipChange): void {
    const groups = this.#groupsByName()
    const changed = agents.map((name) => changedMember(this.record(name), change))
    for (const record of changed) resolved(record, groups)
    this.#agents.saveAll(changed, () => undefined)
  }

  /** Every group that has settings or an agent, by name. */
  groups(): Group[] {
    const groups = this.#groupsByName()
    for (const { groups: names } of this.#agents.list())
      for (const name of names) if (!groups.has(name)) groups.set(name, { name, settings: {} })
    return [...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Gives a group its settings; refused when an agent of it could then not be reached. */
  saveGroup(group: Group): void {
    const groups = this.#groupsByName().set(group.name, group)
    for (const record of this.#agents.list())
      if (record.groups.includes(group.name)) resolved(record, groups)
    this.#groups.save(group)
  }

  /** Takes a group's settings away, and the group from all its agents. */
  removeGroup(name: string): void {
    const groups = this.#groupsByName()
    groups.delete(name)
    const members = this.#agents.list().filter(({ groups }) => groups.includes(name))
    const without = members.map((record) => ({
      ...record,
      groups: record.groups.filter((group) => group !== name),
    }))
    for (const record of without) resolved(record, groups)
    this.#agents.saveAll(without, () => this.#groups.delete(name))
  }

  /** What an import would do; nothing is recorded. */
  preview(reading: Reading, request: ImportRequest): ImportPreview {
    const groups = this.#groupsByName()
    const recorded = new Map(this.#agents.list().map((record) => [record.name, record]))
    return previewImport(reading, request, recorded, (record) => {
      const outcome = resolveAgent(record, groups)
      return 'problem' in outcome ? outcome.problem : undefined
    })
  }

  /** Records what a preview of this hash showed, all of it or, with `plan-stale`, nothing. */
  applyImport(reading: Reading, request: ImportRequest, hash: string): ImportPreview {
    const preview = this.preview(reading, request)
    const changed = preview.agents.filter(({ change }) => change === 'add' || change === 'update')
    this.#agents.saveAll(
      changed.flatMap(({ record }) => record ?? []),
      () => {
        if (this.preview(reading, request).hash !== hash) throw staleImport()
      },
    )
    return preview
  }

  /** The fleet as a text; names given choose agents, none all. */
  export(format: ExportFormat, names: readonly string[]): string {
    const groups = this.#groupsByName()
    const records = names.length > 0 ? names.map((name) => this.record(name)) : this.#agents.list()
    const fleet = records.map((record) => ({ record, agent: resolved(record, groups) }))
    return exportFleet(format, fleet)
  }

  #groupsByName(): Map<string, Group> {
    return new Map(this.#groups.list().map((group) => [group.name, group]))
  }
}

function changedMember(record: AgentRecord, change: Omit<MembershipChange, 'agents'>): AgentRecord {
  const { addGroups, removeGroups, setLabels, removeLabels } = change
  const kept = record.groups.filter((group) => !removeGroups.includes(group))
  const labels = { ...record.labels, ...setLabels }
  for (const label of removeLabels) delete labels[label]
  return agentRecordSchema.parse({
    ...record,
    groups: [...new Set([...kept, ...addGroups])],
    labels,
  })
}

function resolved(record: AgentRecord, groups: ReadonlyMap<string, Group>): Agent {
  const outcome = resolveAgent(agentRecordSchema.parse(record), groups)
  if ('agent' in outcome) return outcome.agent
  throw new Failure({
    code: 'input-invalid',
    agent: record.name,
    message: `${record.name} cannot be reached as it is recorded: ${outcome.problem}.`,
    advice: 'Give the agent, or one of its groups, what is missing.',
  })
}

function staleImport(): Failure {
  return new Failure({
    code: 'plan-stale',
    message: 'The source or the inventory has changed since the preview.',
    advice: 'Look at the preview anew, then import.',
  })
}

function unknownAgent(name: string, known: readonly { readonly name: string }[]): Failure {
  const names = known.slice(0, 10).map((agent) => agent.name)
  const more = known.length > names.length ? ` and ${known.length - names.length} more` : ''
  return new Failure({
    code: 'not-found',
    message: `No agent named '${name}' is recorded.`,
    advice: names.length
      ? `Recorded are: ${names.join(', ')}${more}.`
      : 'No agent is recorded yet: add one first.',
  })
}
