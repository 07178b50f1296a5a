import { useState } from 'react'
import type { ImportRequest, ImportSource } from '../../../electron/contract/inventory.ts'
import { MAX_SOURCE, sourceText } from '../../../electron/contract/source-text.ts'
import { parseSettings, type SettingsText, settingsText } from '../../settings.ts'

/** What can be imported, in the order of the picker. */
export const sourceKinds = [
  { kind: 'ssh-config', label: 'ssh_config', needs: 'path' },
  { kind: 'ansible-ini', label: 'Ansible inventory, INI', needs: 'text' },
  { kind: 'ansible-yaml', label: 'Ansible inventory, YAML', needs: 'text' },
  { kind: 'csv', label: 'Table (CSV)', needs: 'text' },
  { kind: 'nodes', label: 'Node set', needs: 'text' },
  { kind: 'mesos-master', label: 'Mesos master, asked now', needs: 'master' },
  { kind: 'mesos', label: 'Mesos master’s answer (JSON)', needs: 'text' },
  { kind: 'json', label: 'Quotadeck’s own export (JSON)', needs: 'text' },
] as const

export type SourceKind = (typeof sourceKinds)[number]['kind']

/** The form as it stands. */
export interface ImportForm {
  readonly kind: SourceKind
  readonly text: string
  readonly path: string
  /** Agent that reaches the master, and the master's address. */
  readonly via: string
  readonly url: string
  readonly groups: readonly string[]
  readonly existing: ImportRequest['existing']
  readonly settings: SettingsText
}

const blank: ImportForm = {
  kind: 'ssh-config',
  text: '',
  path: '~/.ssh/config',
  via: '',
  url: '',
  groups: [],
  existing: 'update',
  settings: settingsText({}),
}

export function useImportForm() {
  const [form, setForm] = useState(blank)
  const change = (part: Partial<ImportForm>) => setForm((now) => ({ ...now, ...part }))
  return { form, change }
}

/** The request that a form comes to; undefined while something is missing or wrong. */
export function requestOf(form: ImportForm): ImportRequest | undefined {
  const source = sourceOf(form)
  const { settings, problems } = parseSettings(form.settings)
  if (!source || Object.keys(problems).length > 0) return undefined
  return { source, settings, groups: [...form.groups], existing: form.existing }
}

function sourceOf({ kind, text, path, via, url }: ImportForm): ImportSource | undefined {
  switch (kind) {
    case 'ssh-config':
      return path.trim() === '' ? undefined : { from: kind, path: path.trim() }
    case 'mesos-master':
      return via !== '' && URL.canParse(url) ? { from: kind, via, url } : undefined
    case 'ansible-ini':
    case 'ansible-yaml': {
      const format = kind === 'ansible-ini' ? 'ini' : 'yaml'
      return text.trim() === '' ? undefined : { from: 'ansible', format, text }
    }
    default:
      return text.trim() === '' ? undefined : { from: kind, text }
  }
}

/** What a chosen file changes in the form, or a sentence that says why it cannot be taken. */
export async function formOfFile(file: File): Promise<Partial<ImportForm> | string> {
  // Of a file that is too large no more is read than shows that it is.
  const start = file.slice(0, MAX_SOURCE + 1)
  const taken = sourceText(file.name, new Uint8Array(await start.arrayBuffer()))
  if ('problem' in taken) return `${taken.problem} ${taken.advice}`
  const kind = kindOfFile(file.name, taken.text)
  return { text: taken.text, ...(kind && { kind }) }
}

/** The kind that a file's name and start speak of; undefined: leave the chosen one. */
export function kindOfFile(name: string, text: string): SourceKind | undefined {
  if (/\.ya?ml$/i.test(name)) return 'ansible-yaml'
  if (/\.(csv|tsv)$/i.test(name)) return 'csv'
  if (/\.json$/i.test(name)) return text.trimStart().startsWith('[') ? 'json' : 'mesos'
  if (/\.(ini|cfg)$|^(hosts|inventory)$/i.test(name)) return 'ansible-ini'
  return undefined
}
