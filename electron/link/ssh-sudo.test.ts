import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256Of } from './files.ts'
import type { PoolConfig } from './pool.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'
import { sudoPassword } from './testing/machine.ts'

const knowing = (password: string): Partial<PoolConfig> => ({
  secrets: { find: () => password, forget: () => {} },
})
const withSudo = (user: string) => ({ user, privilege: 'sudo' as const })

describeWithServer('root on an agent', (given) => {
  test('a root login needs no sudo', async () => {
    const link = await given.link()
    const { stdout } = await link.run(['sh', '-c', 'id -u; echo "$SUDO_USER"'], {
      privileged: true,
    })
    expect(stdout.toString()).toBe('0\n\n')
  })

  test('sudo with a password; stdin goes to the command, not to sudo', async () => {
    const link = await given.link(withSudo('operator'), knowing(sudoPassword))
    const sent = Buffer.concat([Buffer.from('first line\n'), Buffer.alloc(500_000, 255)])
    const { stdout, stderr } = await link.run(['cat'], { privileged: true, stdin: sent })
    expect(stdout.equals(sent)).toBe(true)
    expect(stderr).toBe('')
    expect((await link.run(['id', '-u'], { privileged: true })).stdout.toString()).toBe('0\n')
    expect((await link.run(['id', '-u'])).stdout.toString()).toBe('64001\n')
  })

  test('a sudo that asks for no password is given none', async () => {
    const link = await given.link(withSudo('trusted'), knowing(sudoPassword))
    const { stdout } = await link.run(['cat'], { privileged: true, stdin: 'mine' })
    expect(stdout.toString()).toBe('mine')
    const unknowing = await given.link(withSudo('trusted'))
    expect((await unknowing.run(['id', '-u'], { privileged: true })).stdout.toString()).toBe('0\n')
  })

  test('the exit status and the errors are the command’s own', async () => {
    const link = await given.link(withSudo('operator'), knowing(sudoPassword))
    const ask = ['sh', '-c', 'echo "sudo: a password is required" >&2; exit 1']
    const data = await failureOf(link.run(ask, { privileged: true }), 'command-failed')
    expect(data.evidence).toBe('sudo: a password is required')
  })

  test('no password known: said, and none is tried', async () => {
    const link = await given.link(withSudo('operator'))
    const data = await failureOf(link.run(['id'], { privileged: true }), 'sudo-password-needed')
    expect(data.changed).toBe('Nothing was changed.')
  })

  test('a wrong password is said at once and never sent again', async () => {
    let password = 'Wr0ng-1'
    const link = await given.link(withSudo('operator'), {
      secrets: { find: () => password, forget: () => {} },
    })
    const attempt = () => link.run(['id', '-u'], { privileged: true })
    const data = await failureOf(attempt(), 'sudo-password-wrong')
    expect(JSON.stringify(data)).not.toContain('Wr0ng-1')
    const begin = performance.now()
    await failureOf(attempt(), 'sudo-password-wrong')
    expect(performance.now() - begin).toBeLessThan(500)
    password = sudoPassword
    expect((await attempt()).stdout.toString()).toBe('0\n')
  })

  test('commands side by side send a wrong password once', async () => {
    const link = await given.link(withSudo('operator'), knowing('Wr0ng-2'))
    const sessions = () =>
      readFileSync(join(given.server.folder, 'sshd.log'), 'utf8').split('Starting session').length
    const before = sessions()
    const attempts = Array.from({ length: 5 }, () =>
      failureOf(link.run(['id'], { privileged: true }), 'sudo-password-wrong'),
    )
    await Promise.all(attempts)
    expect(sessions() - before).toBe(1)
  })

  test('a password is asked for once, with none known; a wrong one ends the asking', async () => {
    const asked: string[] = []
    const answers = ['Wr0ng-5', sudoPassword]
    const prompter = {
      ask: async ({ kind }: { kind: string }) => {
        asked.push(kind)
        return { answers: [answers.shift() ?? ''] }
      },
    }
    const link = await given.link(withSudo('operator'), { prompter })
    const attempt = () => link.run(['id', '-u'], { privileged: true })
    await failureOf(attempt(), 'sudo-password-wrong')
    await failureOf(attempt(), 'sudo-password-wrong')
    expect(asked).toEqual(['sudo-password'])
    link.close()
    expect((await attempt()).stdout.toString()).toBe('0\n')
    await attempt()
    expect(asked).toHaveLength(2)
  })

  test('a sudo that wants a terminal is told so', async () => {
    const link = await given.link(withSudo('bound'))
    const data = await failureOf(link.run(['id'], { privileged: true }), 'sudo-refused')
    expect(data.advice).toContain('requiretty')
  })

  test('who may not use sudo is told so', async () => {
    const link = await given.link(withSudo('stranger'), knowing(sudoPassword))
    await failureOf(link.run(['id'], { privileged: true }), 'sudo-refused')
  })

  test('a password with shell characters does no harm', async () => {
    const password = `'; touch ${given.server.folder}/harm; $(touch ${given.server.folder}/harm)`
    const link = await given.link(withSudo('operator'), knowing(password))
    await failureOf(link.run(['cat'], { privileged: true }), 'sudo-password-wrong')
    expect(existsSync(`${given.server.folder}/harm`)).toBe(false)
  })

  test('a password of two lines is refused: the second would reach the command', async () => {
    const link = await given.link(withSudo('operator'), knowing(`${sudoPassword}\nrest`))
    await failureOf(link.run(['cat'], { privileged: true }), 'input-invalid')
  })

  test('files: written, read, uploaded and removed as root', async () => {
    const folder = join(given.server.folder, 'root-only')
    mkdirSync(folder, { mode: 0o700 })
    const link = await given.link(withSudo('operator'), knowing(sudoPassword))
    const path = join(folder, 'modules.json')
    await failureOf(link.read(path), 'permission-denied')
    await link.write([{ path, content: '{}', expectedSha256: null }], { privileged: true })
    expect(statSync(path)).toMatchObject({ uid: 0, gid: 0 })
    expect((await link.read(path, { privileged: true })).toString()).toBe('{}')
    const library = Buffer.alloc(700_000, 3)
    await link.upload(join(folder, 'lib', 'hook.so'), library, {
      privileged: true,
      sha256: sha256Of(library),
    })
    await link.write([{ path, content: null, expectedSha256: sha256Of('{}') }], {
      privileged: true,
    })
    expect(readdirSync(folder)).toEqual(['lib'])
    expect(readFileSync(join(folder, 'lib', 'hook.so')).equals(library)).toBe(true)
  })

  test('the password shows in no argument, environment, log or error', async () => {
    const link = await given.link(withSudo('operator'), knowing(sudoPassword))
    const running = link.run(['sleep', '6'], { privileged: true, timeoutMs: 3000 })
    const over = failureOf(running, 'command-timeout')
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const look = 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2> /dev/null || :'
    const shown = await link.run(['sh', '-c', look], { privileged: true })
    expect(shown.stdout.toString()).toContain('quotadeck-password-')
    expect(shown.stdout.includes(sudoPassword)).toBe(false)
    expect(JSON.stringify(await over)).not.toContain(sudoPassword)
    const log = readFileSync(join(given.server.folder, 'sshd.log'), 'utf8')
    expect(log).toContain('Starting session')
    expect(log).not.toContain(sudoPassword)
  })
})
