import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Question, Reply } from './prompter.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'

const passphrase = 'open sesame 7'

/** An operator who answers in turn, and what they were asked. */
function operator(...replies: Reply[]) {
  const asked: Question[] = []
  const prompter = {
    ask: async (question: Question): Promise<Reply> => {
      asked.push(question)
      return replies[asked.length - 1] ?? { unanswered: 'dismissed' }
    },
  }
  return { asked, prompter }
}
const says = (...answers: string[]): Reply => ({ answers })

describeWithServer('an encrypted key', (given) => {
  let key: string
  beforeAll(() => {
    key = join(given.server.folder, 'locked')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', key])
    appendFileSync(join(given.server.folder, 'id.pub'), readFileSync(`${key}.pub`))
    rmSync(`${key}.pub`)
  })

  test('is opened with its passphrase, which is asked for once', async () => {
    const { asked, prompter } = operator(says(passphrase))
    const link = await given.link({ identityFile: key }, { prompter })
    await Promise.all([link.run(['true']), link.run(['true'])])
    link.close()
    await link.run(['true'])
    expect(asked).toMatchObject([{ kind: 'passphrase', title: `Passphrase of the key ${key}` }])
  })

  test('asks again when the passphrase was wrong, until the operator has enough of it', async () => {
    const patient = operator(says('wrong'), says(''), says(passphrase))
    await (await given.link({ identityFile: key }, patient)).run(['true'])
    expect(patient.asked.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    const impatient = operator(says('wr0ng'))
    const link = await given.link({ identityFile: key }, impatient)
    const data = await failureOf(link.run(['true']), 'login-unanswered')
    expect(JSON.stringify(data)).not.toContain('wr0ng')
  })

  test('is not asked for where the passphrase is known, unless it is wrong', async () => {
    const kept = { secrets: { find: () => passphrase, forget: () => {} } }
    await (await given.link({ identityFile: key }, kept)).run(['true'])
    const forgotten: unknown[] = []
    const { asked, prompter } = operator(says(passphrase))
    const stale = { find: () => 'old', forget: (ref: unknown) => forgotten.push(ref) }
    await (await given.link({ identityFile: key }, { prompter, secrets: stale })).run(['true'])
    expect(forgotten).toEqual([{ kind: 'passphrase', file: key }])
    expect(asked).toHaveLength(1)
  })

  test('with nobody to ask is a failure that says what to do', async () => {
    const link = await given.link({ identityFile: key })
    const data = await failureOf(link.run(['true']), 'login-unanswered')
    expect(data.advice).toContain('ssh-add')
  })

  test('is read anew after it was replaced', async () => {
    const copy = join(given.server.folder, 'replaced')
    copyFileSync(join(given.server.folder, 'id'), copy)
    const { asked, prompter } = operator(says(passphrase))
    const link = await given.link({ identityFile: copy }, { prompter })
    await link.run(['true'])
    link.close()
    writeFileSync(copy, readFileSync(key))
    await link.run(['true'])
    expect(asked).toHaveLength(1)
  })
})
