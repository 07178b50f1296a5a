import type { Command } from 'commander'
import type { ConnectionTest, TestStep } from '../../contract/connection-test.ts'
import type { Console } from './console.ts'
import { agentsOrAll } from './many.ts'
import { unlessStopped } from './signals.ts'
import { span, visible } from './table.ts'

/** `quotadeck agents test …` */
export function addTestCommand(agents: Command, console: Console): void {
  agents
    .command('test')
    .description('go the way to agents step by step, and say where it ends and what to do')
    .argument('[agents...]', 'these agents (default: all)')
    .option('--anew', 'log in again even where a connection stands')
    .action(async (names: string[], { anew = false }: { anew?: boolean }) => {
      const wanted = await agentsOrAll(console, names)
      const outcomes = wanted.length > 0 ? await outcomesOf(console, wanted, anew) : []
      console.succeeded = outcomes.every(({ state }) => state === 'passed')
      console.print(outcomes, (tests) => tests.map(testText).join('\n') || 'No agent is recorded.')
    })
}

async function outcomesOf(console: Console, agents: string[], anew: boolean) {
  const tests = new Map<string, ConnectionTest>()
  const ended = () => [...tests.values()].filter(({ state }) => state !== 'running').length
  const read = async () => {
    for await (const test of await console.client.agents.test({ agents, anew })) {
      tests.set(test.agent, test)
      if (test.state !== 'running') console.progress(ended(), agents.length)
    }
  }
  await unlessStopped(read).finally(() => console.endProgress())
  return agents.flatMap((name) => tests.get(name) ?? [])
}

function testText({ agent, state, steps, carrier, failure }: ConnectionTest): string {
  const over = carrier ? ` over ${carrier.name}: ${carrier.reason}` : ''
  const lines = steps.filter((step) => step.state !== 'skipped').map(stepText)
  const why = failure ? [`  ${failure.message}`, `  ${failure.advice}`, ...evidence(failure)] : []
  return [`${agent}: ${state}${over}`, ...lines, ...why].map(visible).join('\n')
}

function stepText({ name, state, ms, detail }: TestStep): string {
  const took = ms === undefined ? '' : span(ms)
  const found = detail === undefined ? '' : `  ${detail}`
  return `  ${name.replace('-', ' ').padEnd(11)}${state.padEnd(8)}${took.padStart(7)}${found}`
}

function evidence({ evidence: text }: { evidence?: string | undefined }): string[] {
  return text ? text.split('\n').map((line) => `    ${line}`) : []
}
