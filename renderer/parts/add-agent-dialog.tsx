import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { agentSchema } from '../../electron/contract/agent.ts'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'

const blank = {
  name: '',
  host: '',
  port: '22',
  user: 'root',
  sudo: false,
  identityFile: '',
  statusFile: '/var/lib/quotadeck/status.pb',
}

/** The form's text as the contract wants it; problems come back by field. */
function parseForm(form: typeof blank) {
  return agentSchema.safeParse({
    name: form.name.trim(),
    host: form.host.trim(),
    port: Number(form.port),
    user: form.user.trim(),
    privilege: form.sudo ? 'sudo' : 'none',
    identityFile: form.identityFile.trim() || undefined,
    statusFile: form.statusFile.trim(),
  })
}

/** Records a new agent; its host key is looked at next. */
export function AddAgentDialog(props: { onClose: () => void; onAdded: (agent: string) => void }) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  const [form, setForm] = useState(blank)
  const [shown, setShown] = useState(false)
  const parsed = parseForm(form)
  const add = useMutation(
    calls.agents.add.mutationOptions({
      onSuccess: async (agent) => {
        await queries.invalidateQueries({ queryKey: calls.agents.key() })
        props.onAdded(agent.name)
      },
    }),
  )
  const problemOf = (name: keyof typeof blank) => {
    const issue = parsed.error?.issues.find((one) => one.path[0] === name)
    if (!issue) return undefined
    if (name === 'port') return '1 to 65535'
    return form[name] === '' ? 'Fill this in' : issue.message
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setShown(true)
    if (parsed.success) add.mutate(parsed.data)
  }
  const field = (name: Exclude<keyof typeof blank, 'sudo'>) => ({
    value: form[name],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
    error: shown && problemOf(name),
  })
  return (
    <Dialog title="Add an agent" onClose={props.onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput label="Name" placeholder="agent-17" data-autofocus {...field('name')} />
        <div className={css.pair}>
          <TextInput label="Host" placeholder="agent-17.example or address" {...field('host')} />
          <TextInput label="SSH port" inputMode="numeric" {...field('port')} />
        </div>
        <div className={css.halves}>
          <TextInput label="User" {...field('user')} />
          <TextInput
            label="Private key file"
            placeholder="none: use the ssh-agent"
            {...field('identityFile')}
          />
        </div>
        <Checkbox
          label="This login needs sudo to become root"
          checked={form.sudo}
          onChange={(event) => setForm({ ...form, sudo: event.currentTarget.checked })}
        />
        <TextInput label="Status file of the hook" {...field('statusFile')} />
        {add.error && <FailureNote failure={failureOf(add.error)} />}
        <div className={css.actions}>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={add.isPending}>
            Add agent
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
