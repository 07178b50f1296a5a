/** One assignment of an environment file, with the lines it takes (end exclusive, from 0). */
export interface Assignment {
  readonly name: string
  readonly value: string
  readonly firstLine: number
  readonly endLine: number
}

/**
 * Assignments of a file for systemd's EnvironmentFile=. Rules: `#` and `;` start comment lines; a
 * backslash before the line's end joins lines; the value may stand in single or double quotes;
 * around an unquoted value white space does not count.
 */
export function parseEnvFile(text: string): Assignment[] {
  const lines = text.split('\n')
  const found: Assignment[] = []
  for (let i = 0; i < lines.length; i++) {
    const firstLine = i
    if (/^\s*([#;]|$)/.test(lines[i] ?? '')) continue
    let whole = lines[i] ?? ''
    while (continues(whole) && i + 1 < lines.length) whole += `\n${lines[++i]}`
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=([\s\S]*)$/.exec(whole)
    if (!match) continue
    const [, name = '', value = ''] = match
    found.push({ name, value: unquote(value.trim()), firstLine, endLine: i + 1 })
  }
  return found
}

function continues(text: string): boolean {
  const value = text.slice(text.indexOf('=') + 1).trimStart()
  return endsWithBackslash(text) || isOpen(value)
}

function endsWithBackslash(text: string): boolean {
  return /(^|[^\\])(\\\\)*\\$/.test(text)
}

/** Whether a quoted value has no closing quote yet. */
function isOpen(value: string): boolean {
  if (value.startsWith("'")) return value.indexOf("'", 1) < 0
  if (value.startsWith('"')) return !/^"(?:[^"\\]|\\[\s\S])*"/.test(value)
  return false
}

function unquote(value: string): string {
  if (/^'[^']*'$/.test(value)) return value.slice(1, -1)
  const double = /^"((?:[^"\\]|\\[\s\S])*)"$/.exec(value)
  if (double) return (double[1] ?? '').replace(/\\\n/g, '').replace(/\\(["\\$`])/g, '$1')
  return value.replace(/\\\n/g, '').replace(/\\([\s\S])/g, '$1')
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
