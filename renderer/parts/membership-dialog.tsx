import { Button, MultiSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import { plural } from '../format.ts'
import { useQueryFactories } from '../queries.ts'
import { parseLabels } from '../settings.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'
import { GroupsInput, LabelsInput } from './membership-fields.tsx'

/** Puts several agents into groups, takes them out, and labels them: all of them or none. */
export function MembershipDialog(props: { agents: readonly string[]; onClose: () => void }) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  const all = useQuery(useQueryFactories().agents()).data ?? []
  const chosen = all.filter(({ name }) => props.agents.includes(name))
  const [addGroups, setAddGroups] = useState<string[]>([])
  const [removeGroups, setRemoveGroups] = useState<string[]>([])
  const [labels, setLabels] = useState<string[]>([])
  const [removeLabels, setRemoveLabels] = useState<string[]>([])
  const change = useMutation(
    calls.inventory.change.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: calls.agents.list.key() })
        void queries.invalidateQueries({ queryKey: calls.inventory.groups.key() })
        props.onClose()
      },
    }),
  )
  const nothing = [addGroups, removeGroups, labels, removeLabels].every(
    ({ length }) => length === 0,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const agents = [...props.agents]
    const setLabelsTo = parseLabels(labels)
    change.mutate({ agents, addGroups, removeGroups, setLabels: setLabelsTo, removeLabels })
  }
  return (
    <Dialog
      title={`Groups and labels of ${plural(props.agents.length, 'agent')}`}
      onClose={props.onClose}
    >
      <form className={css.form} onSubmit={submit}>
        <GroupsInput
          label="Add to groups"
          data-autofocus
          value={addGroups}
          onChange={setAddGroups}
        />
        <Away
          label="Take out of groups"
          present={chosen.flatMap(({ groups }) => groups)}
          value={removeGroups}
          onChange={setRemoveGroups}
        />
        <LabelsInput label="Set labels" value={labels} onChange={setLabels} />
        <Away
          label="Take labels away"
          present={chosen.flatMap((agent) => Object.keys(agent.labels))}
          value={removeLabels}
          onChange={setRemoveLabels}
        />
        {change.error && <FailureNote failure={failureOf(change.error)} />}
        <div className={css.actions}>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" variant="filled" disabled={nothing} loading={change.isPending}>
            Change
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What some of the agents have, to be taken from them; nothing where none has any. */
function Away(props: {
  label: string
  present: readonly string[]
  value: string[]
  onChange: (value: string[]) => void
}) {
  const { present, ...input } = props
  const data = [...new Set(present)].sort()
  if (data.length === 0) return null
  return <MultiSelect {...input} size="xs" data={data} searchable />
}
