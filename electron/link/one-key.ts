import type { ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2'
import ssh2 from 'ssh2'

type Sign = (data: Buffer, options: SigningRequestOptions) => Promise<Buffer>

/** One key to log in with, as an ssh-agent that holds no other; it signs when a server takes it. */
export class OneKey extends ssh2.BaseAgent<ParsedKey> {
  readonly #publicKey: ParsedKey
  readonly #sign: Sign

  constructor(publicKey: ParsedKey, sign: Sign) {
    super()
    this.#publicKey = publicKey
    this.#sign = sign
  }

  override getIdentities(done: (error: null, keys: ParsedKey[]) => void): void {
    done(null, [this.#publicKey])
  }

  /** What it signs with its private key. */
  signature(data: Buffer, options: SigningRequestOptions): Promise<Buffer> {
    return this.#sign(data, options)
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done: SignCallback = () => {},
  ): void {
    if (typeof options === 'function') {
      this.sign(key, data, {}, options)
      return
    }
    this.signature(data, options).then((signature) => done(null, signature), done)
  }
}
