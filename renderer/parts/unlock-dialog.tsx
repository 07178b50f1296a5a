import { Button, Checkbox, PasswordInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import { plural } from '../format.ts'
import { useQueryFactories } from '../queries.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'
import { useObserveAgain } from './use-observe-again.ts'

/** Takes a sudo password for agents. The engine keeps it in memory; the window forgets it at once. */
export function UnlockDialog(props: { agents: readonly string[]; onClose: () => void }) {
  const { calls } = useEngine()
  const observeAgain = useObserveAgain()
  const inventory = useQuery(useQueryFactories().agents())
  const [sudoPassword, setPassword] = useState('')
  const [all, setAll] = useState(false)
  const withSudo = (inventory.data ?? []).filter((agent) => agent.privilege === 'sudo')
  const others = withSudo.filter((agent) => !props.agents.includes(agent.name))
  const agents = all ? withSudo.map((agent) => agent.name) : [...props.agents]
  const unlock = useMutation(
    calls.agents.unlock.mutationOptions({
      gcTime: 0, // the mutation cache would keep the password for minutes
      onSuccess: () => {
        observeAgain(agents)
        props.onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    unlock.mutate({ agents, sudoPassword })
  }
  return (
    <Dialog title={`Unlock ${props.agents.join(', ')}`} width={420} onClose={props.onClose}>
      <form className={css.form} onSubmit={submit}>
        <p className={css.text}>
          sudo asks for a password there. It is kept in memory until Quotadeck ends, and written
          nowhere.
        </p>
        <PasswordInput
          label="sudo password"
          autoComplete="off"
          data-autofocus
          value={sudoPassword}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {others.length > 0 && (
          <Checkbox
            label={`Use it for the other ${plural(others.length, 'agent')} with sudo, too`}
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
        )}
        {unlock.error && <FailureNote failure={failureOf(unlock.error)} />}
        <div className={css.actions}>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="filled"
            disabled={sudoPassword === ''}
            loading={unlock.isPending}
          >
            Unlock
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
