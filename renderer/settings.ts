import { type AgentSettings, agentSettingsSchema } from '../electron/contract/agent.ts'

/** A setting's name. */
export type SettingName = keyof AgentSettings

/** Settings as they stand in a form; '' is not given. Lists are joined by spaces. */
export type SettingsText = Readonly<Record<SettingName, string>>

export interface SettingField {
  readonly label: string
  /** What counts where nobody gives it. */
  readonly fallback: string
  /** Absent: a text. Values and their words. */
  readonly choices?: readonly (readonly [value: string, word: string])[]
}

/** Every setting as a form shows it, in order. */
export const settingFields: Readonly<Record<SettingName, SettingField>> = {
  user: { label: 'User', fallback: 'missing' },
  port: { label: 'SSH port', fallback: '22' },
  privilege: {
    label: 'Becomes root by',
    fallback: 'the login is root',
    choices: [
      ['none', 'the login is root'],
      ['sudo', 'sudo'],
      ['doas', 'doas'],
    ],
  },
  identityFile: { label: 'Private key file', fallback: 'none: the ssh-agent' },
  jumps: { label: 'Jump hosts, in order', fallback: 'none' },
  useSshConfig: {
    label: 'Follows ssh_config',
    fallback: 'no',
    choices: [
      ['true', 'yes'],
      ['false', 'no'],
    ],
  },
  sshConfigFile: { label: 'That ssh_config file', fallback: 'your own' },
  carrier: {
    label: 'Connects by',
    fallback: 'whichever can',
    choices: [
      ['auto', 'whichever can'],
      ['ssh2', 'the ssh2 library'],
      ['openssh', 'the system’s ssh'],
    ],
  },
  knownHostsFile: { label: 'known_hosts file', fallback: '~/.ssh/known_hosts' },
  statusFile: { label: 'Status file of the hook', fallback: '/var/lib/quotadeck/status.pb' },
}

export const settingNames = Object.keys(settingFields) as SettingName[]

/** One setting's value as a form shows it. */
export function settingText(value: AgentSettings[SettingName]): string {
  if (value === undefined) return ''
  return Array.isArray(value) ? value.join(' ') : String(value)
}

/** Settings as a form shows them. */
export function settingsText(settings: AgentSettings): SettingsText {
  const texts = settingNames.map((name) => [name, settingText(settings[name])])
  return Object.fromEntries(texts)
}

/** A value in words: choices by theirs. */
export function settingWord(name: SettingName, value: AgentSettings[SettingName]): string {
  const text = settingText(value)
  return settingFields[name].choices?.find(([choice]) => choice === text)?.[1] ?? text
}

/** What was typed as settings, and by field what is wrong with it. */
export function parseSettings(text: SettingsText): {
  settings: AgentSettings
  problems: Partial<Record<SettingName, string>>
} {
  const settings: Record<string, unknown> = {}
  const problems: Partial<Record<SettingName, string>> = {}
  for (const name of settingNames) {
    const typed = text[name].trim()
    if (typed === '') continue
    const parsed = agentSettingsSchema.shape[name].safeParse(formOf(name, typed))
    if (parsed.success) settings[name] = parsed.data
    else problems[name] = name === 'port' ? '1 to 65535' : parsed.error.issues[0]?.message
  }
  return { settings, problems }
}

function formOf(name: SettingName, typed: string): unknown {
  if (name === 'port') return Number(typed)
  if (name === 'jumps') return typed.split(/[\s,]+/)
  if (name === 'useSshConfig') return typed === 'true'
  return typed
}

/** 'rack=r1' of each label, as forms take them. */
export function labelTexts(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`)
}

/** Labels out of 'name=value' texts; a text without '=' is a label without a value. */
export function parseLabels(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=')
      return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    }),
  )
}
