import type { SourceFiles } from '../ask/source-file.ts'
import type { UnitInfo } from '../ask/systemd.ts'
import { listOf, parseUnitFile, type UnitSetting } from './unit-file.ts'
import { ownDropIn, unitSettings } from './unit-launch.ts'
import { quotedArgument, quotedWord, unitWords } from './unit-words.ts'

const HEADER = `# Written by Quotadeck: what is changed for this agent. To undo it, remove this file and run
# 'systemctl daemon-reload'.
[Service]
`

/** Quotadeck's own drop-in of a unit: an edit of its text, on what the other files of the unit say. */
export class DropIn {
  readonly path: string
  private text: string
  private readonly others: readonly UnitSetting[]

  constructor(unit: UnitInfo, files: SourceFiles) {
    this.path = ownDropIn(unit.name)
    this.text = files.get(this.path)?.text ?? HEADER
    this.others = unitSettings(unit, files).filter(({ path }) => path !== this.path)
  }

  /** The text as it is to be; null: nothing is left to say, the file goes. */
  result(): string | null {
    return parseUnitFile(this.path, this.text).length > 0 ? this.text : null
  }

  /** Puts a word of the command line in place of another, at the end, or takes one away. */
  setArgument(word: number | undefined, argument: string | undefined): void {
    const command = this.effective('ExecStart').at(-1)?.value ?? ''
    const at = word === undefined ? undefined : unitWords(command)?.[word]
    const start = at?.start ?? command.length
    const before = command.slice(0, start).trimEnd()
    const after = command.slice(at?.end ?? command.length)
    const written = argument === undefined ? '' : ` ${quotedArgument(argument)}`
    const changed = `${before}${written}${after}`
    const own = listOf(this.others, 'ExecStart').at(-1)?.value ?? ''
    this.replace('ExecStart', sameWords(changed, own) ? [] : ['', changed])
  }

  setVariable(name: string, literal: string | undefined): void {
    const value = literal?.replaceAll('%', '%%')
    const others = assignments(listOf(this.others, 'Environment'))
    const all = assignments(this.effective('Environment')).filter((each) => each.name !== name)
    const wanted = value === undefined ? all : [...all, { name, value }]
    const kept = new Map(others.map((each) => [each.name, each.value]))
    const added = wanted.filter((each) => kept.get(each.name) !== each.value)
    const gone = others.some((each) => !wanted.some((other) => other.name === each.name))
    const lines = (gone ? wanted : added).map((each) => quotedWord(`${each.name}=${each.value}`))
    this.replace('Environment', gone ? ['', ...lines] : lines)
  }

  private effective(key: string): UnitSetting[] {
    return listOf([...this.others, ...parseUnitFile(this.path, this.text)], key)
  }

  private replace(key: string, values: readonly string[]): void {
    const own = parseUnitFile(this.path, this.text).filter((each) => each.key === key)
    const lines = this.text.split('\n')
    const at = own[0] ? own[0].line - 1 : lines.length - (lines.at(-1) === '' ? 1 : 0)
    for (const { line, endLine } of [...own].reverse()) lines.splice(line - 1, endLine - line)
    lines.splice(at, 0, ...values.map((value) => `${key}=${value}`))
    this.text = lines.join('\n')
  }
}

function sameWords(left: string, right: string): boolean {
  const words = (text: string): string => JSON.stringify(unitWords(text)?.map((each) => each.text))
  return words(left) === words(right)
}

/** Values as they are written, specifiers not expanded. */
function assignments(settings: readonly UnitSetting[]): { name: string; value: string }[] {
  const found = new Map<string, string>()
  for (const { text } of settings.flatMap(({ value }) => unitWords(value) ?? [])) {
    const equals = text.indexOf('=')
    if (equals > 0) found.set(text.slice(0, equals), text.slice(equals + 1))
  }
  return [...found].map(([name, value]) => ({ name, value }))
}
