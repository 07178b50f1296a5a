import { Button, FileButton } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import type { BuildFacts } from '../../../electron/contract/observation.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import { formatBytes, shortSha } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import split from '../../parts/form-split.module.css'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useQueryFactories } from '../../queries.ts'
import css from './new-rollout.module.css'

interface Props {
  /** sha256 of the build that is chosen. */
  chosen: string | undefined
  onChoose: (sha256: string) => void
}

/** The builds that the engine keeps, and the way to give it another: a file dropped or chosen. */
export function BuildPicker({ chosen, onChoose }: Props) {
  const builds = useQuery(useQueryFactories().builds())
  const add = useAddBuild(onChoose)
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }
  const take = (file: File | null | undefined) => {
    if (file) add.mutate({ fileName: file.name, file })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button below
    <div
      className={split.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {builds.isPending && <Skeletons label="Reading the builds" rows={2} />}
      {builds.error && (
        <FailureNote failure={failureOf(builds.error)} onRetry={() => void builds.refetch()} />
      )}
      <div role="radiogroup" aria-label="Build" className={css.buildList}>
        {builds.data?.map((build) => (
          <BuildChoice
            key={build.sha256}
            build={build}
            fileName={build.fileName}
            checked={build.sha256 === chosen}
            onChoose={() => onChoose(build.sha256)}
          />
        ))}
      </div>
      <div className={css.upload}>
        <FileButton onChange={take} inputProps={{ 'aria-label': 'Hook library' }}>
          {(props) => (
            <Button {...props} loading={add.isPending} leftSection={<IconUpload size={14} />}>
              Add a build…
            </Button>
          )}
        </FileButton>
        <span className="dim">or drop a libquotadeck-hook .so here</span>
      </div>
      {add.error && <FailureNote failure={failureOf(add.error)} />}
    </div>
  )
}

function useAddBuild(onChoose: (sha256: string) => void) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  return useMutation(
    calls.builds.add.mutationOptions({
      onSuccess: async (build) => {
        await queries.invalidateQueries({ queryKey: calls.builds.key() })
        onChoose(build.sha256)
      },
    }),
  )
}

function BuildChoice(props: {
  build: BuildFacts
  fileName: string
  checked: boolean
  onChoose: () => void
}) {
  const { build, checked } = props
  return (
    <label className={css.build} data-checked={checked || undefined}>
      <input
        type="radio"
        name="build"
        className={css.radio}
        checked={checked}
        onChange={props.onChoose}
      />
      <span className={css.buildText}>
        <span className={css.buildTitle}>
          Mesos {build.mesosVersion}
          <span className="dim"> · hook {build.version}</span>
        </span>
        <span className={css.buildFacts} title={`sha256 ${build.sha256}`}>
          {props.fileName}
          <br />
          {shortSha(build.sha256)} · {formatBytes(build.sizeBytes)}
        </span>
        {checked && <BuildDetail build={build} />}
      </span>
    </label>
  )
}

function BuildDetail({ build }: { build: BuildFacts }) {
  const wants = Object.entries(build.wants).map(([family, version]) => `${family} ${version}`)
  return (
    <span className={css.buildFacts}>
      {build.modules.join(', ')}
      <br />
      {build.machine} · wants {wants.join(', ')} · built with {build.builtWith}
    </span>
  )
}
