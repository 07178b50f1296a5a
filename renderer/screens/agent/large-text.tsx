import { Button, FileButton } from '@mantine/core'
import { useState } from 'react'
import { download } from '../../download.ts'
import { baseName, formatBytes } from '../../format.ts'
import css from './agent.module.css'

interface Props {
  path: string | undefined
  text: string
  isChanged: boolean
  onChange: (text: string) => void
}

/** A text that would make the page slow: saved as a file, changed elsewhere, and taken back. */
export function LargeText({ path, text, isChanged, onChange }: Props) {
  const [problem, setProblem] = useState<string>()
  const take = async (file: File | null) => {
    if (!file) return
    try {
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      onChange(decoder.decode(await file.arrayBuffer()))
      setProblem(undefined)
    } catch {
      setProblem(`${file.name} is not UTF-8 text.`)
    }
  }
  return (
    <div className={css.large}>
      <p>
        {formatBytes(text.length)} are too many to be edited here
        {isChanged && ', as it was changed'}. Save the text, change it in an editor, and take it
        back: the review shows what differs.
      </p>
      <div className={css.rowActions}>
        <Button onClick={() => download(path ? baseName(path) : 'modules.json', text)}>
          Save…
        </Button>
        <FileButton onChange={(file) => void take(file)} accept=".json,text/plain">
          {(props) => <Button {...props}>Take a file…</Button>}
        </FileButton>
      </div>
      {problem && <p role="alert">{problem}</p>}
    </div>
  )
}
