// The command `npm run lab`.

import { spawnSync } from 'node:child_process'
import { Argument, Command, Option } from 'commander'
import { changeHostKey, fillDisk, freeDisk, freeze, powerOff, thaw } from './faults.ts'
import { agentNamed, down, type Lab, type LabAgent, labNames, open, sshArgs, up } from './lab.ts'
import { kill, type LaunchOptions, launch } from './launch.ts'
import { kindNames } from './plan.ts'

const program = new Command('lab').description('Real agents in User Mode Linux on this machine')

function labCommand(name: string): Command {
  return program.command(name).option('--name <lab>', 'the lab', 'default')
}

labCommand('up')
  .description('start a lab and wait until its agents answer')
  .option('--agents <count>', 'how many agents', Number, 2)
  .addOption(new Option('--kinds <kind...>', 'how they are installed, by turns').choices(kindNames))
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

labCommand('launch')
  .description("start a container that writes, through the stand-in agent's launch API")
  .argument('<agent>')
  .requiredOption('--task <id>', 'the task id')
  .option('--limit <size>', 'its hard limit, such as 64MiB')
  .option('--path <dir>', 'make its directory below this one; its sandbox unless given')
  .option('--command <line>', 'what it runs; writes 1 MiB a second unless given')
  .action(async (name: string, options: LaunchOptions & { name: string }) => {
    const launched = await launch(agentNamed(open(options.name), name), options)
    console.log(`task ${options.task} runs in container ${launched.container_id}`)
  })

labCommand('kill')
  .description('end a container')
  .argument('<agent>')
  .requiredOption('--task <id>', 'the task id')
  .action((name: string, options: { name: string; task: string }) =>
    kill(agentNamed(open(options.name), name), options.task),
  )

const FAULTS = {
  freeze: (lab: Lab, agent: LabAgent) => freeze(lab, agent),
  thaw: (lab: Lab, agent: LabAgent) => thaw(lab, agent),
  'power-off': (lab: Lab, agent: LabAgent) => powerOff(lab, agent),
  'change-host-key': (lab: Lab, agent: LabAgent) => changeHostKey(lab, agent),
  'fill-disk': (_: Lab, agent: LabAgent, folder?: string) => fillDisk(agent, folder),
  'free-disk': (_: Lab, agent: LabAgent, folder?: string) => freeDisk(agent, folder),
}

type FaultOptions = { name: string; folder?: string }

labCommand('fault')
  .description('make something go wrong with an agent, or right again')
  .addArgument(new Argument('<fault>').choices(Object.keys(FAULTS)))
  .argument('<agent>')
  .option('--folder <path>', 'the folder whose file system fill-disk fills')
  .action(async (fault: keyof typeof FAULTS, name: string, options: FaultOptions) => {
    const lab = open(options.name)
    await FAULTS[fault](lab, agentNamed(lab, name), options.folder)
  })

try {
  await program.parseAsync()
} catch (error) {
  console.error(`lab: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
