import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Observation } from '../../../electron/contract/observation.ts'
import css from './agent.module.css'
import { FileEditor } from './file-editor.tsx'
import { FileTabs } from './file-tabs.tsx'
import type { Draft, DraftFile } from './use-draft.ts'

interface Props {
  observation: Observation
  draft: Draft
}

/** The modules manifest, or each file of the modules directory: as fields and as text. */
export function ManifestEditor({ observation, draft }: Props) {
  const { modulesDirectory, manifest } = observation
  const { files } = draft
  const [chosen, setChosen] = useState<string>()
  const of = (path: string | undefined) => files.find((file) => file.path === path)
  const file = of(chosen) ?? of(manifest?.path) ?? files[0]
  return (
    <>
      {modulesDirectory && (
        <FileTabs
          folder={modulesDirectory.path}
          files={files}
          open={file?.path}
          onOpen={setChosen}
          onAdd={(path) => {
            draft.addFile(path)
            setChosen(path)
          }}
        />
      )}
      {file ? (
        <OpenFile
          key={file.path}
          observation={observation}
          file={file}
          inDirectory={modulesDirectory !== undefined}
        />
      ) : (
        <p className={css.nothing}>The modules directory has no files.</p>
      )}
    </>
  )
}

function OpenFile(props: { observation: Observation; file: DraftFile; inDirectory: boolean }) {
  const { observation, file, inDirectory } = props
  const { path, text, problem } = file
  if (problem)
    return (
      <p className={css.nothing}>
        {path} cannot be read: {problem}. Mesos reads every entry of the directory and does not
        start with it.
      </p>
    )
  if (text === null)
    return (
      <p className={css.nothing}>
        {path} will be removed.{' '}
        <Button
          size="compact-xs"
          onClick={() => file.setText(observedText(observation, path) ?? '')}
        >
          Keep it
        </Button>
      </p>
    )
  return (
    <FileEditor
      observation={observation}
      path={path}
      inDirectory={inDirectory}
      text={text}
      isChanged={file.isChanged}
      onChange={file.setText}
    />
  )
}

function observedText({ modulesDirectory }: Observation, path: string | undefined) {
  return modulesDirectory?.files.find((file) => file.path === path)?.text
}
