// The matrix of ways to an agent: every carrier, with every login, with every way to root, with
// every fault. Pure; ways.e2e.ts runs each cell, and the table is in ../README.md.

import type { FailureCode } from '../../electron/contract/failure.ts'
import type { FaultName } from '../fleet/faults.ts'

export const CARRIERS = ['ssh2'] as const
export const LOGINS = ['key file', 'encrypted key', 'ssh-agent'] as const
export const PRIVILEGES = ['root login', 'sudo', 'sudo with password'] as const

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

export type Cell = {
  carrier: Carrier
  login: Login
  privilege: Privilege
  fault: keyof typeof OUTCOMES
}

/** All cells. */
export function cells(): Cell[] {
  const faults = Object.keys(OUTCOMES) as Cell['fault'][]
  return CARRIERS.flatMap((carrier) =>
    LOGINS.flatMap((login) =>
      PRIVILEGES.flatMap((privilege) =>
        faults.map((fault) => ({ carrier, login, privilege, fault })),
      ),
    ),
  )
}

/** The matrix as Markdown. Every cell of it stands for one test with each login. */
export function matrixTable(): string {
  const columns = CARRIERS.flatMap((carrier) => PRIVILEGES.map((way) => `${carrier}, ${way}`))
  const row = (cellsOf: readonly string[]) => `| ${cellsOf.join(' | ')} |`
  const rows = Object.entries(OUTCOMES).map(([fault, outcome]) => {
    const text = outcome === 'works' ? outcome : `\`${outcome.code}\` at ${outcome.at}`
    return row([fault, ...columns.map(() => text)])
  })
  return [
    `Each with these logins: ${LOGINS.join(', ')}. ${cells().length} cells.`,
    '',
    row(['fault', ...columns]),
    row(['---', ...columns.map(() => '---')]),
    ...rows,
  ].join('\n')
}
