// The matrix of ways to an agent: every carrier, with every login, with every way to root, with
// every fault. Pure; ways.e2e.ts runs each cell, and the table is in ../README.md.

import type { FailureCode } from '../../electron/contract/failure.ts'
import type { FaultName } from '../fleet/faults.ts'

export const CARRIERS = ['ssh2', 'openssh'] as const
export const LOGINS = [
  'key file',
  'encrypted key',
  'ssh-agent',
  'password',
  'key and code',
  'certificate',
  'security key',
  'Kerberos ticket',
] as const
export const PRIVILEGES = [
  'root login',
  'sudo',
  'sudo with password',
  'doas with password',
] as const

export type Carrier = (typeof CARRIERS)[number]
export type Login = (typeof LOGINS)[number]
export type Privilege = (typeof PRIVILEGES)[number]

/** `works`: all operations do. Else the failure, and the first operation that ends in it. */
export type Outcome = 'works' | { code: FailureCode; at: 'connect' | 'write' | 'upload' }

/** What comes of each fault, whatever the carrier, the login and the way to root. */
export const OUTCOMES: Readonly<Record<'none' | FaultName, Outcome>> = {
  none: 'works',
  slow: 'works',
  'one-session': 'works',
  'few-startups': 'works',
  rekeys: 'works',
  refuses: { code: 'connection-refused', at: 'connect' },
  hangs: { code: 'connection-timeout', at: 'connect' },
  'wrong-key': { code: 'host-key-changed', at: 'connect' },
  'no-exit-status': { code: 'command-failed', at: 'connect' },
  'full-disk': { code: 'disk-full', at: 'write' },
  drops: { code: 'connection-lost', at: 'upload' },
}

export type Fault = keyof typeof OUTCOMES

export type Cell = { carrier: Carrier; login: Login; privilege: Privilege; fault: Fault }

/** All cells. */
export function cells(): Cell[] {
  const faults = Object.keys(OUTCOMES) as Fault[]
  return CARRIERS.flatMap((carrier) =>
    LOGINS.flatMap((login) =>
      PRIVILEGES.flatMap((privilege) =>
        faults.map((fault) => ({ carrier, login, privilege, fault })),
      ),
    ),
  ).filter((cell) => exists(cell) && isRun(cell))
}

/** What there is: the library logs in with some alone, and one user alone is asked for a code. */
function exists({ carrier, login, privilege, fault }: Cell): boolean {
  if (OPENSSH_ALONE.includes(login) && carrier === 'ssh2') return false
  if (login === 'key and code' && privilege !== 'sudo') return false
  // The server that tells no exit status is none of OpenSSH's: it takes the fleet's key alone, and has
  // no terminal for doas to ask on.
  const simple = KEYS.includes(login) && privilege !== 'doas with password'
  return fault !== 'no-exit-status' || simple
}

const OPENSSH_ALONE: readonly Login[] = ['certificate', 'security key', 'Kerberos ticket']
const KEYS: readonly Login[] = ['key file', 'encrypted key', 'ssh-agent']

/** Logins that are another way into the same connection meet the faults with one way to root. */
function isRun({ carrier, login, privilege, fault }: Cell): boolean {
  const inFull = login === 'key file' || (carrier === 'ssh2' && KEYS.includes(login))
  return fault === 'none' || privilege === 'sudo' || inFull
}

/** The matrix as Markdown: for each cell of it the logins that are tried there. */
export function matrixTable(): string {
  const all = cells()
  const columns = CARRIERS.flatMap((carrier) =>
    PRIVILEGES.map((privilege) => ({ carrier, privilege })),
  )
  const row = (cellsOf: readonly string[]) => `| ${cellsOf.join(' | ')} |`
  const rows = Object.entries(OUTCOMES).map(([fault, outcome]) => {
    const text = outcome === 'works' ? outcome : `\`${outcome.code}\` at ${outcome.at}`
    const tried = columns.map((column) =>
      LOGINS.flatMap((login, index) =>
        all.some(
          (cell) =>
            cell.fault === fault &&
            cell.login === login &&
            cell.carrier === column.carrier &&
            cell.privilege === column.privilege,
        )
          ? [index + 1]
          : [],
      ).join(' '),
    )
    return row([fault, text, ...tried])
  })
  return [
    `Logins: ${LOGINS.map((login, index) => `${index + 1} ${login}`).join(', ')}. ${all.length} cells.`,
    '',
    row([
      'fault',
      'outcome',
      ...columns.map(({ carrier, privilege }) => `${carrier}, ${privilege}`),
    ]),
    row(['---', '---', ...columns.map(() => '---')]),
    ...rows,
  ].join('\n')
}
