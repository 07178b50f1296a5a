import { ActionIcon, Button, Menu, Select, Tooltip } from '@mantine/core'
import {
  IconDots,
  IconFileImport,
  IconFolders,
  IconPlus,
  IconRefresh,
  IconShare,
} from '@tabler/icons-react'
import { useDialogs } from '../../parts/dialogs-context.ts'
import { useScreenKeys } from '../../parts/use-screen-keys.ts'
import { goTo } from '../../route.ts'
import css from './fleet.module.css'
import { type Folding, foldingsOf } from './fleet-filter.ts'
import type { FleetRow } from './use-fleet.ts'

/** How the table is folded, and the ways to more agents. */
export function FleetTools(props: {
  rows: readonly FleetRow[]
  folding: Folding
  onFold: (folding: Folding) => void
  observing: boolean
  onObserve: () => void
  /** Selected agents, for the export. */
  selected: readonly string[]
}) {
  const dialogs = useDialogs()
  const exportThem = () => dialogs.open({ kind: 'export', agents: props.selected })
  useScreenKeys([
    ['a', () => dialogs.open({ kind: 'add-agent' })],
    ['i', () => goTo({ screen: 'import' })],
    ['g', () => goTo({ screen: 'groups' })],
    ['e', exportThem],
  ])
  return (
    <>
      <Select
        className={css.folding}
        aria-label="Fold the table"
        value={props.folding}
        onChange={(folding) => props.onFold((folding ?? 'none') as Folding)}
        data={foldingsOf(props.rows)}
      />
      <Tooltip label="Observe all again (r)">
        <ActionIcon
          aria-label="Observe all again"
          onClick={props.onObserve}
          loading={props.observing}
        >
          <IconRefresh size={16} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" shadow="md" width={220}>
        <Menu.Target>
          <ActionIcon aria-label="More for the fleet">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFileImport size={14} />}
            rightSection={<kbd className={css.key}>i</kbd>}
            onClick={() => goTo({ screen: 'import' })}
          >
            Import agents…
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolders size={14} />}
            rightSection={<kbd className={css.key}>g</kbd>}
            onClick={() => goTo({ screen: 'groups' })}
          >
            Groups
          </Menu.Item>
          <Menu.Item
            leftSection={<IconShare size={14} />}
            rightSection={<kbd className={css.key}>e</kbd>}
            onClick={exportThem}
          >
            Export…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        leftSection={<IconPlus size={14} />}
        aria-keyshortcuts="a"
        onClick={() => dialogs.open({ kind: 'add-agent' })}
      >
        Add agent
      </Button>
    </>
  )
}
