import { Select, TextInput } from '@mantine/core'
import type { Inherited } from '../../electron/contract/inventory.ts'
import {
  type SettingName,
  type SettingsText,
  settingFields,
  settingNames,
  settingWord,
} from '../settings.ts'
import css from './settings-fields.module.css'

interface Props {
  text: SettingsText
  onChange: (text: SettingsText) => void
  problems: Partial<Record<SettingName, string>>
  /** What counts for a field that is left empty; absent: the default alone. */
  inherited?: Inherited
}

/** Every setting of the way to an agent; what is left empty shows what then counts, and from where. */
export function SettingsFields(props: Props) {
  return (
    <div className={css.fields}>
      {settingNames.map((name) => (
        <SettingInput key={name} name={name} {...props} />
      ))}
    </div>
  )
}

function SettingInput({
  name,
  text,
  onChange,
  problems,
  inherited,
}: Props & { name: SettingName }) {
  const { label, fallback, choices } = settingFields[name]
  const given = inherited?.[name]
  const counts = given ? settingWord(name, given.value) : fallback
  const from = given && text[name] === '' ? `from ${given.from}` : undefined
  const change = (value: string | null) => onChange({ ...text, [name]: value ?? '' })
  const field = {
    label: (
      <>
        {label}
        {from && <span className={css.from}> {from}</span>}
      </>
    ),
    'aria-label': label,
    placeholder: counts,
    error: problems[name],
  }
  if (!choices) {
    return (
      <TextInput
        {...field}
        value={text[name]}
        onChange={(event) => change(event.currentTarget.value)}
      />
    )
  }
  return (
    <Select
      {...field}
      clearable
      value={text[name] || null}
      onChange={change}
      data={choices.map(([value, word]) => ({ value, label: word }))}
    />
  )
}
