import type { Failure } from '../contract/failure.ts'
import { type AgentRollout, type Gate, type StepName, stepNames } from '../contract/rollout.ts'

/** One agent's state in a rollout; tells `onChange` of every change with a complete copy. */
export class Progress {
  private state: AgentRollout
  private readonly onChange: (state: AgentRollout) => void

  constructor(agent: string, onChange: (state: AgentRollout) => void) {
    const steps = stepNames.map((name) => ({ name, state: 'pending' as const }))
    this.state = { agent, state: 'waiting', steps, gates: [] }
    this.onChange = onChange
  }

  get current(): AgentRollout {
    return this.state
  }

  /** Does one step. What it returns is its detail; what it throws fails it. */
  async step(name: StepName, task: () => Promise<string>): Promise<void> {
    this.change(name, { state: 'running', startedAt: Date.now() })
    try {
      const detail = await task()
      this.change(name, { state: 'done', endedAt: Date.now(), detail })
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      this.change(name, { state: 'failed', endedAt: Date.now(), detail })
      throw error
    }
  }

  /** Records a preflight whose outcome the plan knows already. */
  preflight(passed: boolean, detail: string): void {
    this.change('preflight', { state: passed ? 'done' : 'failed', detail })
  }

  skip(name: StepName, detail: string): void {
    this.change(name, { state: 'skipped', detail })
  }

  detail(name: StepName, detail: string): void {
    this.change(name, { detail })
  }

  gates(gates: Gate[]): void {
    this.set({ gates })
  }

  begin(): void {
    this.set({ state: 'running' })
  }

  /** Ends the agent's part; steps that were not reached are skipped. */
  end(state: AgentRollout['state'], failure?: Failure): void {
    const steps = this.state.steps.map((step) =>
      step.state === 'pending' ? { ...step, state: 'skipped' as const } : step,
    )
    this.set({ state, steps, ...(failure ? { failure: failure.data } : {}) })
  }

  private change(name: StepName, more: Partial<AgentRollout['steps'][number]>): void {
    const steps = this.state.steps.map((step) => (step.name === name ? { ...step, ...more } : step))
    this.set({ steps })
  }

  private set(more: Partial<AgentRollout>): void {
    this.state = { ...this.state, ...more }
    this.onChange(this.state)
  }
}
