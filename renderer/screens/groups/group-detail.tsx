import { ActionIcon, Button, MultiSelect, Tooltip } from '@mantine/core'
import { IconTrash, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Group } from '../../../electron/contract/inventory.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import { plural } from '../../format.ts'
import dialog from '../../parts/dialog.module.css'
import { Dialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Section } from '../../parts/page.tsx'
import { SettingsFields } from '../../parts/settings-fields.tsx'
import { agentRoute, formatRoute } from '../../route.ts'
import { parseSettings, settingsText } from '../../settings.ts'
import css from './groups.module.css'

interface Props {
  group: Group
  /** Names of its agents. */
  members: readonly string[]
  /** Names of all agents. */
  others: readonly string[]
}

/** One group: its settings, its agents. */
export function GroupDetail(props: Props) {
  return (
    <div className={css.detail}>
      <GroupSettings {...props} />
      <Members {...props} />
    </div>
  )
}

/** Everything that a group's change may touch is asked anew. */
function useRefresh() {
  const { calls } = useEngine()
  const queries = useQueryClient()
  return async () => {
    await queries.invalidateQueries({ queryKey: calls.inventory.groups.key() })
    await queries.invalidateQueries({ queryKey: calls.agents.list.key() })
  }
}

function GroupSettings({ group, members }: Props) {
  const { calls } = useEngine()
  const refresh = useRefresh()
  const [text, setText] = useState(() => settingsText(group.settings))
  const { settings, problems } = parseSettings(text)
  const changed = JSON.stringify(text) !== JSON.stringify(settingsText(group.settings))
  const save = useMutation(calls.inventory.saveGroup.mutationOptions({ onSuccess: refresh }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ name: group.name, settings })
  }
  return (
    <Section
      title={group.name}
      remark="what its agents get that they do not give themselves"
      tools={<RemoveGroup group={group.name} members={members.length} />}
    >
      <form className={dialog.form} onSubmit={submit}>
        <SettingsFields text={text} onChange={setText} problems={problems} />
        {save.error && <FailureNote failure={failureOf(save.error)} />}
        <div className={css.save}>
          <Button
            type="submit"
            variant="filled"
            disabled={!changed || Object.keys(problems).length > 0}
            loading={save.isPending}
          >
            Save settings
          </Button>
          {changed && <Button onClick={() => setText(settingsText(group.settings))}>Undo</Button>}
          {!changed && save.isSuccess && <span className="dim">Saved.</span>}
        </div>
      </form>
    </Section>
  )
}

function Members({ group, members, others }: Props) {
  const { calls } = useEngine()
  const refresh = useRefresh()
  const [adding, setAdding] = useState<string[]>([])
  const change = useMutation(
    calls.inventory.change.mutationOptions({
      onSuccess: async () => {
        setAdding([])
        await refresh()
      },
    }),
  )
  const add = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ agents: adding, addGroups: [group.name] })
  }
  return (
    <Section title="Agents" remark={plural(members.length, 'agent')}>
      <form className={css.adding} onSubmit={add}>
        <MultiSelect
          aria-label="Agents to add"
          placeholder={adding.length === 0 ? 'Agents to add' : ''}
          size="xs"
          searchable
          limit={50}
          value={adding}
          onChange={setAdding}
          data={others.filter((name) => !members.includes(name))}
        />
        <Button type="submit" disabled={adding.length === 0} loading={change.isPending}>
          Add
        </Button>
      </form>
      {change.error && <FailureNote failure={failureOf(change.error)} />}
      {members.length === 0 && <p className="dim">Nobody is in it yet.</p>}
      <ul className={css.members}>
        {members.map((name) => (
          <li key={name}>
            <a href={formatRoute(agentRoute(name))}>{name}</a>
            <ActionIcon
              size={20}
              aria-label={`Take ${name} out`}
              onClick={() => change.mutate({ agents: [name], removeGroups: [group.name] })}
            >
              <IconX size={13} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function RemoveGroup({ group, members }: { group: string; members: number }) {
  const { calls } = useEngine()
  const refresh = useRefresh()
  const [asking, setAsking] = useState(false)
  const remove = useMutation(calls.inventory.removeGroup.mutationOptions({ onSuccess: refresh }))
  return (
    <>
      <Tooltip label="Remove this group">
        <ActionIcon aria-label="Remove this group" onClick={() => setAsking(true)}>
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
      {asking && (
        <Dialog title={`Remove the group ${group}?`} width={420} onClose={() => setAsking(false)}>
          <div className={dialog.form}>
            <p className={dialog.text}>
              Its settings go, and {plural(members, 'agent')} with it {members === 1 ? 'is' : 'are'}{' '}
              in it no more. The agents stay recorded.
            </p>
            {remove.error && <FailureNote failure={failureOf(remove.error)} />}
            <div className={dialog.actions}>
              <Button onClick={() => setAsking(false)}>Cancel</Button>
              <Button
                variant="filled"
                color="red"
                loading={remove.isPending}
                onClick={() => remove.mutate({ group })}
              >
                Remove
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  )
}
