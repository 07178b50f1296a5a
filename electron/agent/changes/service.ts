import type { Link } from '../../link/link.ts'

const RESTART_SCRIPT = `
case $(systemctl show -p NeedDaemonReload -- "$1") in *=yes) systemctl daemon-reload || exit ;; esac
systemctl reset-failed -- "$1" 2>/dev/null
exec systemctl restart --no-block -- "$1"
`

/**
 * Asks systemd to restart the unit and does not wait for it: `systemctl restart` hangs with the
 * service. A unit whose files have changed is read anew first. The earlier failures are forgotten first, else systemd may refuse to start it again.
 * The agent gets SIGTERM from systemd; SIGUSR1 would make it end all its tasks.
 */
export async function requestRestart(link: Link, unit: string): Promise<void> {
  await link.script(RESTART_SCRIPT, [unit], { privileged: true })
}

const JOURNAL_LINES = 40

/** The unit's last lines since a moment of the agent's clock, as evidence; never throws. */
export async function journalSince(link: Link, unit: string, sinceMs: number): Promise<string> {
  const since = `@${Math.floor(sinceMs / 1000)}`
  const argv = ['journalctl', '--no-pager', '-q', '-o', 'cat', '-u', unit, '--since', since]
  try {
    const options = { privileged: true, expect: [0, 1] }
    const { stdout } = await link.run([...argv, '-n', String(JOURNAL_LINES)], options)
    return stdout.toString().trim()
  } catch {
    return ''
  }
}

/** The line that says why an agent ended, out of its journal; undefined when there is none. */
export function exitReason(journal: string): string | undefined {
  const lines = journal.split('\n')
  const exit = lines.findLast((line) => line.includes('EXIT with status'))
  if (exit) return exit.replace(/^.*EXIT with status \d+: /, '')
  return lines.findLast((line) => /^Failed to|Aborting libprocess/.test(line))
}
