// The command `npm run bench`.

import { Command } from 'commander'
import { measureHook } from './hook.ts'
import { hookTable } from './hook-table.ts'

const program = new Command('bench').description('Measures the project against its floors')

program
  .command('hook')
  .description('launches and status reports, in a machine with real project quotas')
  .option('--json', 'print the numbers as JSON, on the last line')
  .action(async (options: { json?: boolean }) => {
    const result = await measureHook()
    console.log(options.json ? JSON.stringify(result) : hookTable(result))
  })

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
