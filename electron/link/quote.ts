import { Failure } from '../contract/failure.ts'

/**
 * One line for a POSIX shell that runs exactly these arguments: every argument is one word, whatever
 * it holds. NUL cannot travel in an argument and is refused.
 */
export function shellLine(argv: readonly string[]): string {
  return argv.map(quoted).join(' ')
}

function quoted(text: string): string {
  if (text.includes('\0')) {
    throw new Failure({
      code: 'input-invalid',
      message: `An argument holds a NUL character: ${JSON.stringify(text.slice(0, 80))}.`,
      advice: 'Remove the NUL character.',
    })
  }
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
