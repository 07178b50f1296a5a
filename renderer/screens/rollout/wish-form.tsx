import { SegmentedControl, Textarea } from '@mantine/core'
import { mergeOrders } from '../../name-list.ts'
import split from '../../parts/form-split.module.css'
import { NameList } from '../../parts/name-list.tsx'
import { AddName } from '../agent/add-name.tsx'
import { type FleetRow, useFleet } from '../fleet/use-fleet.ts'
import { AgentChoice } from './agent-choice.tsx'
import { BuildPicker } from './build-picker.tsx'
import css from './new-rollout.module.css'
import { parseParameters, type Wish } from './wish.ts'

interface Props {
  wish: Wish
  /** The build in use, chosen or proposed. */
  build: string | undefined
  onChange: (part: Partial<Wish>) => void
}

/** What to roll out, to whom, in which hook order. */
export function WishForm({ wish, build, onChange }: Props) {
  const { rows } = useFleet()
  const problem = parseParameters(wish.parameters)
  return (
    <div className={split.form}>
      <section aria-label="Build">
        <h2>Build</h2>
        <BuildPicker chosen={build} onChoose={(sha256) => onChange({ build: sha256 })} />
      </section>
      <AgentChoice
        agents={rows.map(({ agent }) => agent)}
        chosen={wish.agents}
        onChange={(agents) => onChange({ agents })}
      />
      <HookOrder wish={wish} rows={rows} onChange={onChange} />
      <section aria-label="Module parameters">
        <h2>Module parameters</h2>
        <Textarea
          aria-label="Module parameters"
          description="One key=value a line; merged into those in the manifest."
          placeholder="default_hard_limit=10GiB"
          classNames={{ input: 'mono' }}
          autosize
          minRows={1}
          spellCheck={false}
          value={wish.parameters}
          error={typeof problem === 'string' && problem}
          onChange={(event) => onChange({ parameters: event.currentTarget.value })}
        />
      </section>
    </div>
  )
}

/** Keep each agent's order, or set one for all, proposed from what the agents have. */
function HookOrder(props: Pick<Props, 'wish' | 'onChange'> & { rows: readonly FleetRow[] }) {
  const { wish, onChange, rows } = props
  const chosen = new Set(wish.agents)
  const observed = rows.filter((row) => chosen.has(row.agent.name))
  // An order proposed before all were observed could leave out hooks, and so switch them off.
  const known = observed.length > 0 && observed.every((row) => row.observation || row.failure)
  const orders = observed.map((row) => row.observation?.hooks ?? [])
  const modules = observed.flatMap(
    (row) => row.observation?.manifest?.modules.map((one) => one.name) ?? [],
  )
  const hooks = wish.hooks
  return (
    <section aria-label="Hook order">
      <h2>Hook order</h2>
      <SegmentedControl
        fullWidth
        aria-label="Hook order"
        value={hooks ? 'same' : 'keep'}
        onChange={(value) =>
          onChange({ hooks: value === 'same' ? mergeOrders(orders) : undefined })
        }
        data={[
          { value: 'keep', label: 'Keep each agent’s' },
          { value: 'same', label: 'Same on all', disabled: !known },
        ]}
      />
      {hooks ? (
        <>
          <NameList
            label="Hooks in order"
            noun="hook"
            names={hooks}
            onChange={(next) => onChange({ hooks: next })}
          />
          <AddName
            label="Hook to add"
            placeholder="Add a hook"
            names={mergeOrders([modules]).filter((name) => !hooks.includes(name))}
            onAdd={(hook) => onChange({ hooks: [...hooks, hook] })}
          />
        </>
      ) : (
        <p className={css.hint}>Where the hook is not in the list yet, it is put at the end.</p>
      )}
    </section>
  )
}
