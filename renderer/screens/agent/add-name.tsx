import { Autocomplete, Button } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import css from './agent.module.css'

interface Props {
  label: string
  placeholder: string
  /** What is proposed; others may be typed. */
  names: readonly string[]
  /** What to say beside a proposed name. */
  describe?: (name: string) => string | undefined
  onAdd: (name: string) => void
}

/** Adds a name to a flag's list. */
export function AddName({ label, placeholder, names, describe, onAdd }: Props) {
  const [name, setName] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAdd(name.trim())
    setName('')
  }
  return (
    <form className={css.add} onSubmit={submit}>
      <Autocomplete
        size="xs"
        aria-label={label}
        placeholder={placeholder}
        classNames={{ input: 'mono', option: css.option }}
        maxDropdownHeight={280}
        limit={100}
        data={[...new Set(names)]}
        value={name}
        onChange={setName}
        renderOption={({ option }) => (
          <>
            <code>{option.value}</code>
            <span className="dim">{describe?.(option.value)}</span>
          </>
        )}
      />
      <Button type="submit" aria-label={`${label}: add`} disabled={name.trim() === ''}>
        Add
      </Button>
    </form>
  )
}
