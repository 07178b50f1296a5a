// The command `npm run fleet`.

import { Command } from 'commander'
import { FAULTS } from './faults.ts'
import { down, downAll, open, up } from './fleet.ts'

const program = new Command('fleet').description(
  'Many agents on this machine, served by real OpenSSH servers',
)

function fleetCommand(name: string): Command {
  return program.command(name).option('--name <fleet>', 'the fleet', 'default')
}

const faultHelp = Object.entries(FAULTS).map(([name, what]) => `  ${name.padEnd(16)}${what}`)

fleetCommand('up')
  .description('start a fleet and wait until it answers')
  .option('--agents <count>', 'how many agents', Number, 100)
  .option('--fault <share>', 'NAME=COUNT or NAME=PERCENT%[:NUMBER]; repeatable', collect, [])
  .option('--hours <number>', 'end by itself after so long', Number, 12)
  .option('--json', 'all that a program needs, as `list --json`')
  .addHelpText('after', `\nFaults:\n${faultHelp.join('\n')}`)
  .action(async ({ fault: faults, json, ...options }) => {
    const started = Date.now()
    const stop = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'])
      process.once(signal, () => stop.abort(new Error(`given up at ${signal}, nothing is left`)))
    const fleet = await up({ ...options, faults, signal: stop.signal })
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    if (json) printJson(fleet.name)
    else console.log(`fleet '${fleet.name}': ${fleet.agents.length} agents up after ${seconds} s`)
  })

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

fleetCommand('list')
  .description('show the agents of a fleet and how to reach them')
  .option('--json', 'all that a program needs, the password included')
  .action((options: { name: string; json?: boolean }) => {
    if (options.json) return printJson(options.name)
    for (const { name, user, host, port, fault } of open(options.name).agents)
      console.log(`${name}\t${user}@${host}:${port}\t${fault ?? ''}`)
  })

function printJson(name: string): void {
  const { password, agents } = open(name)
  console.log(JSON.stringify({ fleet: name, password, agents }, null, 2))
}

fleetCommand('down')
  .description('end a fleet and remove all that is left of it')
  .option('--all', 'end every fleet')
  .action(async (options: { name: string; all?: boolean }) => {
    if (!options.all) await down(options.name)
    for (const name of options.all ? await downAll() : [options.name])
      console.log(`fleet '${name}' is down`)
  })

try {
  await program.parseAsync()
} catch (error) {
  console.error(`fleet: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
