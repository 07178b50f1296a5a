import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconPlus, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import {
  type DocumentLibrary,
  type DocumentModule,
  type DocumentParameter,
  formatPath,
  type ManifestStep,
} from '../../../electron/contract/manifest-document.ts'
import css from './module-editor.module.css'

interface Props {
  libraries: readonly DocumentLibrary[]
  onStep: (step: ManifestStep) => void
}

/** A manifest's libraries, modules and parameters as fields; each change is one step on its text. */
export function ModuleEditor({ libraries, onStep }: Props) {
  return (
    <div className={css.editor}>
      <ol className={css.list} aria-label="Libraries">
        {libraries.map((library, index) => (
          <li key={formatPath(library.path)} className={css.library}>
            <Library library={library} last={index === libraries.length - 1} onStep={onStep} />
          </li>
        ))}
      </ol>
      <AddField
        label="Add a library"
        placeholder="/path/of/library.so"
        onAdd={(file) => onStep({ step: 'add-library', file })}
      />
    </div>
  )
}

type Step = { onStep: Props['onStep'] }

function Library({ library, last, onStep }: Step & { library: DocumentLibrary; last: boolean }) {
  const { path, file, name, modules } = library
  // With both, Mesos takes the file.
  const field = file === undefined && name !== undefined ? 'name' : 'file'
  const what = file ?? name ?? formatPath(path)
  return (
    <>
      <div className={css.row}>
        <Field
          label={`${field === 'file' ? 'File' : 'Name'} of library ${formatPath(path)}`}
          value={file ?? name ?? ''}
          onSet={(value) => onStep({ step: 'set', path: [...path, field], value })}
        />
        <Places path={path} what={what} last={last} onStep={onStep} />
      </div>
      <ol className={css.list} aria-label={`Modules of ${what}`}>
        {modules.map((module, index) => (
          <li key={formatPath(module.path)} className={css.module}>
            <Module module={module} last={index === modules.length - 1} onStep={onStep} />
          </li>
        ))}
      </ol>
      <AddField
        label={`Add a module to ${what}`}
        placeholder="Name of a module in this library"
        onAdd={(added) => onStep({ step: 'add-module', library: path, name: added })}
      />
    </>
  )
}

function Module({ module, last, onStep }: Step & { module: DocumentModule; last: boolean }) {
  const { path, name, parameters } = module
  const what = name ?? formatPath(path)
  return (
    <>
      <div className={css.row}>
        <Field
          label={`Name of module ${formatPath(path)}`}
          value={name ?? ''}
          strong
          onSet={(value) => onStep({ step: 'set', path: [...path, 'name'], value })}
        />
        <Places path={path} what={what} last={last} onStep={onStep} />
      </div>
      {parameters.map((parameter, index) => (
        <Parameter
          key={formatPath(parameter.path)}
          parameter={parameter}
          last={index === parameters.length - 1}
          onStep={onStep}
        />
      ))}
      <AddField
        label={`Add a parameter to ${what}`}
        placeholder="key=value"
        onAdd={(text) => {
          const at = text.includes('=') ? text.indexOf('=') : text.length
          const [key, value] = [text.slice(0, at), text.slice(at + 1)]
          onStep({ step: 'add-parameter', module: path, key, value })
        }}
      />
    </>
  )
}

function Parameter(props: Step & { parameter: DocumentParameter; last: boolean }) {
  const { parameter, last, onStep } = props
  const { path, key = '', value = '' } = parameter
  const set = (field: string) => (text: string) =>
    onStep({ step: 'set', path: [...path, field], value: text })
  return (
    <div className={css.parameter}>
      <Field label={`Key of ${formatPath(path)}`} value={key} onSet={set('key')} />
      <Field label={`Value of ${key}`} value={value} onSet={set('value')} />
      <Places path={path} what={key} last={last} onStep={onStep} />
    </div>
  )
}

/** Moves an entry within its list, or takes it out. One that is in no list is only taken out. */
function Places(props: Step & { path: DocumentLibrary['path']; what: string; last: boolean }) {
  const { path, what, last, onStep } = props
  const place = path.at(-1)
  const move = (by: number) => () =>
    typeof place === 'number' && onStep({ step: 'move', path, to: place + by })
  const inList = typeof place === 'number'
  return (
    <span className={css.places}>
      <ActionIcon
        aria-label={`Put ${what} one place up`}
        disabled={!inList || place === 0}
        onClick={move(-1)}
      >
        <IconChevronUp size={14} />
      </ActionIcon>
      <ActionIcon
        aria-label={`Put ${what} one place down`}
        disabled={!inList || last}
        onClick={move(1)}
      >
        <IconChevronDown size={14} />
      </ActionIcon>
      <ActionIcon
        aria-label={`Take ${what} out of the manifest`}
        onClick={() => onStep({ step: 'remove', path })}
      >
        <IconX size={14} />
      </ActionIcon>
    </span>
  )
}

/** A text that is taken when it is left or Enter is pressed; Escape leaves it as it was. */
function Field(props: {
  label: string
  value: string
  strong?: boolean
  onSet: (value: string) => void
}) {
  const { label, value, strong, onSet } = props
  const [typed, setTyped] = useState<string>()
  const take = () => {
    if (typed !== undefined && typed !== value) onSet(typed)
    setTyped(undefined)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') take()
    if (event.key === 'Escape') setTyped(undefined)
  }
  return (
    <TextInput
      size="xs"
      aria-label={label}
      classNames={{ root: css.field, input: `mono ${strong ? css.strong : ''}` }}
      spellCheck={false}
      value={typed ?? value}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={onKeyDown}
    />
  )
}

/** A button that becomes a field for what is added. */
function AddField(props: { label: string; placeholder: string; onAdd: (text: string) => void }) {
  const { label, placeholder, onAdd } = props
  const [text, setText] = useState<string>()
  if (text === undefined)
    return (
      <Button
        className={css.add}
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={12} aria-hidden />}
        aria-label={label}
        onClick={() => setText('')}
      >
        {label.split(' to ')[0]}
      </Button>
    )
  const finish = () => {
    if (text.trim() !== '') onAdd(text.trim())
    setText(undefined)
  }
  return (
    <TextInput
      size="xs"
      autoFocus
      aria-label={label}
      placeholder={placeholder}
      classNames={{ root: css.field, input: 'mono' }}
      spellCheck={false}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish()
        if (event.key === 'Escape') setText(undefined)
      }}
    />
  )
}
