import { Command, InvalidArgumentError } from 'commander'
import type { AgentUsage, Project } from '../../contract/usage.ts'
import type { Console } from './console.ts'
import { failureText } from './errors.ts'
import { agentsOrAll, lookAtMany } from './many.ts'
import { bytes, span, table } from './table.ts'

interface UsageOptions {
  readonly watch?: boolean
  readonly interval: number
}

/** `quotadeck usage [agents…]` */
export function usageCommand(console: Console): Command {
  return new Command('usage')
    .description('what every container uses, and its limit')
    .argument('[agents...]', 'default: all')
    .option('--watch', 'go on reading, until Ctrl-C')
    .option('--interval <seconds>', 'time between two readings with --watch', parseSeconds, 5)
    .action(async (agents: string[], options: UsageOptions) => {
      const names = await agentsOrAll(console, agents)
      if (options.watch) await watch(console, names, options.interval)
      else await read(console, names)
    })
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (seconds >= 1 && seconds <= 3600) return seconds
  throw new InvalidArgumentError('An interval is 1 to 3600 seconds.')
}

async function read(console: Console, names: readonly string[]): Promise<void> {
  const usages = await lookAtMany(console, names, (agent) => console.client.usage.read({ agent }))
  console.print(usages, usagesText)
  console.succeeded = failuresOf(usages).length === 0
}

async function watch(console: Console, names: string[], seconds: number): Promise<void> {
  const intervalMs = Math.round(seconds * 1000)
  const stream = await console.client.usage.watch({ agents: names, intervalMs })
  const latest = new Map<string, AgentUsage>()
  for await (const usages of stream) {
    if (console.unread) return
    for (const usage of usages) {
      latest.set(usage.agent, usage)
      if (console.json || !process.stdout.isTTY) console.print(usage, (one) => usagesText([one]))
    }
    if (!console.json && process.stdout.isTTY)
      process.stdout.write(`${clearScreen}${usagesText([...latest.values()])}\n`)
  }
}

const clearScreen = '\u001b[H\u001b[2J'

function failuresOf(usages: readonly AgentUsage[]) {
  return usages.flatMap(({ failure }) => (failure ? [failure] : []))
}

interface Row extends Project {
  readonly agent: string
  readonly age: string
}

function usagesText(usages: readonly AgentUsage[]): string {
  const rows = usages.flatMap(rowsOf).sort((a, b) => share(b) - share(a))
  const parts = rows.length > 0 ? [usageTable(rows)] : []
  const empty = usages.filter(({ status }) => status?.projects.length === 0)
  parts.push(...empty.map(({ agent }) => `${agent}: no container has a quota.`))
  parts.push(...failuresOf(usages).map(failureText))
  return parts.join('\n') || 'No agent is recorded yet.'
}

function rowsOf(usage: AgentUsage): Row[] {
  const age =
    usage.ageMs === undefined ? '' : `${span(usage.ageMs)}${usage.stale ? ' (stale)' : ''}`
  return (usage.status?.projects ?? []).map((project) => ({ ...project, agent: usage.agent, age }))
}

/** Of the limit; 0 without one. */
function share({ usedBytes, hardLimitBytes }: Project): number {
  return hardLimitBytes > 0 ? usedBytes / hardLimitBytes : 0
}

function usageTable(rows: readonly Row[]): string {
  return table(rows, [
    { title: 'AGENT', cell: (row) => row.agent },
    { title: 'TASK', cell: (row) => row.taskId || row.executorId },
    { title: 'CONTAINER', cell: (row) => row.containerName },
    { title: 'PROJECT', cell: (row) => `${row.id}`, align: 'right' },
    { title: 'USED', cell: (row) => bytes(row.usedBytes), align: 'right' },
    { title: 'LIMIT', cell: limitText, align: 'right' },
    { title: 'OF IT', cell: (row) => `${(share(row) * 100).toFixed(1)} %`, align: 'right' },
    { title: 'STATE', cell: stateText },
    { title: 'AGE', cell: (row) => row.age },
  ])
}

function stateText({ lastError, limitChanged, state }: Project): string {
  return lastError || (limitChanged ? `${state}, limit changed on the agent` : state)
}

function limitText({ hardLimitBytes }: Project): string {
  return hardLimitBytes > 0 ? bytes(hardLimitBytes) : 'none'
}
