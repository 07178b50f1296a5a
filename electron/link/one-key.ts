import type { ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2'
import ssh2 from 'ssh2'

/** One opened private key, to log in with as with an ssh-agent that holds no other. */
export class OneKey extends ssh2.BaseAgent<ParsedKey> {
  readonly #key: ParsedKey

  constructor(key: ParsedKey) {
    super()
    this.#key = key
  }

  override getIdentities(done: (error: null, keys: ParsedKey[]) => void): void {
    done(null, [this.#key])
  }

  override sign(
    _key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done: SignCallback = () => {},
  ): void {
    if (typeof options === 'function') {
      this.sign(_key, data, {}, options)
      return
    }
    // The library returns an error where its types say that it throws.
    const signature: Buffer | Error = this.#key.sign(data, options.hash)
    if (signature instanceof Error) done(signature)
    else done(null, signature)
  }
}
