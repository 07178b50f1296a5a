import { Command, CommanderError } from 'commander'
import about from '../../../package.json' with { type: 'json' }
import { agentsCommand } from './agents.ts'
import { backupsCommand } from './backups.ts'
import { connectionsCommand } from './connections.ts'
import { Console } from './console.ts'
import { driftCommand } from './drift.ts'
import { reportError } from './errors.ts'
import { getCommand } from './get.ts'
import { hooksCommand } from './hooks.ts'
import { inventoryCommand } from './inventory.ts'
import { isolationCommand } from './isolation.ts'
import { logsCommand } from './logs.ts'
import { manifestCommand } from './manifest.ts'
import { observeCommand } from './observe.ts'
import { rolloutCommand } from './rollout.ts'
import { serveCommand } from './serve.ts'
import { Stopped } from './signals.ts'
import { usageCommand } from './usage.ts'

/** Runs one command; the exit status: 0, 1 for a failure, 2 for a command that makes no sense. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const console = new Console()
  const program = programFor(console)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read has read enough, as `head` has: what is under way goes on to its end.
    if (error.code !== 'EPIPE') throw error
    console.unread = true
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return console.exitStatus ?? (console.succeeded ? 0 : 1)
  } catch (error) {
    // Help and the version were asked for and are printed: commander ends with an error for both.
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (error instanceof CommanderError && error.code === 'commander.help') return 2
    if (error instanceof Stopped) return error.status
    return reportError(error, args.includes('--json'))
  } finally {
    await console.close()
  }
}

const commands = [
  agentsCommand,
  connectionsCommand,
  inventoryCommand,
  observeCommand,
  rolloutCommand,
  hooksCommand,
  isolationCommand,
  manifestCommand,
  backupsCommand,
  driftCommand,
  usageCommand,
  logsCommand,
  getCommand,
  serveCommand,
]

function programFor(console: Console): Command {
  const program = new Command('quotadeck')
    .description('Operations console for XFS project quotas on Apache Mesos agents')
    .version(about.version, '-v, --version')
    .option('--json', 'print JSON: one document, or one a line for what goes on')
    .option('--sudo-password-stdin', 'read the sudo password from the first line of stdin')
    .hook('preAction', (_, action) => console.use(action.optsWithGlobals()))
  for (const command of commands) program.addCommand(command(console))
  prepare(program)
  return program
}

/** Makes every command throw its usage errors, which `reportError` prints, and not exit. */
function prepare(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
  for (const inner of command.commands) prepare(inner)
}
