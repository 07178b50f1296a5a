// The command `npm run bench`.

import { Command } from 'commander'
import { measureHook } from './hook.ts'
import { hookTable } from './hook-table.ts'
import { measureRefresh } from './refresh/refresh.ts'
import { measureRollout } from './rollout/rollout.ts'
import { rolloutTable } from './rollout/table.ts'

const program = new Command('bench').description('Measures the project against its floors')

program
  .command('hook')
  .description('launches and status reports, in a machine with real project quotas')
  .option('--json', 'print the numbers as JSON, on the last line')
  .action(async (options: { json?: boolean }) => {
    const result = await measureHook()
    console.log(options.json ? JSON.stringify(result) : hookTable(result))
  })

program
  .command('rollout')
  .description('a library, two files, a command and a read on every agent, beside other tools')
  .option('--agents <count>', 'how many agents', Number, 100)
  .option('--rounds <count>', 'so often the quick ones; Ansible and clush once', Number, 3)
  .option('--only <names>', 'only these contenders, comma-separated', (names) => names.split(','))
  .option('--json', 'print the numbers as JSON, on the last line')
  .action(async ({ json, ...options }) => {
    const result = await measureRollout(options)
    console.log(json ? JSON.stringify(result) : rolloutTable(result))
  })

program
  .command('refresh')
  .description('the status file of every agent, cold and warm')
  .option('--agents <count>', 'how many agents', Number, 1000)
  .option('--json', 'print the numbers as JSON, on the last line')
  .action(async ({ agents, json }: { agents: number; json?: boolean }) => {
    const result = await measureRefresh(agents)
    if (json) console.log(JSON.stringify(result))
    else
      for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(16)}${value}`)
  })

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
