// The command `npm run lab`.

import { spawnSync } from 'node:child_process'
import { Command } from 'commander'
import { agentNamed, down, labNames, open, sshArgs, up } from './lab.ts'

const program = new Command('lab').description('Real agents in User Mode Linux on this machine')

function labCommand(name: string): Command {
  return program.command(name).option('--name <lab>', 'the lab', 'default')
}

labCommand('up')
  .description('start a lab and wait until its agents answer')
  .option('--agents <count>', 'how many agents', Number, 2)
  .option('--agent-bin <path>', 'a real mesos-agent in place of the stand-in')
  .option('--docker <path>', "a real agent's docker command, in place of a pretend one")
  .option('--master <address>', "the value of the agents' --master")
  .action(async (options) => {
    const started = Date.now()
    const stop = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'])
      process.once(signal, () => stop.abort(new Error(`given up at ${signal}, nothing is left`)))
    const lab = await up({ ...options, log: console.error, signal: stop.signal })
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    console.log(`lab '${lab.name}' with ${lab.agents.length} agents is up after ${seconds} s`)
  })

labCommand('down')
  .description('end a lab and remove all that is left of it')
  .option('--all', 'end every lab')
  .action(async (options: { name: string; all?: boolean }) => {
    for (const name of options.all ? labNames() : [options.name]) {
      await down(name)
      console.log(`lab '${name}' is down`)
    }
  })

labCommand('list')
  .description('show the agents of a lab and how to reach them')
  .option('--json', 'all that a program needs, the sudo password included')
  .action((options: { name: string; json?: boolean }) => {
    const { name, agents } = open(options.name)
    if (options.json) return console.log(JSON.stringify({ lab: name, agents }, null, 2))
    for (const agent of agents)
      console.log(`${agent.name}\t${agent.kind}\t${agent.user}@${agent.host}:${agent.port}`)
  })

labCommand('ssh')
  .description('log in to an agent, or run a command line there')
  .argument('<agent>')
  .argument('[command...]')
  .action((name: string, command: string[], options: { name: string }) => {
    const agent = agentNamed(open(options.name), name)
    const result = spawnSync('ssh', [...sshArgs(agent), ...command], { stdio: 'inherit' })
    process.exitCode = result.status ?? 255
  })

try {
  await program.parseAsync()
} catch (error) {
  console.error(`lab: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
