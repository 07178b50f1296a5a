import {
  Button,
  FileButton,
  Input,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconFile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import split from '../../parts/form-split.module.css'
import { GroupsInput } from '../../parts/membership-fields.tsx'
import { SettingsFields } from '../../parts/settings-fields.tsx'
import { useQueryFactories } from '../../queries.ts'
import { parseSettings } from '../../settings.ts'
import css from './import.module.css'
import { formOfFile, type ImportForm, type SourceKind, sourceKinds } from './import-form.ts'

interface Props {
  form: ImportForm
  onChange: (part: Partial<ImportForm>) => void
}

/** What to import, and what its agents get that it says nothing of. */
export function SourceForm({ form, onChange }: Props) {
  const needs = sourceKinds.find(({ kind }) => kind === form.kind)?.needs
  return (
    <div className={split.form}>
      <section aria-label="Source">
        <h2>Source</h2>
        <Select
          aria-label="Kind of source"
          data-autofocus
          value={form.kind}
          onChange={(kind) => onChange({ kind: kind as SourceKind })}
          data={sourceKinds.map(({ kind, label }) => ({ value: kind, label }))}
        />
        {needs === 'path' && (
          <TextInput
            label="File on Quotadeck’s machine"
            description="Its includes are read too. Agents keep following it when they are connected to."
            value={form.path}
            onChange={(event) => onChange({ path: event.currentTarget.value })}
          />
        )}
        {needs === 'text' && <TextSource form={form} onChange={onChange} />}
        {needs === 'master' && <MasterSource form={form} onChange={onChange} />}
      </section>
      <section aria-label="For all of them">
        <h2>For all of them</h2>
        <GroupsInput
          label="Also in groups"
          value={[...form.groups]}
          onChange={(groups) => onChange({ groups })}
        />
        <Input.Wrapper label="Those that are recorded already" labelElement="div">
          <SegmentedControl
            aria-label="Agents that are recorded already"
            fullWidth
            value={form.existing}
            onChange={(existing) => onChange({ existing: existing as ImportForm['existing'] })}
            data={[
              { value: 'update', label: 'Update' },
              { value: 'keep', label: 'Leave as they are' },
            ]}
          />
        </Input.Wrapper>
      </section>
      <section aria-label="Where the source says nothing">
        <h2>Where the source says nothing</h2>
        <SettingsFields
          text={form.settings}
          onChange={(settings) => onChange({ settings })}
          problems={parseSettings(form.settings).problems}
        />
      </section>
    </div>
  )
}

const examples: Partial<Record<SourceKind, string>> = {
  'ansible-ini': '[dc1]\nagent[01:20].dc1 ansible_user=operator',
  'ansible-yaml': 'dc1:\n  hosts:\n    agent[01:20].dc1:',
  csv: 'name,host,user,groups,label:rack\nagent1,10.0.0.1,operator,dc1,r7',
  nodes: 'agent[001-120].dc1!agent[007,009].dc1',
  mesos: 'the JSON of http://master:5050/slaves',
  json: 'quotadeck inventory export --format json',
}

function TextSource({ form, onChange }: Props) {
  const [over, setOver] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const take = async (file: File | null | undefined) => {
    if (!file) return
    const taken = await formOfFile(file)
    const refused = typeof taken === 'string'
    setRefusal(refused ? taken : undefined)
    // What stood there before would be taken for the file's.
    onChange(refused ? { text: '' } : taken)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way beside the button
    <div
      className={split.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <Textarea
        aria-label="Text of the source"
        placeholder={examples[form.kind] ?? ''}
        classNames={{ input: css.text ?? '' }}
        rows={form.kind === 'nodes' ? 3 : 9}
        spellCheck={false}
        value={form.text}
        error={refusal}
        onChange={(event) => {
          setRefusal(undefined)
          onChange({ text: event.currentTarget.value })
        }}
      />
      <div className={css.file}>
        <FileButton onChange={(file) => void take(file)}>
          {(button) => (
            <Button {...button} leftSection={<IconFile size={14} />}>
              Open a file…
            </Button>
          )}
        </FileButton>
        <span className="dim">or drop it here, or paste</span>
      </div>
    </div>
  )
}

function MasterSource({ form, onChange }: Props) {
  const agents = useQuery(useQueryFactories().agents()).data ?? []
  return (
    <>
      <Select
        label="Asked from"
        placeholder="an agent that reaches the master"
        searchable
        nothingFoundMessage="No such agent"
        value={form.via || null}
        onChange={(via) => onChange({ via: via ?? '' })}
        data={agents.map(({ name }) => name)}
      />
      <TextInput
        label="Address of the master"
        placeholder="http://master.dc1:5050"
        error={form.url !== '' && !URL.canParse(form.url) && 'write http://host:port'}
        value={form.url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
      />
    </>
  )
}
