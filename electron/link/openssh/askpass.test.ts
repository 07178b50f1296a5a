import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAskpass } from './askpass.ts'
import { privateFolder } from './private-folder.ts'

/** Runs the program as ssh does. */
async function asked(env: Readonly<Record<string, string>>, prompt: string): Promise<string> {
  const child = spawn(env.SSH_ASKPASS ?? '', [prompt], { env: { ...process.env, ...env } })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await once(child, 'close')
  return said
}

test('carries questions and answers as they are, of whatever they consist', async () => {
  const answers = ['pass word ', '\\n"$(id)`\'', 'pä\u{1f511}', '']
  const prompts: string[] = []
  const askpass = await openAskpass({
    async answer(prompt) {
      prompts.push(prompt)
      return answers[prompts.length - 1] ?? ''
    },
    notice: () => {},
  })
  const questions = ['Password: ', 'two\nlines \\0 %s', '$(id)', 'x'.repeat(20_000)]
  for (const [index, question] of questions.entries()) {
    expect(await asked(askpass.env, question)).toBe(`${answers[index]}\n`)
  }
  expect(prompts).toEqual(questions)
  await askpass.close()
})

test('has a notice until ssh ends it, and takes no answer for it', async () => {
  const notices: { text: string; over: AbortSignal }[] = []
  const askpass = await openAskpass({
    answer: async () => 'the PIN',
    notice: (text, over) => void notices.push({ text, over }),
  })
  const env = { ...process.env, ...askpass.env, SSH_ASKPASS_PROMPT: 'none' }
  const text = 'Confirm user presence for key ED25519-SK'
  for (let round = 1; round <= 2; round++) {
    const child = spawn(askpass.env.SSH_ASKPASS ?? '', [text], { env })
    await expect.poll(() => notices.length).toBe(round)
    expect(notices.at(-1)).toMatchObject({ text, over: { aborted: false } })
    child.kill()
    await once(child, 'close')
    await expect.poll(() => notices.at(-1)?.over.aborted).toBe(true)
    expect(await asked(askpass.env, 'Enter PIN')).toBe('the PIN\n')
  }
  const left = spawn(askpass.env.SSH_ASKPASS ?? '', [text], { env })
  const ended = once(left, 'close')
  await expect.poll(() => notices.length).toBe(3)
  await askpass.close()
  await ended
  expect(notices.at(-1)?.over.aborted).toBe(true)
})

test('goes over pipes that nobody else may use', async () => {
  const askpass = await openAskpass({ answer: async () => '', notice: () => {} })
  expect(statSync(privateFolder()).mode & 0o777).toBe(0o700)
  for (const end of ['ask', 'answer']) {
    expect(statSync(`${askpass.env.QUOTADECK_ASKPASS}.${end}`).mode & 0o777).toBe(0o600)
  }
  await askpass.close()
})

test('ends ssh when the console is gone, so that no empty answer goes to the server', async () => {
  const program = `
    import { openAskpass } from ${JSON.stringify(join(import.meta.dirname, 'askpass.ts'))}
    import { spawn } from 'node:child_process'
    const answer = async () => {
      console.log(ssh.pid)
      process.kill(process.pid, 'SIGKILL')
    }
    const askpass = await openAskpass({ answer, notice() {} })
    const env = { ...process.env, ...askpass.env }
    const ssh = spawn('sh', ['-c', '"$SSH_ASKPASS" Password:; echo sent'], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    })`
  const consoleProcess = spawn(process.execPath, ['--input-type=module', '-e', program])
  let said = ''
  consoleProcess.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  // When ssh, which has the same stdout, is gone too.
  await once(consoleProcess, 'close')
  expect(said).toMatch(/^\d+\n$/)
})
