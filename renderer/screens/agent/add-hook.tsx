import { Autocomplete, Button } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import css from './agent.module.css'

/** Adds a hook by name; the manifest's modules are proposed, others may be typed. */
export function AddHook(props: { modules: readonly string[]; onAdd: (hook: string) => void }) {
  const [name, setName] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.onAdd(name.trim())
    setName('')
  }
  return (
    <form className={css.add} onSubmit={submit}>
      <Autocomplete
        size="xs"
        aria-label="Hook to add"
        placeholder={
          props.modules.length > 0 ? 'Add a hook of the manifest' : 'Name of a module to add'
        }
        classNames={{ input: 'mono', option: 'mono' }}
        data={[...props.modules]}
        value={name}
        onChange={setName}
      />
      <Button type="submit" disabled={name.trim() === ''}>
        Add
      </Button>
    </form>
  )
}
