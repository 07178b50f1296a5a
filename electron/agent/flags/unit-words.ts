/** A word of a command line or list in a unit file, with its place in the text. */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  s: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
}
const NUMBERED = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/

/** What follows a backslash: the character it stands for and how long it is written. */
function unescaped(rest: string): { text: string; length: number } {
  const simple = ESCAPES[rest.charAt(0)]
  if (simple !== undefined) return { text: simple, length: 1 }
  const match = NUMBERED.exec(rest)
  const [all = '', hex, short, long, octal] = match ?? []
  const code = Number.parseInt(hex ?? short ?? long ?? octal ?? '', octal === undefined ? 16 : 8)
  const valid = match && code > 0 && code <= 0x10ffff
  // systemd keeps an escape that it does not know as it is, and warns.
  if (!valid) return { text: `\\${rest.charAt(0)}`, length: Math.min(rest.length, 1) }
  return { text: String.fromCodePoint(code), length: all.length }
}

/**
 * Splits text as systemd does for ExecStart= and Environment=: at white space, quotes of both kinds
 * taken off, C escapes replaced. Undefined where a quote is not closed: systemd ignores that line.
 */
export function unitWords(text: string): Word[] | undefined {
  const words: Word[] = []
  let at = 0
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++
    if (at >= text.length) return words
    const start = at
    let word = ''
    let quote = ''
    while (at < text.length && (quote || !/\s/.test(text.charAt(at)))) {
      const ch = text.charAt(at++)
      if (ch === '\\') {
        const { text: literal, length } = unescaped(text.slice(at))
        word += literal
        at += length
      } else if (quote ? ch === quote : ch === '"' || ch === "'") quote = quote ? '' : ch
      else word += ch
    }
    if (quote) return undefined
    words.push({ text: word, start, end: at })
  }
}

/** A word as a unit file takes it; what starts with `%` is a specifier. */
export function quotedWord(text: string): string {
  if (/^[A-Za-z0-9_.,:/=@%+-]+$/.test(text)) return text
  const inner = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
  return `"${inner}"`
}

/** The same for a word of a command line that is meant to the letter: no specifier, no variable. */
export function quotedArgument(text: string): string {
  return quotedWord(text.replaceAll('%', '%%').replaceAll('$', '$$$$'))
}

/** Replaces the specifiers that name the unit or the machine; others are kept as they are. */
export function expandSpecifiers(text: string, unit: string, hostname: string): string {
  const bare = unit.replace(/\.[a-z]+$/, '')
  const [prefix = '', instance = ''] = bare.split(/@(.*)/s)
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    n: unit,
    N: bare,
    p: prefix,
    i: instance,
    H: hostname,
    l: hostname.split('.', 1)[0] ?? '',
  }
  return text.replace(/%(.)/gs, (whole, letter: string) => values[letter] ?? whole)
}

export type Variables = ReadonlyMap<string, string>

/**
 * What a word of a command line becomes: `$NAME` on its own gives several words or none, `${NAME}`
 * is replaced where it stands, `$$` is a dollar sign.
 */
export function substituted(word: string, variables: Variables): string[] {
  const whole = /^\$([^${].*)$/s.exec(word)?.[1]
  if (whole !== undefined) {
    const value = variables.get(whole)
    return value === undefined ? [] : (unitWords(value) ?? []).map(({ text }) => text)
  }
  return [
    word.replace(/\$\$|\$\{([^}]*)\}/g, (found, name: string | undefined) =>
      found === '$$' ? '$' : (variables.get(name ?? '') ?? ''),
    ),
  ]
}
