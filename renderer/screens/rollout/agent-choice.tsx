import { Button, MultiSelect } from '@mantine/core'
import type { Agent } from '../../../electron/contract/agent.ts'
import { formatCount, plural } from '../../format.ts'
import css from './new-rollout.module.css'

/** So many are shown one by one; of more, the number says more. */
const shownUpTo = 20
/** Options in the list at one time; what is typed finds the others. */
const listedUpTo = 50

interface Props {
  agents: readonly Agent[]
  chosen: readonly string[]
  onChange: (agents: string[]) => void
}

/** The agents of a rollout: one by one, a whole group, or all. */
export function AgentChoice({ agents, chosen, onChange }: Props) {
  const names = agents.map(({ name }) => name)
  const groups = [...new Set(agents.flatMap((agent) => agent.groups))].sort()
  const members = (group: string) =>
    agents.filter((agent) => agent.groups.includes(group)).map(({ name }) => name)
  const taken = new Set(chosen)
  const open = groups.filter((group) => !members(group).every((name) => taken.has(name)))
  // A slash is in no agent's name.
  const options = open.map((group) => ({
    value: `/${group}`,
    label: `${group}: ${plural(members(group).length, 'agent')}`,
  }))
  const many = chosen.length > shownUpTo
  const change = (picked: readonly string[]) => {
    const added = picked.flatMap((name) => (name.startsWith('/') ? members(name.slice(1)) : name))
    onChange([...new Set([...(many ? chosen : []), ...added])])
  }
  return (
    <section aria-label="Agents">
      <div className={css.head}>
        <h2>Agents</h2>
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={chosen.length === names.length}
          onClick={() => onChange(names)}
        >
          All {formatCount(names.length)}
        </Button>
      </div>
      {many && (
        <div className={css.head}>
          <span title={chosen.join(', ')}>{plural(chosen.length, 'agent')} chosen</span>
          <Button variant="subtle" size="compact-xs" onClick={() => onChange([])}>
            None
          </Button>
        </div>
      )}
      <MultiSelect
        aria-label="Agents to roll out to"
        size="xs"
        searchable
        hidePickedOptions
        limit={listedUpTo}
        placeholder={chosen.length === 0 ? 'Choose agents or groups' : many ? 'Add more' : ''}
        data={[...options, ...(many ? names.filter((name) => !taken.has(name)) : names)]}
        value={many ? [] : [...chosen]}
        onChange={change}
      />
    </section>
  )
}
