import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Failure } from '../../contract/failure.ts'

/** Puts the question that stands on the terminal there again; absent: none does. */
let putAgain: (() => void) | undefined

/** Says something on stderr; a question that stands there comes below it again, with what was typed. */
export function sayBeside(text: string): void {
  process.stderr.write(putAgain ? `\r\u001b[K${text}` : text)
  putAgain?.()
}

/** Asks on the terminal without showing what is typed; the signal takes the question back. */
export async function askHidden(question: string, signal?: AbortSignal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true, signal })
  // Only now: the terminal shows nothing any more of what is typed at once.
  const put = () => process.stderr.write(question)
  put()
  try {
    return await standing(put, untilInterrupted(lines, lines.question('')))
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

/** Asks on the terminal; what is typed is shown. */
export async function askShown(question: string, signal?: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, signal })
  try {
    return await standing(
      () => lines.prompt(true),
      untilInterrupted(lines, lines.question(question)),
    )
  } finally {
    lines.close()
  }
}

/** Asks on the terminal; anything but y or yes is a no. */
export async function askYesNo(question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await askShown(`${question} [y/N] `)).trim())
}

/**
 * The first line of stdin, without its end: a password, so never echoed nor put into an error. `what`
 * says which one.
 */
export async function firstLineOfStdin(what = 'sudo password'): Promise<string> {
  if (process.stdin.isTTY) return askHidden(`${what}: `)
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk
    if (text.includes('\n')) break
  }
  const line = text.split('\n', 1)[0]?.replace(/\r$/, '')
  if (line) return line
  throw new Failure({
    code: 'input-invalid',
    message: 'There is no password on stdin.',
    advice: `Give the ${what} as the first line of stdin.`,
  })
}

async function standing<T>(put: () => void, answer: Promise<T>): Promise<T> {
  putAgain = put
  try {
    return await answer
  } finally {
    putAgain = undefined
  }
}

/** Ctrl-C, and the end of the input, at a question end the command. */
function untilInterrupted(
  lines: ReturnType<typeof createInterface>,
  answer: Promise<string>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(given())
    lines.once('SIGINT', stop)
    lines.once('close', stop)
    answer.then(resolve, reject)
  })
}

function given(): Failure {
  return new Failure({
    code: 'cancelled',
    message: 'The question was not answered.',
    advice: 'Run the command again when you are ready.',
  })
}
