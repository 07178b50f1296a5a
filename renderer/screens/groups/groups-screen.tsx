import { Button, TextInput } from '@mantine/core'
import { IconFolders, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { agentNameSchema } from '../../../electron/contract/agent.ts'
import type { Group } from '../../../electron/contract/inventory.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import { plural } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useQueryFactories } from '../../queries.ts'
import { formatRoute, goTo } from '../../route.ts'
import { GroupDetail } from './group-detail.tsx'
import css from './groups.module.css'

/** Groups of agents: what settings they share and who is in them. */
export function GroupsScreen({ group }: { group: string | undefined }) {
  const factories = useQueryFactories()
  const groups = useQuery(factories.groups())
  const agents = useQuery(factories.agents()).data ?? []
  const all = groups.data ?? []
  const current = all.find(({ name }) => name === group) ?? all[0]
  const members = (name: string) => agents.filter((agent) => agent.groups.includes(name))
  return (
    <Page
      back={{ href: formatRoute({ screen: 'fleet' }), label: 'Fleet' }}
      title="Groups"
      remark={groups.data && plural(all.length, 'group')}
      tools={<NewGroup groups={all} />}
    >
      {groups.isPending && <Skeletons label="Reading the groups" />}
      {groups.error && (
        <FailureNote failure={failureOf(groups.error)} onRetry={() => void groups.refetch()} />
      )}
      {groups.data && !current && (
        <Empty icon={<IconFolders size={28} stroke={1.5} />} title="No groups yet">
          A group gives its agents settings they share: a user, jump hosts, a port. Make one here,
          or import a source that has groups.
        </Empty>
      )}
      {current && (
        <div className={css.split}>
          <nav className={css.list} aria-label="Groups">
            {all.map(({ name }) => (
              <a
                key={name}
                className={css.group}
                href={formatRoute({ screen: 'groups', group: name })}
                aria-current={name === current.name ? 'true' : undefined}
              >
                <span className={css.name}>{name}</span>
                <span className="dim figures">{members(name).length}</span>
              </a>
            ))}
          </nav>
          <GroupDetail
            key={current.name}
            group={current}
            members={members(current.name).map(({ name }) => name)}
            others={agents.map(({ name }) => name)}
          />
        </div>
      )}
    </Page>
  )
}

function NewGroup({ groups }: { groups: readonly Group[] }) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const save = useMutation(
    calls.inventory.saveGroup.mutationOptions({
      onSuccess: async (_, group) => {
        await queries.invalidateQueries({ queryKey: calls.inventory.groups.key() })
        setName('')
        goTo({ screen: 'groups', group: group.name })
      },
    }),
  )
  const parsed = agentNameSchema.safeParse(name.trim())
  const taken = groups.some((group) => group.name === name.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (parsed.success && !taken) save.mutate({ name: parsed.data, settings: {} })
  }
  return (
    <form className={css.make} onSubmit={submit}>
      <TextInput
        aria-label="Name of a new group"
        placeholder="Name of a new group"
        value={name}
        error={name !== '' && (taken ? 'exists' : !parsed.success)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        type="submit"
        leftSection={<IconPlus size={14} />}
        disabled={!parsed.success || taken}
        loading={save.isPending}
      >
        Make group
      </Button>
    </form>
  )
}
