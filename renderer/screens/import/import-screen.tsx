import { Button, Loader } from '@mantine/core'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { IconDownload, IconFileImport } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { ImportPreview, ImportRequest } from '../../../electron/contract/inventory.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import { plural } from '../../format.ts'
import { useDialogs } from '../../parts/dialogs-context.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import split from '../../parts/form-split.module.css'
import { Empty, Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useQueryFactories } from '../../queries.ts'
import { formatRoute, goTo } from '../../route.ts'
import css from './import.module.css'
import { requestOf, useImportForm } from './import-form.ts'
import { PreviewTable } from './preview-table.tsx'
import { changeCounts, countsWords } from './preview-words.ts'
import { SourceForm } from './source-form.tsx'

/** Records agents from elsewhere, after a preview of every change; what was shown is applied, or nothing. */
export function ImportScreen() {
  const { form, change } = useImportForm()
  const wanted = useMemo(() => requestOf(form), [form])
  const [request] = useDebouncedValue(wanted, 350)
  return (
    <Page back={{ href: formatRoute({ screen: 'fleet' }), label: 'Fleet' }} title="Import agents">
      <div className={`${split.split} ${css.wide}`}>
        <SourceForm form={form} onChange={change} />
        <div className={css.preview}>
          {request ? (
            <Preview request={request} />
          ) : (
            <Empty
              icon={<IconFileImport size={28} stroke={1.5} />}
              title="The preview appears here"
            >
              Give the source. Nothing is recorded before you have seen what would change.
            </Empty>
          )}
        </div>
      </div>
    </Page>
  )
}

function Preview({ request }: { request: ImportRequest }) {
  const factories = useQueryFactories()
  const seen = useQuery({ ...factories.importPreview(request), placeholderData: keepPreviousData })
  const again = () => void seen.refetch()
  if (seen.error) {
    return (
      <div className={css.failure}>
        <FailureNote failure={failureOf(seen.error)} onRetry={again} />
      </div>
    )
  }
  if (!seen.data) return <Skeletons label="Reading the source" />
  return (
    <Previewed request={request} preview={seen.data} fresh={!seen.isFetching} onAgain={again} />
  )
}

function Previewed(props: {
  request: ImportRequest
  preview: ImportPreview
  /** Whether the preview is of this very request. */
  fresh: boolean
  onAgain: () => void
}) {
  const { request, preview, fresh, onAgain } = props
  const { calls } = useEngine()
  const queries = useQueryClient()
  const [done, setDone] = useState<{ request: ImportRequest; applied: ImportPreview }>()
  const apply = useMutation(
    calls.inventory.import.mutationOptions({
      onSuccess: async (applied) => {
        setDone({ request, applied })
        await Promise.all([
          queries.invalidateQueries({ queryKey: calls.agents.list.key() }),
          queries.invalidateQueries({ queryKey: calls.inventory.groups.key() }),
        ])
        onAgain()
      },
    }),
  )
  const { add, update } = changeCounts(preview)
  const ready = fresh && add + update > 0
  const record = () => ready && apply.mutate({ request, hash: preview.hash })
  useHotkeys([['mod+Enter', () => void record()]], [])
  return (
    <>
      <div className={css.bar}>
        <h2>Preview</h2>
        <span className="dim" aria-live="polite">
          {fresh ? countsWords(preview) : 'reading anew…'}
        </span>
        {!fresh && <Loader size={14} />}
        <span className={css.gap} />
        <Button onClick={onAgain} disabled={!fresh}>
          Preview again
        </Button>
        <Button
          variant="filled"
          leftSection={<IconDownload size={14} />}
          disabled={!ready}
          loading={apply.isPending}
          aria-keyshortcuts="Control+Enter"
          onClick={record}
        >
          {add + update === 0 ? 'Nothing to record' : `Record ${plural(add + update, 'agent')}`}
        </Button>
      </div>
      {done?.request === request && <Recorded applied={done.applied} />}
      {apply.error && (
        <div className={css.failure}>
          <FailureNote
            failure={failureOf(apply.error)}
            retryLabel="Preview again"
            onRetry={() => {
              apply.reset()
              onAgain()
            }}
          />
        </div>
      )}
      <PreviewTable preview={preview} />
    </>
  )
}

/** What was recorded, and where to go from there. */
function Recorded({ applied }: { applied: ImportPreview }) {
  const dialogs = useDialogs()
  const { add, update } = changeCounts(applied)
  const recorded = applied.agents
    .filter(({ change }) => change === 'add' || change === 'update')
    .map(({ name }) => name)
  return (
    <div className={css.done} role="status">
      <span>
        Recorded: {plural(add, 'agent')} added, {update} changed.
      </span>
      <span className={css.gap} />
      <Button autoFocus onClick={() => dialogs.open({ kind: 'test', agents: recorded })}>
        Test the way to {recorded.length === 1 ? 'it' : 'them'}…
      </Button>
      <Button onClick={() => goTo({ screen: 'fleet' })}>To the fleet</Button>
    </div>
  )
}
