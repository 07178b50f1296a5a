import { execFile } from 'node:child_process'
import { closeSync, constants, openSync, writeFileSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { promisify } from 'node:util'
import { privateFile } from './private-folder.ts'

/**
 * What ssh runs with a question; its output is the answer. POSIX sh alone, since a packaged console
 * has no other program to run. The pipe is opened for both first, so that it waits for no console that
 * is gone; without an answer ssh would send an empty one to the server, so that it has to go. With a
 * notice it is there until ssh ends it, which says that the operator has done what ssh waits for.
 */
const program = `#!/bin/sh
exec 3<>"$QUOTADECK_ASKPASS.answer" 4<"$QUOTADECK_ASKPASS.answer" 3>&-
say() { printf '%s\\n%s\\0' "$1" "$2" 1<>"$QUOTADECK_ASKPASS.ask"; }
if [ "$SSH_ASKPASS_PROMPT" = none ]; then
  trap 'kill $!; say over; exit' TERM
  head -n 1 <&4 >/dev/null &
  say none "$1"
  wait
  exit
fi
say "$SSH_ASKPASS_PROMPT" "$1"
head -n 1 <&4 | LC_ALL=C grep '' || kill "$PPID"
`

/** Who hears what ssh asks and says. */
export interface AskpassListener {
  /** A question. One that is rejected stays open: whoever started ssh has to end it. */
  answer(prompt: string): Promise<string>
  /** Something that the operator has to do elsewhere, until `over`: touch a security key. */
  notice(text: string, over: AbortSignal): void
}

/** The way of one ssh's questions to this process. */
export interface Askpass {
  /** For the environment of ssh: paths, no secrets. */
  readonly env: Readonly<Record<string, string>>
  /** To be called when ssh has ended. */
  close(): Promise<void>
}

/** Takes the questions of one ssh, over pipes in a folder that nobody else may enter. */
export async function openAskpass(listener: AskpassListener): Promise<Askpass> {
  const [path, script] = [privateFile('askpass'), privateFile('sh')]
  const pipes = [`${path}.ask`, `${path}.answer`] as const
  writeFileSync(script, program, { mode: 0o700 })
  await promisify(execFile)('mkfifo', ['-m', '600', ...pipes])
  // Both for reading and writing: neither end then waits for the other, nor ends with it.
  const [ask, reply] = pipes.map((pipe) => openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK))
  const questions = new Socket({ fd: ask as number, readable: true, writable: false })
  const respond = (text: string) => writeSync(reply as number, `${text.replace(/\n.*/s, '')}\n`)
  let noticed = new AbortController()
  listen(questions, (kind, prompt) => {
    noticed.abort()
    noticed = new AbortController()
    // ssh's word for what is no question, and ours for its end.
    if (kind === 'none') listener.notice(prompt, noticed.signal)
    else if (kind !== 'over') void listener.answer(prompt).then(respond, () => {})
  })
  return {
    env: { SSH_ASKPASS: script, SSH_ASKPASS_REQUIRE: 'force', QUOTADECK_ASKPASS: path },
    async close() {
      noticed.abort()
      questions.destroy()
      // A question that is still open ends without looking for an ssh that is gone.
      respond('')
      closeSync(reply as number)
      await Promise.all([...pipes, script].map((file) => rm(file, { force: true })))
    },
  }
}

function listen(questions: Socket, asked: (kind: string, prompt: string) => void): void {
  let pending = ''
  questions.setEncoding('utf8')
  questions.unref()
  questions.on('error', () => {})
  questions.on('data', (chunk: string) => {
    const parts = `${pending}${chunk}`.split('\0')
    pending = parts.pop() ?? ''
    for (const part of parts) {
      const end = part.indexOf('\n')
      asked(part.slice(0, end), part.slice(end + 1))
    }
  })
}
