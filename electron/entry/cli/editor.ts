import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../../contract/failure.ts'

/** The text as a person leaves it in $VISUAL or $EDITOR (vi where neither is set). */
export async function editInEditor(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quotadeck-'))
  try {
    const file = join(folder, 'modules.json')
    await writeFile(file, text, { mode: 0o600 })
    await runEditor(file)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The variable may hold arguments too ('code --wait'); no shell reads it. */
function runEditor(file: string): Promise<void> {
  const editor = process.env.VISUAL || process.env.EDITOR || 'vi'
  const [program = 'vi', ...args] = editor.split(/\s+/).filter(Boolean)
  return new Promise((resolve, reject) => {
    const failed = (how: string) =>
      reject(
        new Failure({
          code: 'input-invalid',
          message: `The editor '${editor}' ${how}. Nothing was changed.`,
          advice: 'Set EDITOR to one that stays until the file is closed, or give a FILE.',
        }),
      )
    const child = spawn(program, [...args, file], { stdio: 'inherit' })
    child.on('error', (error) => failed(`could not be started: ${error.message}`))
    child.on('close', (code) => (code === 0 ? resolve() : failed(`ended with status ${code}`)))
  })
}
