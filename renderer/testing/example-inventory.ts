import { type Agent, type AgentRecord, agentSchema } from '../../electron/contract/agent.ts'
import {
  type Group,
  inheritedSettings,
  type MembershipChange,
} from '../../electron/contract/inventory.ts'

/** The records and groups of the fake engine; they answer to what is done as the real ones do. */
export class ExampleInventory {
  readonly #records: Map<string, AgentRecord>
  readonly #groups: Map<string, Group>

  constructor(records: readonly AgentRecord[], groups: readonly Group[]) {
    this.#records = new Map(records.map((record) => [record.name, record]))
    this.#groups = new Map(groups.map((group) => [group.name, group]))
  }

  list(): Agent[] {
    return [...this.#records.keys()].sort().map((name) => this.get(name))
  }

  get(name: string): Agent {
    const record = this.record(name)
    const given = Object.entries(inheritedSettings(record.groups, this.#groups))
    const inherited = Object.fromEntries(given.map(([key, { value }]) => [key, value]))
    return agentSchema.parse({ ...inherited, ...record })
  }

  record(name: string): AgentRecord {
    const record = this.#records.get(name)
    if (!record) throw new Error(`no agent ${name}`)
    return record
  }

  save(record: AgentRecord): Agent {
    this.#records.set(record.name, record)
    return this.get(record.name)
  }

  remove(names: readonly string[]): void {
    for (const name of names) this.#records.delete(name)
  }

  groups(): Group[] {
    const names = [...this.#records.values()].flatMap((record) => record.groups)
    const all = new Set([...this.#groups.keys(), ...names])
    return [...all].sort().map((name) => this.#groups.get(name) ?? { name, settings: {} })
  }

  saveGroup(group: Group): void {
    this.#groups.set(group.name, group)
  }

  removeGroup(name: string): void {
    this.#groups.delete(name)
    for (const record of this.#records.values())
      this.save({ ...record, groups: record.groups.filter((group) => group !== name) })
  }

  change({ agents, addGroups, removeGroups, setLabels, removeLabels }: MembershipChange): void {
    for (const name of agents) {
      const record = this.record(name)
      const kept = record.groups.filter((group) => !removeGroups.includes(group))
      const labels = Object.entries({ ...record.labels, ...setLabels })
      this.save({
        ...record,
        groups: [...new Set([...kept, ...addGroups])],
        labels: Object.fromEntries(labels.filter(([label]) => !removeLabels.includes(label))),
      })
    }
  }
}
