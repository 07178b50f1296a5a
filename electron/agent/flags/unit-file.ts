/** One `Key=value` of a unit file or drop-in. */
export interface UnitSetting {
  readonly section: string
  readonly key: string
  /** Continued lines joined as systemd joins them: the backslash becomes a space. */
  readonly value: string
  readonly path: string
  /** First line, from 1, and the line after the last. */
  readonly line: number
  readonly endLine: number
}

/** Reads a unit file by systemd's rules; what is no setting is left out. */
export function parseUnitFile(path: string, text: string): UnitSetting[] {
  const settings: UnitSetting[] = []
  let section = ''
  for (const { content, line, endLine } of logicalLines(text)) {
    const header = /^\[(.*)\]\s*$/.exec(content)
    const equals = content.indexOf('=')
    if (header) section = header[1] ?? ''
    else if (equals > 0) {
      const [key, value] = [content.slice(0, equals).trim(), content.slice(equals + 1).trim()]
      settings.push({ section, key, value, path, line, endLine })
    }
  }
  return settings
}

interface LogicalLine {
  readonly content: string
  readonly line: number
  readonly endLine: number
}

/** Lines without comments, continued ones joined; a comment within a continued line is skipped. */
function logicalLines(text: string): LogicalLine[] {
  const found: LogicalLine[] = []
  let begun: { content: string; line: number } | undefined
  for (const [index, raw] of text.split('\n').entries()) {
    const part = raw.trimStart()
    if (/^[#;]/.test(part)) continue
    const { content, line } = begun ?? { content: '', line: index + 1 }
    const whole = content + part
    if (/(^|[^\\])(\\\\)*\\$/.test(whole)) begun = { content: `${whole.slice(0, -1)} `, line }
    else {
      begun = undefined
      if (whole) found.push({ content: whole, line, endLine: index + 2 })
    }
  }
  if (begun) found.push({ ...begun, endLine: text.split('\n').length + 1 })
  return found
}

/** The values of a list setting that stand at the end: an empty one throws away those before it. */
export function listOf(settings: readonly UnitSetting[], key: string): UnitSetting[] {
  let list: UnitSetting[] = []
  for (const setting of settings) {
    if (setting.section !== 'Service' || setting.key !== key) continue
    list = setting.value === '' ? [] : [...list, setting]
  }
  return list
}
