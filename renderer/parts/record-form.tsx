import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type AgentRecord, agentRecordSchema, agentSchema } from '../../electron/contract/agent.ts'
import type { FailureData } from '../../electron/contract/failure.ts'
import { inheritedSettings } from '../../electron/contract/inventory.ts'
import { useQueryFactories } from '../queries.ts'
import {
  labelTexts,
  parseLabels,
  parseSettings,
  type SettingName,
  settingsText,
} from '../settings.ts'
import css from './dialog.module.css'
import { FailureNote } from './failure-note.tsx'
import { GroupsInput, LabelsInput } from './membership-fields.tsx'
import { SettingsFields } from './settings-fields.tsx'

interface Props {
  /** What the form starts with; its name can be changed only where `named` is false. */
  start: Partial<AgentRecord>
  named: boolean
  submitLabel: string
  busy: boolean
  failure: FailureData | undefined
  onSubmit: (record: AgentRecord) => void
  onCancel: () => void
}

/** All that is recorded of an agent; what is left empty shows what its groups or the defaults give. */
export function RecordForm(props: Props) {
  const { form, setForm } = useRecord(props.start)
  const [shown, setShown] = useState(props.named)
  const groups = useQuery(useQueryFactories().groups()).data ?? []
  const byName = new Map(groups.map((group) => [group.name, group]))
  const inherited = inheritedSettings(form.groups, byName)
  const { record, problems } = recordOf(form, inherited)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setShown(true)
    if (record) props.onSubmit(record)
  }
  const text = (name: 'name' | 'host') => ({
    value: form[name],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
    error: shown && problems[name],
  })
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <div className={css.halves}>
        <TextInput
          label="Name"
          placeholder="agent-17"
          disabled={props.named}
          data-autofocus={!props.named || undefined}
          {...text('name')}
        />
        <TextInput
          label="Host"
          placeholder="agent-17.example or address"
          data-autofocus={props.named || undefined}
          {...text('host')}
        />
      </div>
      <div className={css.halves}>
        <GroupsInput
          label="Groups"
          value={form.groups}
          onChange={(names) => setForm({ ...form, groups: names })}
        />
        <LabelsInput
          label="Labels"
          value={form.labels}
          onChange={(labels) => setForm({ ...form, labels })}
        />
      </div>
      <SettingsFields
        text={form.settings}
        onChange={(settings) => setForm({ ...form, settings })}
        problems={shown ? problems : {}}
        inherited={inherited}
      />
      {props.failure && <FailureNote failure={props.failure} />}
      <div className={css.actions}>
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button type="submit" variant="filled" loading={props.busy}>
          {props.submitLabel}
        </Button>
      </div>
    </form>
  )
}

function useRecord(start: Partial<AgentRecord>) {
  const { name = '', host = '', groups = [], labels = {}, ...settings } = start
  const [form, setForm] = useState(() => ({
    name,
    host,
    groups,
    labels: labelTexts(labels),
    settings: settingsText(settings),
  }))
  return { form, setForm }
}

type Form = ReturnType<typeof useRecord>['form']
type Problems = Partial<Record<SettingName | 'name' | 'host', string>>

/** The record that was typed, unless something is wrong with it; what is, by field. */
function recordOf(form: Form, inherited: ReturnType<typeof inheritedSettings>) {
  const { settings, problems: wrong } = parseSettings(form.settings)
  const typed = {
    name: form.name.trim(),
    host: form.host.trim(),
    groups: form.groups,
    labels: parseLabels(form.labels),
    ...settings,
  }
  const given = Object.entries(inherited).map(([name, { value }]) => [name, value])
  const reached = agentSchema.safeParse({ ...Object.fromEntries(given), ...typed })
  const problems: Problems = { ...wrong }
  for (const { path, message } of reached.error?.issues ?? []) {
    const [field] = path as (keyof Problems)[]
    const empty = (field === 'name' || field === 'host') && typed[field] === ''
    if (field) problems[field] ??= empty ? 'Fill this in' : message
  }
  const record =
    reached.success && Object.keys(wrong).length === 0 && agentRecordSchema.parse(typed)
  return { record: record || undefined, problems }
}
