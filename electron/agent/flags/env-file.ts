/** One assignment of an environment file, with the lines it takes (end exclusive, from 0). */
export interface Assignment {
  readonly name: string
  readonly value: string
  readonly firstLine: number
  readonly endLine: number
}

type State = 'before-name' | 'name' | 'before-value' | 'value' | 'single' | 'double' | 'comment'

/** Reads an environment file character by character, in the states that systemd has. */
class Reader {
  readonly found: Assignment[] = []
  private state: State = 'before-name'
  private name = ''
  private value = ''
  /** Length of the value up to its last character that is no unquoted white space. */
  private kept = 0
  private line = 0
  private firstLine = 0
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  read(): Assignment[] {
    while (this.at < this.text.length) {
      const ch = this.text.charAt(this.at++)
      this.take(ch)
      if (ch === '\n') this.line++
    }
    if (!['before-name', 'name', 'comment'].includes(this.state)) this.finish(this.line + 1)
    return this.found
  }

  private take(ch: string): void {
    switch (this.state) {
      case 'before-name':
        this.takeStart(ch)
        return
      case 'comment':
        // Before systemd 254 a backslash at its end made the next line part of the comment.
        if (isLineEnd(ch)) this.state = 'before-name'
        return
      case 'name':
        if (isLineEnd(ch)) this.state = 'before-name'
        else if (ch === '=') this.state = 'before-value'
        else this.name += ch
        return
      case 'single':
        if (ch === "'") this.state = 'before-value'
        else this.keep(ch)
        return
      case 'double':
        this.takeDouble(ch)
        return
      default:
        this.takeValue(ch)
    }
  }

  private takeStart(ch: string): void {
    if (/\s/.test(ch)) return
    this.state = ch === '#' || ch === ';' ? 'comment' : 'name'
    this.name = ch
    this.value = ''
    this.kept = 0
    this.firstLine = this.line
  }

  private takeValue(ch: string): void {
    const fresh = this.state === 'before-value'
    if (isLineEnd(ch)) {
      this.finish(this.line + 1)
      this.state = 'before-name'
    } else if (ch === '\\') {
      this.state = 'value'
      const next = this.skipped()
      if (!isLineEnd(next)) this.keep(next)
      else this.kept = this.value.length
    } else if (fresh && ch === "'") this.state = 'single'
    else if (fresh && ch === '"') this.state = 'double'
    else if (!/\s/.test(ch)) {
      this.state = 'value'
      this.keep(ch)
    } else if (!fresh) this.value += ch
  }

  private takeDouble(ch: string): void {
    if (ch === '"') this.state = 'before-value'
    else if (ch === '\\') {
      const next = this.skipped()
      if ('"\\`$'.includes(next)) this.keep(next)
      else if (next !== '\n') this.keep(`\\${next}`)
    } else this.keep(ch)
  }

  /** The character after a backslash; '' at the end. */
  private skipped(): string {
    const next = this.text.charAt(this.at++)
    if (next === '\n') this.line++
    return next
  }

  private keep(text: string): void {
    this.value += text
    this.kept = this.value.length
  }

  private finish(endLine: number): void {
    const name = this.name.trimEnd()
    // systemd ignores other names; 'export NAME' is one of those.
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return
    const value = this.value.slice(0, this.kept)
    this.found.push({ name, value, firstLine: this.firstLine, endLine })
  }
}

function isLineEnd(ch: string): boolean {
  return ch === '\n' || ch === '\r'
}

/** Assignments of a file for systemd's EnvironmentFile=, in order; the later of equal names wins. */
export function parseEnvFile(text: string): Assignment[] {
  return new Reader(text).read()
}

/** A value as the file takes it: bare where that is safe, else in double quotes. */
function quoted(value: string): string {
  if (/^[A-Za-z0-9_.,:/=@%+-]*$/.test(value)) return value
  return `"${value.replace(/(["\\$`])/g, '\\$1')}"`
}

/**
 * The text with the variable set, or gone (`undefined`); every other line is kept as it is. The
 * last of several assignments is the one in effect, so that is the one changed.
 */
export function setInEnvFile(text: string, name: string, value: string | undefined): string {
  const lines = text.split('\n')
  const assignments = parseEnvFile(text).filter((each) => each.name === name)
  if (value === undefined) return removeLines(lines, assignments)
  const line = `${name}=${quoted(value)}`
  const last = assignments.at(-1)
  if (last) lines.splice(last.firstLine, last.endLine - last.firstLine, line)
  else if (lines.at(-1) === '') lines.splice(lines.length - 1, 0, line)
  else lines.push(line, '')
  return lines.join('\n')
}

function removeLines(lines: readonly string[], assignments: readonly Assignment[]): string {
  const gone = (line: number): boolean =>
    assignments.some((each) => line >= each.firstLine && line < each.endLine)
  return lines.filter((_, line) => !gone(line)).join('\n')
}
