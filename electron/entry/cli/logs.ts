import { Command, InvalidArgumentError } from 'commander'
import type { Console } from './console.ts'
import { printedLines } from './printed-lines.ts'

interface LogsOptions {
  readonly lines: number
  readonly follow?: boolean
}

/** `quotadeck logs <agent>` */
export function logsCommand(console: Console): Command {
  return new Command('logs')
    .description('the Mesos agent’s log: of its --log_dir where it has one, else of the journal')
    .argument('<agent>')
    .option('-n, --lines <count>', 'so many lines of what is there', parseCount, 50)
    .option('-f, --follow', 'go on with what is added, until Ctrl-C')
    .action(async (agent: string, { lines, follow = false }: LogsOptions) => {
      const parts = await console.client.agents.logs({ agent, lines, follow })
      for await (const line of printedLines(parts)) {
        if (console.unread) return
        console.print(line, ({ text }) => text)
      }
    })
}

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 0 && count <= 100_000) return count
  throw new InvalidArgumentError('A number of lines is 0 to 100000.')
}
