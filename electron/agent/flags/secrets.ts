import type { FileChange } from '../../contract/change.ts'
import { argumentFlag } from '../mesos/load-flags.ts'
import { parseEnvFile } from './env-file.ts'
import { unitWords } from './unit-words.ts'

/** Stands for a secret wherever one would be shown. */
const HIDDEN = '(hidden)'
/** For the new one where a change has another secret than before. */
const HIDDEN_CHANGED = '(hidden, another)'

const SECRET_NAME =
  /credential|secret|passw|token|jwt|private|api_?key|access_?key|docker_config|environment_variables/i

/** Whether a flag's or variable's value is secret by its name; a path to a secret is not. */
function isSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) && value !== '' && !/^(file:\/\/)?\/[^\s{]*$/.test(value)
}

/** Passwords in URLs: zk://user:password@host. */
function withoutLogins(text: string): string {
  return text.replace(/(:\/\/[^\s:@/,]*:)[^\s@/,]+@/g, `$1${HIDDEN}@`)
}

/** The value of a flag or variable for showing. */
export function hiddenSecrets(name: string, value: string): string {
  return isSecret(name, value) ? HIDDEN : withoutLogins(value)
}

/** A command line for showing. */
export function commandWithoutSecrets(command: string): string {
  return command
    .split(' ')
    .map((word) => {
      const flag = argumentFlag(word)
      if (flag?.value === undefined) return hiddenSecrets('', word)
      return `${word.slice(0, word.indexOf('=') + 1)}${hiddenSecrets(flag.given, flag.value)}`
    })
    .join(' ')
}

/** A change for showing: what is secret in flags and environment files stands as a word. */
export function withoutSecretTexts(change: FileChange): FileChange {
  const before = new Set<string>()
  const note = (secret: string): string => {
    before.add(secret)
    return HIDDEN
  }
  const compare = (secret: string): string => (before.has(secret) ? HIDDEN : HIDDEN_CHANGED)
  return {
    ...change,
    before: change.before === null ? null : hidden(change.path, change.before, note),
    after: change.after === null ? null : hidden(change.path, change.after, compare),
  }
}

type Word = (secret: string) => string

function hidden(path: string, text: string, word: Word): string {
  const shown = /\.(service|conf)$/.test(path)
    ? text
        .split('\n')
        .map((line) => hiddenInUnitLine(line, word))
        .join('\n')
    : hiddenAssignments(hiddenFlagFile(path, text, word), word)
  return withoutLogins(shown)
}

/** A file of the init wrapper's directory is one flag. */
function hiddenFlagFile(path: string, text: string, word: Word): string {
  const name = /\/mesos-(?:slave|agent)\/([^/]+)$/.exec(path)?.[1]
  if (name === undefined) return text
  return isSecret(name, text.trimEnd()) ? `${word(text)}\n` : text
}

function hiddenAssignments(text: string, word: Word): string {
  const lines = text.split('\n')
  for (const { name, value, firstLine, endLine } of parseEnvFile(exportsBare(text)).reverse()) {
    if (!isSecret(name, value)) continue
    const lead = /^\s*(export\s+)?/.exec(lines[firstLine] ?? '')?.[0] ?? ''
    lines.splice(firstLine, endLine - firstLine, `${lead}${name}=${word(`${name}=${value}`)}`)
  }
  return lines.join('\n')
}

/** What a shell exports is read as what it assigns. */
function exportsBare(text: string): string {
  return text.replace(/^(\s*)export\s+(?=\w+=)/gm, '$1')
}

/** The words of one line of a unit; where a quote goes on to the next line, all of the line. */
function hiddenInUnitLine(line: string, word: Word): string {
  const start = /^\s*[A-Za-z]+=/.exec(line)?.[0].length ?? 0
  const rest = line.slice(start).replace(/\\$/, '')
  const words = unitWords(rest)
  if (!words) return SECRET_NAME.test(line) ? `${line.slice(0, start)}${word(line)}` : line
  let shown = rest
  for (const { text, start: from, end } of words.reverse()) {
    const [, lead = '', name = '', value = ''] = /^((?:--)?([\w-]+)=)(.*)$/s.exec(text) ?? []
    if (isSecret(name, value))
      shown = `${shown.slice(0, from)}${lead}${word(text)}${shown.slice(end)}`
  }
  return `${line.slice(0, start)}${shown}${line.slice(start + rest.length)}`
}
