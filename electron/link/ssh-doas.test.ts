import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256Of } from './files.ts'
import type { PoolConfig } from './pool.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'
import { sudoPassword as password } from './testing/machine.ts'

const why = existsSync('/usr/bin/doas') ? '' : ' (skipped: no doas here)'
const withDoas = (user: string) => ({ user, privilege: 'doas' as const })
const knowing = (secret: string): Partial<PoolConfig> => ({
  secrets: { find: () => secret, forget: () => {} },
})

describeWithServer(`root by doas${why}`, (given) => {
  test.skipIf(why)('without a password where none is asked for', async () => {
    const link = await given.link(withDoas('trusted'))
    const { stdout } = await link.run(['cat'], { privileged: true, stdin: 'mine' })
    expect(stdout.toString()).toBe('mine')
    const known = await given.link(withDoas('trusted'), knowing(password))
    expect((await known.run(['id', '-u'], { privileged: true })).stdout.toString()).toBe('0\n')
  })

  test.skipIf(why)(
    'with a password: all bytes pass both ways, the status is the command’s',
    async () => {
      const link = await given.link(withDoas('operator'), knowing(password))
      const bytes = Buffer.from(Array.from({ length: 60_000 }, (_, index) => index % 256))
      const run = { privileged: true, stdin: bytes }
      const { stdout, stderr } = await link.run(['cat'], run)
      expect(stdout.equals(bytes)).toBe(true)
      expect(stderr).toBe('')
      const both = ['sh', '-c', 'echo out; echo err >&2; exit 7']
      const seven = await link.run(both, { privileged: true, expect: [7] })
      expect([seven.stdout.toString(), seven.stderr]).toEqual(['out\n', 'err\n'])
      expect((await link.run(['id', '-u'])).stdout.toString()).toBe('64001\n')
    },
  )

  test.skipIf(why)('files are written, read and removed, and nothing is left behind', async () => {
    const folder = join(given.server.folder, 'doas-only')
    mkdirSync(folder, { mode: 0o700 })
    const link = await given.link(withDoas('operator'), knowing(password))
    const path = join(folder, 'modules.json')
    const told: unknown[] = []
    await link.write([{ path, content: '{}', expectedSha256: null }], {
      privileged: true,
      onWritten: (index) => told.push(index),
    })
    expect(statSync(path)).toMatchObject({ uid: 0, gid: 0, mode: 0o100644 })
    expect((await link.read(path, { privileged: true })).toString()).toBe('{}')
    const library = Buffer.alloc(300_000, 3)
    const sha256 = sha256Of(library)
    await link.upload(join(folder, 'hook.so'), library, {
      ...{ privileged: true, sha256 },
      onProgress: (...bytes) => told.push(bytes),
    })
    expect(told).toEqual([0, [300_000, 300_000]])
    await link.write([{ path, content: null, expectedSha256: sha256Of('{}') }], {
      privileged: true,
    })
    expect(readdirSync(folder)).toEqual(['hook.so'])
    expect(sha256Of(readFileSync(join(folder, 'hook.so')))).toBe(sha256)
  })

  test.skipIf(why)(
    'is asked for its password once; a wrong one is told and not sent again',
    async () => {
      const asked: string[] = []
      const answers = ['Wr0ng-4', password]
      const prompter = {
        ask: async ({ kind }: { kind: string }) => {
          asked.push(kind)
          return { answers: [answers.shift() ?? ''] }
        },
      }
      const link = await given.link(withDoas('operator'), { prompter })
      const attempt = () => link.run(['id', '-u'], { privileged: true })
      const data = await failureOf(attempt(), 'doas-password-wrong')
      expect(JSON.stringify(data)).not.toContain('Wr0ng-4')
      await failureOf(attempt(), 'doas-password-wrong')
      expect(asked).toEqual(['doas-password'])
      link.close()
      expect((await attempt()).stdout.toString()).toBe('0\n')
      await attempt()
      expect(asked).toHaveLength(2)
    },
  )

  test.skipIf(why)('with nobody to ask, and for whom doas.conf permits nothing', async () => {
    const operator = await given.link(withDoas('operator'))
    await failureOf(operator.run(['id'], { privileged: true }), 'doas-password-needed')
    const stranger = await given.link(withDoas('stranger'), knowing(password))
    await failureOf(stranger.run(['id'], { privileged: true }), 'doas-refused')
  })

  test.skipIf(why)('shows the password in no argument, environment, log or error', async () => {
    const link = await given.link(withDoas('operator'), knowing(password))
    const look = 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2> /dev/null || :'
    const shown = await link.run(['sh', '-c', look], { privileged: true })
    expect(shown.stdout.includes('quotadeck-start-')).toBe(true)
    expect(shown.stdout.includes(password)).toBe(false)
    expect(readFileSync(join(given.server.folder, 'sshd.log'), 'utf8')).not.toContain(password)
  })
})
