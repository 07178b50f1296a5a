import { SourceError } from './reading.ts'

/** Stands for a value that ansible-vault has encrypted; looks like a template, which is left too. */
export const VAULT_VALUE = '{{ encrypted by ansible-vault }}'

/** Throws SourceError for a file that is encrypted as a whole. */
export function refuseVault(text: string): void {
  if (!text.trimStart().startsWith('$ANSIBLE_VAULT;')) return
  throw new SourceError(
    'The file is encrypted by ansible-vault.',
    "Import what 'ansible-vault view FILE' prints; passwords in it are left out.",
  )
}
