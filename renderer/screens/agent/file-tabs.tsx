import { Button, Tabs, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { baseName } from '../../format.ts'
import { Tag } from '../../parts/state.tsx'
import css from './agent.module.css'
import type { DraftFile } from './use-draft.ts'

interface Props {
  /** The modules directory. */
  folder: string
  files: readonly DraftFile[]
  open: string | undefined
  onOpen: (path: string) => void
  onAdd: (path: string) => void
}

/** The files of a modules directory as tabs, in the order in which Mesos reads them. */
export function FileTabs({ folder, files, open, onOpen, onAdd }: Props) {
  return (
    <div className={css.files}>
      <Tabs
        value={open ?? null}
        onChange={(path) => path && onOpen(path)}
        classNames={{ list: css.fileList, tab: css.fileTab, tabLabel: css.tabLabel }}
      >
        <Tabs.List aria-label={`Files of ${folder}, in the order in which Mesos reads them`}>
          {files.map(({ path = '', text, isChanged, problem }) => (
            <Tabs.Tab key={path} value={path}>
              <span data-removed={text === null || undefined}>{baseName(path)}</span>
              {problem && <Tag tone="bad">unreadable</Tag>}
              {isChanged && <Tag tone="run">{text === null ? 'removed' : 'changed'}</Tag>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <AddFile
        taken={files.map(({ path = '' }) => baseName(path))}
        onAdd={(name) => onAdd(`${folder.replace(/\/+$/, '')}/${name}`)}
      />
    </div>
  )
}

/** A button that becomes a field for the new file's name. */
function AddFile({ taken, onAdd }: { taken: readonly string[]; onAdd: (name: string) => void }) {
  const [name, setName] = useState<string>()
  if (name === undefined)
    return (
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={12} aria-hidden />}
        onClick={() => setName('')}
      >
        Add a file
      </Button>
    )
  const problem = problemOf(name.trim(), taken)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (problem || name.trim() === '') return
    onAdd(name.trim())
    setName(undefined)
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        size="xs"
        autoFocus
        aria-label="Name of the new file"
        placeholder="50-mine.json"
        classNames={{ input: 'mono' }}
        spellCheck={false}
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={() => name.trim() === '' && setName(undefined)}
        onKeyDown={(event) => event.key === 'Escape' && setName(undefined)}
      />
    </form>
  )
}

function problemOf(name: string, taken: readonly string[]): string | undefined {
  if (name.includes('/') || name === '.' || name === '..') return 'A name without slashes.'
  return taken.includes(name) ? 'There is one of that name.' : undefined
}
