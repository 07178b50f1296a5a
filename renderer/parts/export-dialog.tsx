import { Button, SegmentedControl, Select } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportFormat } from '../../electron/contract/inventory.ts'
import { download } from '../download.ts'
import { failureOf } from '../failure.ts'
import { plural } from '../format.ts'
import { useQueryFactories } from '../queries.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'
import { Skeletons } from './skeletons.tsx'

const formats: Readonly<Record<ExportFormat, { label: string; file: string; remark: string }>> = {
  csv: {
    label: 'Table (CSV)',
    file: 'agents.csv',
    remark: 'All that is recorded; it can be imported again.',
  },
  json: {
    label: 'Records (JSON)',
    file: 'agents.json',
    remark: 'All that is recorded; it can be imported again.',
  },
  'ansible-yaml': {
    label: 'Ansible inventory (YAML)',
    file: 'hosts.yaml',
    remark: 'With the settings of groups worked in; labels are left out.',
  },
  'ssh-config': {
    label: 'ssh_config',
    file: 'ssh_config',
    remark: 'For ssh itself, with the settings of groups worked in.',
  },
}

/** The fleet as a text, to copy or to keep as a file. There are no secrets in it. */
export function ExportDialog(props: { agents: readonly string[]; onClose: () => void }) {
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [chosenOnly, setChosenOnly] = useState(props.agents.length > 0)
  const clipboard = useClipboard()
  const exported = useQuery(useQueryFactories().exported(format, chosenOnly ? props.agents : []))
  const { file, remark } = formats[format]
  const text = exported.data?.text
  return (
    <Dialog title="Export agents" width={680} onClose={props.onClose}>
      <div className={css.form}>
        <div className={css.halves}>
          <Select
            label="Format"
            data-autofocus
            value={format}
            onChange={(value) => setFormat(value as ExportFormat)}
            data={Object.entries(formats).map(([value, { label }]) => ({ value, label }))}
          />
          {props.agents.length > 0 && (
            <SegmentedControl
              aria-label="Which agents"
              className={css.low}
              value={chosenOnly ? 'chosen' : 'all'}
              onChange={(value) => setChosenOnly(value === 'chosen')}
              data={[
                { value: 'chosen', label: plural(props.agents.length, 'selected agent') },
                { value: 'all', label: 'All agents' },
              ]}
            />
          )}
        </div>
        <p className={css.text}>{remark} No secrets are in it: none are recorded.</p>
        {exported.isPending && <Skeletons label="Writing the export" rows={4} />}
        {exported.error && <FailureNote failure={failureOf(exported.error)} />}
        {text !== undefined && <pre className={css.exported}>{text}</pre>}
        <div className={css.actions}>
          <Button onClick={props.onClose}>Close</Button>
          <Button
            leftSection={<IconCopy size={14} />}
            disabled={text === undefined}
            onClick={() => clipboard.copy(text ?? '')}
          >
            {clipboard.copied ? 'Copied' : 'Copy'}
          </Button>
          <Button
            variant="filled"
            leftSection={<IconDownload size={14} />}
            disabled={text === undefined}
            onClick={() => download(file, text ?? '')}
          >
            Save as {file}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
