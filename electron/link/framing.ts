import { randomBytes } from 'node:crypto'

/**
 * What one command prints and asks for, told apart from all else that a login shell or sudo may
 * print: `start` is printed by a small sh on both streams just before it becomes the command.
 */
export interface Marks {
  readonly start: string
  readonly prompt: string
}

export function newMarks(): Marks {
  const nonce = randomBytes(12).toString('hex')
  return { start: `quotadeck-start-${nonce}`, prompt: `quotadeck-password-${nonce}:` }
}

/** More than this before the mark is no shell's greeting. */
const maxPreamble = 256 * 1024

/** One stream of a command: what comes before the start mark is kept apart from what follows. */
export class MarkedStream {
  readonly #mark: Buffer
  #preamble = Buffer.alloc(0)
  #started = false

  constructor(mark: string) {
    this.#mark = Buffer.from(`${mark}\n`)
  }

  get started(): boolean {
    return this.#started
  }

  /** What came before the mark, its last part if it was much. */
  get preamble(): string {
    return this.#preamble.toString('utf8')
  }

  /** Takes a chunk; returns what of it belongs to the command. */
  push(chunk: Buffer): Buffer {
    if (this.#started) return chunk
    const seen = Buffer.concat([this.#preamble, chunk])
    const at = seen.indexOf(this.#mark)
    this.#started = at >= 0
    this.#preamble = this.#started ? seen.subarray(0, at) : seen.subarray(-maxPreamble)
    return this.#started ? seen.subarray(at + this.#mark.length) : Buffer.alloc(0)
  }
}

/**
 * The argument vector that prints the mark on both streams and becomes `argv`, in the C locale:
 * messages are told apart by their text. A script of sh's is run by the sh that prints the mark,
 * which spares the agent a process image.
 */
export function marked(argv: readonly string[], marks: Marks): string[] {
  const greet = `LC_ALL=C; export LC_ALL; echo ${marks.start}; echo ${marks.start} >&2; `
  const [program, option, script = '', ...args] = argv
  if (program === 'sh' && option === '-c') return ['sh', '-c', `${greet}${script}`, ...args]
  return ['sh', '-c', `${greet}exec "$@"`, 'sh', ...argv]
}
