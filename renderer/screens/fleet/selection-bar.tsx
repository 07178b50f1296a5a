import { Button } from '@mantine/core'
import { plural } from '../../format.ts'
import { useDialogs } from '../../parts/dialogs-context.ts'
import { useScreenKeys } from '../../parts/use-screen-keys.ts'
import css from './fleet.module.css'

/** What can be done with the selected agents; Escape lets go of them. */
export function SelectionBar(props: { selected: readonly string[]; onClear: () => void }) {
  const { selected, onClear } = props
  const dialogs = useDialogs()
  const settings = () => dialogs.open({ kind: 'agent-settings', agent: selected[0] ?? '' })
  const membership = () => dialogs.open({ kind: 'membership', agents: selected })
  const test = () => dialogs.open({ kind: 'test', agents: selected })
  const hostKeys = () => dialogs.open({ kind: 'host-keys', agents: selected })
  const remove = () => dialogs.open({ kind: 'remove', agents: selected })
  useScreenKeys([
    ['t', test],
    ['h', hostKeys],
    ['l', membership],
    ['Delete', remove],
    ['Escape', onClear],
  ])
  return (
    <div className={css.selection} role="toolbar" aria-label="Selected agents">
      <span>{plural(selected.length, 'agent')} selected</span>
      <Button onClick={test} aria-keyshortcuts="t">
        Test the way…
      </Button>
      <Button onClick={hostKeys} aria-keyshortcuts="h">
        Host keys…
      </Button>
      <Button onClick={membership} aria-keyshortcuts="l">
        Groups and labels…
      </Button>
      {selected.length === 1 && <Button onClick={settings}>Settings…</Button>}
      <Button onClick={() => dialogs.open({ kind: 'export', agents: selected })}>Export…</Button>
      <Button onClick={remove} aria-keyshortcuts="Delete">
        Remove…
      </Button>
      <span className={css.gap} />
      <Button variant="subtle" color="gray" onClick={onClear} aria-keyshortcuts="Escape">
        Let go
      </Button>
    </div>
  )
}
