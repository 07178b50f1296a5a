import { withoutFirstByte } from './mesos-bytes.ts'

/** A JSON object as Mesos keeps it: of equal keys the last one counts. */
export type JsonObject = ReadonlyMap<string, JsonValue>
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** `offset`: index of the character where reading stopped, when that is known. */
export type JsonResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly error: string; readonly offset?: number }

const MAX_DEPTH = 200
const END = ''

/**
 * Characters with one step back. An agent's complaint about malformed JSON quotes the rest of the
 * line from where its parser stopped; this takes and puts back characters in the same order, so
 * that it stops at the same place.
 */
class Input {
  private next = 0
  private last = END
  private returned = false
  private lines = 1
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get(): string {
    if (this.returned) {
      this.returned = false
      return this.last
    }
    if (this.next === this.text.length) {
      this.last = END
      return END
    }
    if (this.last === '\n') this.lines++
    this.last = this.text.charAt(this.next++)
    return this.last
  }

  unget(): void {
    if (this.last !== END) this.returned = true
  }

  expect(wanted: string): boolean {
    this.skipSpace()
    if (this.get() === wanted) return true
    this.unget()
    return false
  }

  match(rest: string): boolean {
    for (const wanted of rest) {
      if (this.get() === wanted) continue
      this.unget()
      return false
    }
    return true
  }

  skipSpace(): void {
    let ch = this.get()
    while (ch === ' ' || ch === '\t' || ch === '\n' || ch === '\r') ch = this.get()
    this.unget()
  }

  get line(): number {
    return this.lines
  }

  get position(): number {
    return this.next - (this.returned ? 1 : 0)
  }

  /** White space was taken to see where a number ends, and put back. */
  get tookSpace(): boolean {
    return this.returned && /[ \t\n\r]/.test(this.last)
  }

  /**
   * What an agent, which takes bytes, has not taken yet. One character may be put back or not: it
   * has been taken, but of one beyond ASCII only the first byte.
   */
  get untaken(): string {
    if (this.next === 0) return this.text
    const whole = wholeCharacter(this.text, this.next - 1)
    return withoutFirstByte(whole) + this.text.slice(this.next - 1 + whole.length)
  }

  /** The rest of the line as a complaint quotes it: without control characters. */
  restOfLine(afterFirstByte: boolean): string {
    const rest = afterFirstByte ? this.untaken : this.text.slice(this.position)
    return (/^[^\n]*/.exec(rest)?.[0] ?? '').replace(CONTROL_CHARACTERS, '')
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant
const CONTROL_CHARACTERS = /[\0-\x1f]/g

function wholeCharacter(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index) ?? 0)
}

/** Marks where reading stopped; never leaves this file. */
class Stop extends Error {
  readonly why: 'syntax' | 'escape' | 'range'

  constructor(why: Stop['why'] = 'syntax') {
    super()
    this.why = why
  }
}

class Parser {
  private readonly input: Input

  constructor(input: Input) {
    this.input = input
  }

  value(depth: number): JsonValue {
    this.input.skipSpace()
    const ch = this.input.get()
    switch (ch) {
      case 'n':
        return this.literal('ull', null)
      case 'f':
        return this.literal('alse', false)
      case 't':
        return this.literal('rue', true)
      case '"':
        return this.string()
      case '[':
        return this.array(depth)
      case '{':
        return this.object(depth)
      default:
        this.input.unget()
        if (/^[-0-9]$/.test(ch)) return this.number()
        throw new Stop()
    }
  }

  private literal(rest: string, value: null | boolean): null | boolean {
    if (!this.input.match(rest)) throw new Stop()
    return value
  }

  private array(depth: number): JsonValue[] {
    if (depth <= 0) throw new Stop()
    const items: JsonValue[] = []
    if (this.input.expect(']')) return items
    do items.push(this.value(depth - 1))
    while (this.input.expect(','))
    if (!this.input.expect(']')) throw new Stop()
    return items
  }

  private object(depth: number): Map<string, JsonValue> {
    if (depth <= 0) throw new Stop()
    const members = new Map<string, JsonValue>()
    if (this.input.expect('}')) return members
    do {
      if (!this.input.expect('"')) throw new Stop()
      const key = this.string()
      if (!this.input.expect(':')) throw new Stop()
      members.set(key, this.value(depth - 1))
    } while (this.input.expect(','))
    if (!this.input.expect('}')) throw new Stop()
    return members
  }

  private number(): number {
    let digits = ''
    let ch = this.input.get()
    while (ch !== END && '0123456789+-eE.'.includes(ch)) {
      digits += ch
      ch = this.input.get()
    }
    this.input.unget()
    if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(digits)) throw new Stop()
    const number = Number(digits)
    if (!Number.isFinite(number)) throw new Stop('range')
    return number
  }

  private string(): string {
    let out = ''
    for (;;) {
      const ch = this.input.get()
      if (ch < ' ') {
        this.input.unget()
        throw new Stop()
      }
      if (ch === '"') return out
      out += ch === '\\' ? this.escape() : ch
    }
  }

  private escape(): string {
    const ch = this.input.get()
    if (ch === 'u') return this.codePoint()
    const at = ch === END ? -1 : '"\\/bfnrt'.indexOf(ch)
    if (at < 0) throw new Stop(ch === END ? 'syntax' : 'escape')
    return '"\\/\b\f\n\r\t'.charAt(at)
  }

  private codePoint(): string {
    const first = this.fourHex()
    if (first >= 0xdc00 && first <= 0xdfff) throw new Stop()
    if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first)
    if (this.input.get() !== '\\' || this.input.get() !== 'u') {
      this.input.unget()
      throw new Stop()
    }
    const second = this.fourHex()
    if (second < 0xdc00 || second > 0xdfff) throw new Stop()
    return String.fromCharCode(first, second)
  }

  private fourHex(): number {
    let digits = ''
    for (let i = 0; i < 4; i++) {
      const ch = this.input.get()
      if (!/^[0-9a-fA-F]$/.test(ch)) {
        this.input.unget()
        throw new Stop()
      }
      digits += ch
    }
    return Number.parseInt(digits, 16)
  }
}

/** Reads JSON as a Mesos agent does, with its error texts. */
export function parseJson(text: string): JsonResult {
  const input = new Input(text)
  try {
    const value = new Parser(input).value(MAX_DEPTH)
    const { untaken } = input
    const trailing = untaken.replace(/[ \t\n\r]+$/, '')
    if (trailing === '' && !input.tookSpace) return { ok: true, value }
    return {
      ok: false,
      error: `Parsed JSON included non-whitespace trailing characters: ${trailing || untaken}`,
      offset: input.position,
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    const { line, position } = input
    if (error.why === 'range') return { ok: false, error: 'Value out of range', offset: position }
    const near = input.restOfLine(error.why === 'escape')
    return { ok: false, error: `syntax error at line ${line} near: ${near}`, offset: position }
  }
}
