import { EventEmitter } from 'node:events'
import { StringDecoder } from 'node:string_decoder'
import type { CommandChannel } from './carrier.ts'
import { shellLine } from './quote.ts'

/**
 * Runs a program as root behind a terminal that carries lines of base64 alone. Arguments: the mark,
 * the length of stdin in base64, the program with its own. Prints the mark once the terminal neither
 * echoes nor changes anything, then 'o' and a part of stdout as it comes, 'e' and the end of stderr,
 * 'x' and the exit status.
 */
const script = `
size=$1; shift
LC_ALL=C; export LC_ALL
umask 077
d=$(mktemp -d) || exit 1
trap 'rm -rf "$d"' EXIT
trap 'exit 129' HUP INT TERM
mkfifo "$d/out" && stty raw -echo || exit 1
exec 3<&0
echo "$0"
(
  { head -c "$size" <&3 | base64 -d; } | (umask 022; exec "$@") > "$d/out" 2> "$d/err" 3<&-
  echo $? > "$d/status"
) &
while dd bs=4096 count=1 of="$d/part" status=none && [ -s "$d/part" ]; do
  echo "o$(base64 -w 0 "$d/part")"
done < "$d/out"
wait
echo "e$(tail -c 65536 "$d/err" | base64 -w 0)"
echo "x$(cat "$d/status")"
`

/** The command line that a DoasTerminal is for; it needs a terminal. */
export function doasLine(argv: readonly string[], mark: string, stdin: string | Buffer): string {
  const size = String(encoded(stdin).length)
  return shellLine([
    'exec',
    'env',
    'LC_ALL=C',
    'doas',
    '--',
    'sh',
    '-c',
    script,
    mark,
    size,
    ...argv,
  ])
}

function encoded(stdin: string | Buffer): string {
  return Buffer.from(stdin).toString('base64')
}

/**
 * A command through doas with a password, as a channel like any other. doas reads passwords from a
 * terminal alone. The password is sent once, when it is asked for and before the mark.
 */
export class DoasTerminal extends EventEmitter implements CommandChannel {
  readonly stderr = new EventEmitter()
  readonly #channel: CommandChannel
  readonly #mark: string
  readonly #password: string
  readonly #decoder = new StringDecoder('utf8')
  #stdin: string | undefined
  #text = ''
  #started = false
  #asked = 0

  constructor(channel: CommandChannel, mark: string, password: string) {
    super()
    this.#channel = channel
    this.#mark = mark
    this.#password = password
    channel.on('data', (chunk) => this.#take(this.#decoder.write(chunk)))
    // A terminal has one output; a stream that is not read would never come to its end.
    channel.stderr.on('data', (chunk) => this.stderr.emit('data', chunk))
    channel.on('exit', (code, signal) => {
      if (!this.#started) this.emit('exit', code, signal)
    })
    channel.on('close', () => this.#closed())
    channel.on('error', (error) => this.emit('error', error))
  }

  /** A program's stdin is given as a whole, to `end`. */
  write(): boolean {
    return false
  }

  end(chunk: string | Buffer): void {
    this.#stdin = encoded(chunk)
    if (this.#started) this.#channel.write(this.#stdin)
  }

  close(): void {
    this.#channel.close()
  }

  #take(text: string): void {
    this.#text += text
    if (!this.#started) this.#untilStarted()
    if (this.#started) this.#lines()
  }

  #untilStarted(): void {
    const at = this.#text.indexOf(`${this.#mark}\n`)
    if (at >= 0) {
      this.#started = true
      const before = this.#text.slice(0, at)
      this.#text = this.#text.slice(at + this.#mark.length + 1)
      this.stderr.emit('data', Buffer.from(`${before}${this.#mark}\n`))
      this.emit('data', Buffer.from(`${this.#mark}\n`))
      if (this.#stdin !== undefined) this.#channel.write(this.#stdin)
      return
    }
    const asked = this.#text.match(/password: ?/gi)?.length ?? 0
    if (asked === this.#asked) return
    this.#asked = asked
    if (asked === 1) this.#channel.write(`${this.#password}\n`)
    else this.#channel.close()
  }

  #lines(): void {
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n')) {
      this.#line(this.#text.slice(0, at))
      this.#text = this.#text.slice(at + 1)
    }
  }

  #line(line: string): void {
    const body = line.slice(1)
    if (line[0] === 'o') this.emit('data', Buffer.from(body, 'base64'))
    else if (line[0] === 'e') this.stderr.emit('data', Buffer.from(body, 'base64'))
    else if (line[0] === 'x') this.emit('exit', /^\d+$/.test(body) ? Number(body) : null)
  }

  #closed(): void {
    // What doas said instead of starting the program.
    if (!this.#started) this.stderr.emit('data', Buffer.from(this.#text))
    this.emit('close')
  }
}
