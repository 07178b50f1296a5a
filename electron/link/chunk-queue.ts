/** Chunks on their way from one who has them as they come to one who reads them when they can. */
export class ChunkQueue implements AsyncIterable<Buffer> {
  readonly #maxBytes: number
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #end: { readonly error?: unknown } | undefined
  #wake = Promise.withResolvers<void>()

  /** Takes no more than so many bytes that were not read. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** False: it is full, and the chunk was not taken. */
  push(chunk: Buffer): boolean {
    if (this.#bytes + chunk.length > this.#maxBytes) return false
    this.#bytes += chunk.length
    this.#chunks.push(chunk)
    this.#wake.resolve()
    return true
  }

  /** No more will come; with an error, what has come is read before it is thrown. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error }
    this.#wake.resolve()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk) {
        this.#bytes -= chunk.length
        yield chunk
      } else if (this.#end) {
        if ('error' in this.#end) throw this.#end.error
        return
      } else {
        this.#wake = Promise.withResolvers<void>()
        await this.#wake.promise
      }
    }
  }
}
