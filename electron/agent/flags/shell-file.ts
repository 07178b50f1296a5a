/** An assignment in a file that a shell sources, as far as it can be read without running it. */
export interface ShellAssignment {
  readonly name: string
  /** Undefined: only the shell knows, say `$(hostname)`. */
  readonly value: string | undefined
  /** The shell may or may not come to it: it stands in an `if`, or after `&&`. */
  readonly conditional: boolean
  /** From 0, end exclusive. */
  readonly firstLine: number
  readonly endLine: number
}

export interface ShellFile {
  /** In order; of equal names the later one counts. */
  readonly assignments: readonly ShellAssignment[]
  /** Names that become environment variables of the agent. */
  readonly exported: ReadonlySet<string>
}

/** What substitutions in values give: variables set before, and files for `$(cat FILE)`. */
export interface ShellContext {
  readonly variables: ReadonlyMap<string, string | undefined>
  readonly file: (path: string) => string | undefined
  /** The one that sources it has said `set -o allexport`. */
  readonly exportAll: boolean
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/

/** Reads `NAME=value` and `export NAME=value`. Other commands are taken to set nothing. */
export function readShellFile(text: string, context: ShellContext): ShellFile {
  const assignments: ShellAssignment[] = []
  const exported = new Set<string>()
  const variables = new Map(context.variables)
  let depth = 0
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const firstLine = i
    let line = lines[i] ?? ''
    while (isOpen(line) && i + 1 < lines.length) line += `\n${lines[++i]}`
    depth = Math.max(0, depth + nesting(line))
    const statement = /^\s*(export\s+)?([A-Za-z_][\s\S]*)$/.exec(line)
    const guarded = /(?:&&|\|\||;|\bthen|\bdo)\s*(export\s+)?([A-Za-z_]\w*=[\s\S]*)$/.exec(line)
    const direct = statement && (statement[1] || /^\w+=/.test(statement[2] ?? ''))
    const [, exporting, words = ''] = (direct ? statement : guarded) ?? []
    for (const { name, value, assigns } of assigned(words, variables, context)) {
      if (exporting || context.exportAll) exported.add(name)
      if (!assigns) continue
      variables.set(name, value)
      const conditional = depth > 0 || !direct
      assignments.push({ name, value, conditional, firstLine, endLine: i + 1 })
    }
  }
  return { assignments, exported }
}

/** How many blocks a line opens more than it closes. */
function nesting(line: string): number {
  const words = line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|#.*$/g, '').split(/[\s;]+/)
  const count = (set: readonly string[]): number =>
    words.filter((word) => set.includes(word)).length
  return count(['if', 'case', 'for', 'while', 'until', '{']) - count(['fi', 'esac', 'done', '}'])
}

/** Whether a quote is not closed, or the line goes on after a backslash. */
function isOpen(line: string): boolean {
  if (/^\s*#/.test(line)) return false
  const rest = line.replace(/\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"/g, '')
  return /["']/.test(rest.replace(/(^|\s)#.*$/m, '')) || /(^|[^\\])(\\\\)*\\$/.test(line)
}

/** `assigns` is false for the NAME of `export NAME`. */
type Assigned = { name: string; value: string | undefined; assigns: boolean }

function* assigned(
  words: string,
  variables: ReadonlyMap<string, string | undefined>,
  context: ShellContext,
): Generator<Assigned> {
  let rest = words
  for (;;) {
    rest = rest.trimStart()
    const name = NAME.exec(rest)?.[0]
    if (!name) return
    rest = rest.slice(name.length)
    if (!rest.startsWith('=')) {
      if (!/^(\s|;|$)/.test(rest)) return
      yield { name, value: undefined, assigns: false }
      continue
    }
    const { value, length } = shellWord(rest.slice(1), variables, context)
    yield { name, value, assigns: true }
    rest = rest.slice(1 + length)
  }
}

const SUBSTITUTION =
  /^(?:\$\(cat\s+([^\s()$`"']+)\)|\$\(<\s*([^\s()$`"']+)\)|`cat\s+([^\s`]+)`|\$\{(\w+)\}|\$(\w+))/

/** The word at the start of the text, and how long it is written. */
function shellWord(
  text: string,
  variables: ReadonlyMap<string, string | undefined>,
  context: ShellContext,
): { value: string | undefined; length: number } {
  let value = ''
  let known = true
  let quote = ''
  let at = 0
  while (at < text.length && (quote || !/[\s;&|]/.test(text.charAt(at)))) {
    const ch = text.charAt(at)
    if (quote === "'" ? ch === "'" : quote ? ch === '"' : ch === '"' || ch === "'") {
      quote = quote ? '' : ch
      at++
    } else if (ch === '\\' && quote !== "'") {
      const next = text.charAt(at + 1)
      if (quote && !'"\\$`\n'.includes(next)) value += '\\'
      if (next !== '\n') value += next
      at += 2
    } else if ((ch === '$' || ch === '`') && quote !== "'") {
      const match = SUBSTITUTION.exec(text.slice(at))
      const [all = ch, ...groups] = match ?? []
      const path = groups[0] ?? groups[1] ?? groups[2]
      const name = groups[3] ?? groups[4]
      const found = path ? context.file(path)?.replace(/\n+$/, '') : variables.get(name ?? '')
      if (found === undefined) known = false
      value += found ?? ''
      at += all.length
    } else {
      value += ch
      at++
    }
  }
  return { value: known ? value : undefined, length: at }
}

/** A value as a shell takes it. */
function quoted(value: string): string {
  if (/^[A-Za-z0-9_.,:/=@%+-]+$/.test(value)) return value
  return `'${value.replaceAll("'", "'\\''")}'`
}

const NOTHING_KNOWN: ShellContext = { variables: new Map(), file: () => '', exportAll: false }

/**
 * The text with the last assignment of the variable changed, or all of them gone. Undefined where
 * that cannot be done without running the file: a conditional one, or one among others on a line.
 */
export function setInShellFile(
  text: string,
  name: string,
  value: string | undefined,
): string | undefined {
  const { assignments } = readShellFile(text, NOTHING_KNOWN)
  const own = assignments.filter((each) => each.name === name)
  const last = own.at(-1)
  const alone = (each: ShellAssignment) =>
    !each.conditional &&
    assignments.filter(({ firstLine }) => firstLine === each.firstLine).length === 1
  if (!last || !own.every(alone)) return undefined
  const lines = text.split('\n')
  for (const each of value === undefined ? [...own].reverse() : [last]) {
    const written = lines.slice(each.firstLine, each.endLine).join('\n')
    const start = written.indexOf(`${name}=`) + name.length + 1
    const { length } = shellWord(written.slice(start), new Map(), NOTHING_KNOWN)
    const changed = `${written.slice(0, start)}${quoted(value ?? '')}${written.slice(start + length)}`
    const count = each.endLine - each.firstLine
    lines.splice(each.firstLine, count, ...(value === undefined ? [] : [changed]))
  }
  return lines.join('\n')
}
