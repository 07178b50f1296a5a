import { Command } from 'commander'
import type { Backup, BackupList } from '../../contract/backup.ts'
import { Failure } from '../../contract/failure.ts'
import { type ChangeOptions, change } from './change.ts'
import type { Console } from './console.ts'
import { fileDiff } from './diff.ts'
import { bytes, table, visible } from './table.ts'

const explanation = `
A backup is made of every file before Quotadeck changes it. ID is a backup's, or the id of a
change (CHANGE), which stands for all files of that change; its first digits are enough.`

/** `quotadeck backups …`: [list] AGENT, diff AGENT ID [ID], restore AGENT ID…. */
export function backupsCommand(console: Console): Command {
  const chosen = async (agent: string, ids: readonly string[]) => {
    const { backups } = await console.client.backups.list({ agent })
    return ids.flatMap((id) => choose(agent, backups, id))
  }
  return new Command('backups')
    .description('what was kept on an agent of the files that Quotadeck changed')
    .addCommand(listCommand(console), { isDefault: true })
    .addCommand(
      new Command('diff')
        .description('what has changed in the live file since the backup, or between two backups')
        .arguments('<agent> <id> [other]')
        .action(async (agent: string, id: string, other?: string) => {
          const ids = other === undefined ? [id] : [id, other]
          await diff(console, agent, await chosen(agent, ids))
        }),
    )
    .addCommand(
      new Command('restore')
        .description('put these backups back: planned, shown and asked for as any change')
        .arguments('<agent> <id...>')
        .option('--dry-run', 'show the change and leave it at that')
        .option('--yes', 'do not ask')
        .option('--restart', 'restart the agent, so that the change takes effect')
        .action(async (agent: string, ids: string[], options: ChangeOptions) => {
          const restore = [...new Set(await chosen(agent, ids))]
          await change(console, agent, { restore }, options)
        }),
    )
    .addHelpText('after', explanation)
}

function listCommand(console: Console): Command {
  return new Command('list')
    .description('the backups, the newest first (this is done when nothing is said)')
    .argument('<agent>')
    .action(async (agent: string) => {
      console.print(await console.client.backups.list({ agent }), listText)
    })
}

async function diff(console: Console, agent: string, ids: readonly string[]): Promise<void> {
  const [backup, other, ...more] = ids
  if (backup === undefined || more.length > 0) throw tooMany(ids)
  const difference = await console.client.backups.compare({ agent, backup, other })
  console.print(difference, (each) =>
    each.before === each.after ? 'They are the same.' : fileDiff(each),
  )
}

/** Ids of the backups that a word means: one, or all of a change. */
function choose(agent: string, backups: readonly Backup[], word: string): string[] {
  const exact = backups.filter(({ id }) => id === word)
  const found =
    exact.length > 0
      ? exact
      : backups.filter(
          ({ change, id }) => word.length >= 4 && (change.startsWith(word) || id.startsWith(word)),
        )
  const changes = new Set(found.map(({ change }) => change))
  if (changes.size === 1) return found.map(({ id }) => id)
  throw new Failure({
    code: changes.size === 0 ? 'not-found' : 'input-invalid',
    agent,
    message:
      changes.size === 0
        ? `${agent} has no backup '${word}'.`
        : `'${word}' may be any of ${found.length} backups.`,
    advice: `'quotadeck backups ${agent}' lists them.`,
  })
}

function listText({ backups, unreadable }: BackupList): string {
  const parts = backups.length > 0 ? [backupTable(backups)] : ['No backup is there yet.']
  parts.push(...unreadable.map(({ name, problem }) => visible(`not usable: ${name}: ${problem}`)))
  return parts.join('\n')
}

function backupTable(backups: readonly Backup[]): string {
  return table(backups, [
    { title: 'MADE', cell: ({ madeAt }) => new Date(madeAt).toISOString().replace(/\.\d+Z/, 'Z') },
    { title: 'FILE', cell: ({ path }) => path },
    { title: 'SIZE', cell: sizeText, align: 'right' },
    { title: 'SHA256', cell: ({ sha256 }) => sha256?.slice(0, 12) ?? '' },
    { title: 'BEFORE', cell: ({ reason, plan }) => `${reason} ${plan}` },
    { title: 'BY', cell: ({ by }) => by },
    { title: 'CHANGE', cell: (backup) => backup.change },
    { title: 'ID', cell: ({ id }) => id },
  ])
}

function sizeText({ sha256, sizeBytes }: Backup): string {
  return sha256 === null ? 'no file' : bytes(sizeBytes)
}

function tooMany(ids: readonly string[]): Failure {
  return new Failure({
    code: 'input-invalid',
    message: `These are ${ids.length} backups; two can be compared.`,
    advice: 'Give the ids of two backups of one file, or of one.',
  })
}
