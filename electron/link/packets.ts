/** The parts of a message as RFC 4251 section 5 writes them: bytes, numbers and strings. */
export type Field = { readonly byte: number } | number | string | Buffer

/** A message behind its length. Numbers are uint32, strings and buffers have their own length. */
export function packet(...fields: readonly Field[]): Buffer {
  const parts = fields.flatMap(encoded)
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([uint32(length), ...parts], length + 4)
}

/** A message with its length before it. */
export function packetOf(message: Buffer): Buffer {
  return Buffer.concat([uint32(message.length), message])
}

function encoded(field: Field): Buffer[] {
  if (typeof field === 'number') return [uint32(field)]
  if (typeof field === 'string') return encoded(Buffer.from(field))
  return Buffer.isBuffer(field) ? [uint32(field.length), field] : [Buffer.of(field.byte)]
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** More than a mux master ever sends in one message. */
const maxPacket = 1024 * 1024

/** Cuts a stream into the messages that `packet` writes. */
export class PacketReader {
  #pending: Buffer = Buffer.alloc(0)

  /** The messages that are whole with this chunk, without their lengths. */
  push(chunk: Buffer): Buffer[] {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    const whole: Buffer[] = []
    for (;;) {
      const length = rest.length < 4 ? undefined : rest.readUInt32BE(0)
      if (length !== undefined && length > maxPacket) throw new Error('ssh sent nonsense')
      if (length === undefined || rest.length < length + 4) break
      whole.push(rest.subarray(4, length + 4))
      rest = rest.subarray(length + 4)
    }
    this.#pending = rest
    return whole
  }
}

/** Reads a message's fields in turn; throws on one that is too short. */
export class Fields {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  byte(): number {
    this.#at += 1
    return this.#bytes.readUInt8(this.#at - 1)
  }

  uint32(): number {
    this.#at += 4
    return this.#bytes.readUInt32BE(this.#at - 4)
  }

  bytes(): Buffer {
    const length = this.uint32()
    if (this.#at + length > this.#bytes.length) throw new Error('ssh sent a short message')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  string(): string {
    return this.bytes().toString('utf8')
  }
}
