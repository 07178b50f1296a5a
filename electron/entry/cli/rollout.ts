import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Command } from 'commander'
import { parseHooks } from '../../agent/mesos/name-list.ts'
import { Failure } from '../../contract/failure.ts'
import type { BuildFacts } from '../../contract/observation.ts'
import type { Rollout, RolloutPlan, RolloutRequest } from '../../contract/rollout.ts'
import type { Console } from './console.ts'
import { Progress, planText, rolloutText } from './rollout-text.ts'
import { untilDone } from './signals.ts'

interface RolloutOptions {
  readonly build: string
  readonly hooks?: string
  readonly agents?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** `quotadeck rollout --build FILE` */
export function rolloutCommand(console: Console): Command {
  return new Command('rollout')
    .description(
      'bring a hook build to agents and restart them, each checked, rolled back on failure',
    )
    .requiredOption('--build <file>', 'the compiled hook, a .so file')
    .option(
      '--hooks <a,b,c>',
      'the whole --hooks list, in order (default: keep it, ours at its end)',
    )
    .option('--agents <a,b>', 'which agents (default: all)')
    .option('--dry-run', 'show the plan and leave it at that')
    .option('--yes', 'do not ask')
    .action((options: RolloutOptions) => rollOut(console, options))
}

async function rollOut(console: Console, options: RolloutOptions): Promise<void> {
  const { client } = console
  const agents = options.agents?.split(',') ?? (await client.agents.list()).map(({ name }) => name)
  if (agents.length === 0) throw noAgents()
  const build = await addBuild(console, options.build)
  const hooks = options.hooks === undefined ? undefined : parseHooks(options.hooks)
  const request: RolloutRequest = { build: build.sha256, agents, hooks }
  const plan = await client.rollouts.plan(request)
  if (options.dryRun) {
    console.succeeded = failuresOf(plan).length === 0
    return console.print(plan, planText)
  }
  console.say(planText(plan))
  const changing = plan.agents.filter(({ verdict }) => verdict === 'change').length
  if (changing > 0 && !(await console.confirmed(question(changing), options.yes))) {
    console.succeeded = false
    return console.say('Nothing was changed.')
  }
  await run(console, request, plan.hash)
}

async function addBuild(console: Console, path: string): Promise<BuildFacts> {
  const content = await readFile(path).catch((cause: Error) => {
    throw new Failure(
      {
        code: 'input-invalid',
        message: `The build ${path} cannot be read: ${cause.message}.`,
        advice: 'Give the path of a compiled hook, a .so file.',
      },
      { cause },
    )
  })
  return console.client.builds.add({ fileName: basename(path), file: new Blob([content]) })
}

function failuresOf(plan: RolloutPlan) {
  return plan.agents.flatMap(({ failure }) => (failure ? [failure] : []))
}

function question(count: number): string {
  return `Roll out to ${count === 1 ? 'this agent' : `these ${count} agents`}, restarting each?`
}

async function run(console: Console, request: RolloutRequest, hash: string): Promise<void> {
  const { id } = await console.client.rollouts.start({ request, hash })
  const last = await untilDone(
    () => follow(console, id),
    () => {
      console.warn('No more agents are begun; those under way are brought to a safe end.')
      console.warn('Ctrl-C again leaves them as they are.')
      console.engine.rollouts.stop()
    },
  )
  if (last) console.say(rolloutText(last))
  console.succeeded = last?.state === 'succeeded'
}

/** Prints what is new until the rollout has ended, and returns its last state. */
async function follow(console: Console, id: string): Promise<Rollout | undefined> {
  const progress = new Progress()
  let last: Rollout | undefined
  for await (const rollout of await console.client.rollouts.watch({ id })) {
    last = rollout
    if (console.json) console.print(rollout, () => '')
    else for (const line of progress.news(rollout)) console.say(line)
  }
  return last
}

function noAgents(): Failure {
  return new Failure({
    code: 'input-invalid',
    message: 'No agent is recorded to roll out to.',
    advice: "Record one with 'quotadeck agents add'.",
  })
}
