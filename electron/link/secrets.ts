/** Names a secret; holds none. */
export type SecretRef =
  /** Of a key file on this machine, by its absolute path. */
  | { readonly kind: 'passphrase'; readonly file: string }
  /** To log in: of an agent, or of a host on the way (`user@host:port`), whoever is behind it. */
  | { readonly kind: 'password'; readonly of: string }
  /** To become root on an agent. */
  | { readonly kind: 'sudo-password' | 'doas-password'; readonly of: string }

/** The secrets that are known, wherever they are kept. */
export interface SecretStore {
  find(ref: SecretRef): string | undefined
  /** It turned out to be wrong. */
  forget(ref: SecretRef): void
}

/** The same for refs to the same secret. */
export function secretName(ref: SecretRef): string {
  return `${ref.kind} ${ref.kind === 'passphrase' ? ref.file : ref.of}`
}
