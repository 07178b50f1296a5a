import type { ConnectionState } from '../../contract/connections.ts'

/** Makes ssh tell how a login goes on and ends; what it tells of channels later stays away. */
export const logSettings = [
  'LogLevel=ERROR',
  'LogVerbose=sshconnect.c:*:*,sshconnect2.c:*:*,packet.c:sshpkt_vfatal():*,gss-genr.c:ssh_gssapi_error():*',
]

/** A set of questions that a server asks together. */
export interface Round {
  readonly name: string
  readonly instructions: string
  readonly fields: number
  /** 1: the first of the exchange. */
  readonly number: number
}

/** What ssh has told of a login until now. */
export interface LoginLog {
  readonly stages: readonly ConnectionState[]
  /** Comments of the keys that were offered: the path of a file. */
  readonly keys: readonly string[]
  /** A Kerberos ticket was tried, or what is wrong with it; undefined: none was. */
  readonly ticket: { readonly problem: string | undefined } | undefined
  /** The ssh-agent signs with a security key now, of which ssh says nothing more. */
  readonly agentSigns: boolean
  /** What the server takes; undefined: it has not said yet. */
  readonly methods: readonly string[] | undefined
  /** So often the server has said what it makes of an answer. */
  readonly words: number
  /** So often it was content, and wanted more. */
  readonly partials: number
  /** All rounds of questions, in their order. */
  readonly rounds: readonly Round[]
}

const line = /^(?:debug\d: )?[\w-]+\.c:(\w+)\(\):\d+ \([^)]*pid=\d+\): (.*)$/s

/** Reads what ssh wrote with `logSettings`. */
export function readLoginLog(text: string): LoginLog {
  const told = entriesOf(text).flatMap((entry) => {
    const [, by = '', what = ''] = line.exec(entry) ?? []
    return by ? [{ by, what }] : []
  })
  const starting = (start: string) =>
    told.flatMap(({ what }) => (what.startsWith(start) ? [what.slice(start.length)] : []))
  const takes = starting('Authentications that can continue: ')
  const partials = told.filter(({ what }) => what.endsWith('with partial success.')).length
  const rounds = roundsOf(told)
  return {
    stages: told.flatMap(({ what }) => stageOf(what) ?? []),
    keys: starting('Offering public key: ').map((key) => key.replace(/ \S+ SHA256:.*$/s, '')),
    ticket: ticketOf(told),
    agentSigns: isSigning(told),
    methods: takes.at(-1)?.split(','),
    words: takes.length + rounds.length,
    partials,
    rounds,
  }
}

/** What ssh itself said of an end, as people get to see it; nothing of the server's own texts. */
export function saidIn(text: string): string {
  return entriesOf(text)
    .filter((entry) => !entry.startsWith('debug'))
    .flatMap((entry) => {
      const [, by = '', what = entry] = line.exec(entry) ?? []
      return by.startsWith('input_userauth_') ? [] : [what]
    })
    .join('\n')
}

/** A text of the server's may have several lines. */
function entriesOf(text: string): string[] {
  return text.trimEnd().split(/\r?\n(?=(?:debug\d: )?[\w-]+\.c:)/)
}

function stageOf(what: string): ConnectionState | undefined {
  if (/^(Connecting to|Executing proxy command)/.test(what)) return 'connecting'
  if (what.startsWith('Authenticating to ')) return 'host-key'
  return what === 'SSH2_MSG_SERVICE_ACCEPT received' ? 'logging-in' : undefined
}

function isSigning(told: readonly { readonly what: string }[]): boolean {
  const last = (text: RegExp) => told.findLastIndex(({ what }) => text.test(what))
  const accepted = last(/^Server accepts key: .*-SK SHA256:.* agent$/)
  return accepted > last(/^(Authentications that can continue|Authenticated to|.*signing failed)/)
}

function ticketOf(told: readonly { readonly by: string; readonly what: string }[]) {
  const tried = told.some(({ what }) => what === 'Next authentication method: gssapi-with-mic')
  const error = told.findLast(({ by }) => by === 'ssh_gssapi_error')
  // The last of its lines says it best.
  return tried ? { problem: error?.what.trim().split('\n').at(-1) } : undefined
}

function roundsOf(told: readonly { readonly by: string; readonly what: string }[]): Round[] {
  const rounds: Round[] = []
  let [number, texts]: [number, string[]] = [0, []]
  for (const { by, what } of told) {
    if (by === 'userauth_kbdint') number = 0
    if (by !== 'input_userauth_info_req') continue
    const fields = /num_prompts (\d+)$/.exec(what)?.[1]
    if (fields !== undefined) {
      const [name = '', instructions = ''] = texts.length > 1 ? texts : ['', ...texts]
      rounds.push({ name, instructions, fields: Number(fields), number: ++number })
    }
    texts = what === 'entering' || fields !== undefined ? [] : [...texts, what]
  }
  return rounds
}
