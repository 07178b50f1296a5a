import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import type { AgentTable } from '../store/agents.ts'

/** The fleet as the operator recorded it. */
export class Inventory {
  readonly #table: AgentTable

  constructor(table: AgentTable) {
    this.#table = table
  }

  /** All agents, by name. */
  list(): Agent[] {
    return this.#table.list()
  }

  /** The agent of that name; `not-found` names the ones there are. */
  get(name: string): Agent {
    const agent = this.#table.find(name)
    if (!agent) throw unknownAgent(name, this.#table.list())
    return agent
  }

  /** Records an agent; `already-exists` when the name is taken. Connects to nothing. */
  add(agent: Agent): Agent {
    if (this.#table.insert(agent)) return agent
    throw new Failure({
      code: 'already-exists',
      message: `There is an agent named '${agent.name}' already.`,
      advice: 'Choose another name, or remove the recorded agent first.',
    })
  }

  /** Forgets an agent; nothing is done to the agent itself. */
  remove(name: string): void {
    if (!this.#table.delete(name)) throw unknownAgent(name, this.#table.list())
  }
}

function unknownAgent(name: string, known: readonly Agent[]): Failure {
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
