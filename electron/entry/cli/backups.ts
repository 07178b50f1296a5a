import { Command } from 'commander'
import type { Backup, BackupList } from '../../contract/backup.ts'
import { Failure } from '../../contract/failure.ts'
import { type ChangeOptions, change } from './change.ts'
import type { Console } from './console.ts'
import { fileDiff } from './diff.ts'
import { bytes, table, visible } from './table.ts'

const explanation = `
What to do:
  list            the backups, the newest first (this is done when nothing is said)
  diff ID         what has changed in the live file since the backup
  diff ID ID      what differs between two backups
  restore ID…     put these backups back: planned, shown and asked for as any change

A backup is made of every file before Quotadeck changes it. ID is a backup's, or the id of a
change (CHANGE), which stands for all files of that change; its first digits are enough.`

/** `quotadeck backups <agent> …` */
export function backupsCommand(console: Console): Command {
  return new Command('backups')
    .description('what was kept on an agent of the files that Quotadeck changed')
    .argument('<agent>')
    .argument('[what]', 'list, diff or restore', 'list')
    .argument('[id...]')
    .option('--dry-run', 'show the change and leave it at that')
    .option('--yes', 'do not ask')
    .option('--restart', 'restart the agent, so that the change takes effect')
    .addHelpText('after', explanation)
    .action(async (agent: string, what: string, ids: string[], options: ChangeOptions) => {
      if (!isSense(what, ids)) throw notUnderstood(what, ids)
      const list = await console.client.backups.list({ agent })
      if (what === 'list') return console.print(list, listText)
      const chosen = ids.flatMap((id) => choose(agent, list.backups, id))
      if (what === 'diff') await diff(console, agent, chosen)
      else await change(console, agent, { restore: [...new Set(chosen)] }, options)
    })
}

function isSense(what: string, { length }: readonly string[]): boolean {
  if (what === 'list') return length === 0
  return what === 'diff' ? length === 1 || length === 2 : what === 'restore' && length > 0
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

function notUnderstood(what: string, ids: readonly string[]): Failure {
  return new Failure({
    code: 'input-invalid',
    message: `'backups … ${[what, ...ids].join(' ')}' is not understood.`,
    advice: "'quotadeck backups --help' says what can be done.",
  })
}

function tooMany(ids: readonly string[]): Failure {
  return new Failure({
    code: 'input-invalid',
    message: `These are ${ids.length} backups; two can be compared.`,
    advice: 'Give the ids of two backups of one file, or of one.',
  })
}
