import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sha256Of } from './files.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'

describeWithServer('files on an agent', (given) => {
  let folder: string
  beforeAll(() => {
    folder = join(given.server.folder, 'files')
    mkdirSync(folder)
  })
  const file = (name: string) => join(folder, name)
  const temporary = () => readdirSync(folder).filter((name) => name.startsWith('.quotadeck-'))

  test.each(['plain', "it's", '$(id)', 'line\nbreak\n', '-rf', 'back\\slash', 'ünï', '*'])(
    'a file called %j is written, read, followed, uploaded and removed',
    async (name) => {
      const link = await given.link()
      expect(await link.write(file(name), 'content')).toBe(sha256Of('content'))
      expect(readFileSync(file(name), 'utf8')).toBe('content')
      expect((await link.read(file(name))).toString()).toBe('content')
      expect((await link.stat(file(name))).sizeBytes).toBe(7)
      const lines = link.follow(file(name))
      expect(`${(await lines.next()).value}`).toBe('content')
      await lines.return()
      await link.upload(file(name), Buffer.from('other'), { sha256: sha256Of('other') })
      expect(readFileSync(file(name), 'utf8')).toBe('other')
      await link.remove(file(name), { expectedSha256: sha256Of('other') })
      expect(readdirSync(folder).filter((left) => left === name || left.startsWith('.'))).toEqual(
        [],
      )
    },
  )

  test('a new file has the mode asked for, an old one keeps mode and owner', async () => {
    const link = await given.link()
    await link.write(file('new'), 'x', { mode: 0o640 })
    expect(statSync(file('new')).mode & 0o7777).toBe(0o640)
    chmodSync(file('new'), 0o4751)
    chownSync(file('new'), 64001, 64002)
    chmodSync(file('new'), 0o2751)
    await link.write(file('new'), 'y', { mode: 0o600 })
    expect(statSync(file('new'))).toMatchObject({ uid: 64001, gid: 64002 })
    expect(statSync(file('new')).mode & 0o7777).toBe(0o2751)
    expect(readFileSync(file('new'), 'utf8')).toBe('y')
  })

  test('a file is replaced, never written in place', async () => {
    const link = await given.link()
    writeFileSync(file('old'), 'old')
    linkSync(file('old'), file('old-inode'))
    await link.write(file('old'), 'new')
    expect(readFileSync(file('old-inode'), 'utf8')).toBe('old')
    expect(readFileSync(file('old'), 'utf8')).toBe('new')
  })

  test('an upload of what is there already keeps its inode', async () => {
    const link = await given.link()
    const upload = (text: string) =>
      link.upload(file('same'), Buffer.from(text), { sha256: sha256Of(text) })
    await upload('same')
    const { ino } = statSync(file('same'))
    await upload('same')
    expect(statSync(file('same')).ino).toBe(ino)
    await upload('else')
    expect(statSync(file('same')).ino).not.toBe(ino)
    expect(readFileSync(file('same'), 'utf8')).toBe('else')
  })

  test('a symlink stays one; its target is replaced', async () => {
    const link = await given.link()
    writeFileSync(file('target'), 'old')
    symlinkSync('target', file('link'))
    await link.write(file('link'), 'new', { expectedSha256: sha256Of('old') })
    expect(lstatSync(file('link')).isSymbolicLink()).toBe(true)
    expect(readFileSync(file('target'), 'utf8')).toBe('new')
  })

  test('a file that changed since it was read is left alone', async () => {
    const link = await given.link()
    writeFileSync(file('shared'), 'theirs')
    const ours = { expectedSha256: sha256Of('what we read') }
    await failureOf(link.write(file('shared'), 'ours', ours), 'file-conflict')
    await failureOf(link.remove(file('shared'), ours), 'file-conflict')
    await failureOf(link.write(file('shared'), 'ours', { expectedSha256: null }), 'file-conflict')
    await failureOf(link.write(file('gone'), 'ours', ours), 'file-conflict')
    await failureOf(link.remove(file('gone'), ours), 'file-conflict')
    expect(readFileSync(file('shared'), 'utf8')).toBe('theirs')
    expect(existsSync(file('gone'))).toBe(false)
    expect(temporary()).toEqual([])
  })

  test('writing with the right expectation goes through', async () => {
    const link = await given.link()
    await link.write(file('lock'), 'one', { expectedSha256: null })
    await link.write(file('lock'), 'two', { expectedSha256: sha256Of('one') })
    expect(readFileSync(file('lock'), 'utf8')).toBe('two')
  })

  test('of many that expect the same, one goes through', async () => {
    const link = await given.link()
    for (let round = 0; round < 10; round++) {
      const path = file(`raced-${round}`)
      await link.write(path, 'base')
      const expectedSha256 = sha256Of('base')
      const ends = await Promise.allSettled([
        ...Array.from({ length: 5 }, (_, i) => link.write(path, `of ${i}`, { expectedSha256 })),
        link.remove(path, { expectedSha256 }),
      ])
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })

  test('an empty file can be written', async () => {
    const link = await given.link()
    await link.write(file('empty'), '')
    expect(statSync(file('empty')).size).toBe(0)
    expect(await link.read(file('empty'))).toHaveLength(0)
  })

  test('reading: missing, too large, a folder', async () => {
    const link = await given.link()
    await failureOf(link.read(file('missing')), 'file-missing')
    await failureOf(link.read(join(file('plain-file'), 'below')), 'file-missing')
    await link.write(file('large'), Buffer.alloc(2001))
    await failureOf(link.read(file('large'), { maxBytes: 2000 }), 'file-too-large')
    expect(await link.read(file('large'), { maxBytes: 2001 })).toHaveLength(2001)
    await failureOf(link.read(folder), 'input-invalid')
    expect((await link.read('/proc/self/status')).length).toBeGreaterThan(100)
  })

  test('writing where it cannot be', async () => {
    const link = await given.link()
    await failureOf(link.write(join(folder, 'no-folder', 'x'), 'x'), 'file-missing')
    await failureOf(link.write(folder, 'x'), 'input-invalid')
    await failureOf(link.write('relative', 'x'), 'input-invalid')
    const stranger = await given.link({ user: 'stranger' })
    await failureOf(stranger.write(file('plain'), 'x'), 'permission-denied')
  })

  test('an owner that cannot be kept is not silently changed', async () => {
    const open = join(given.server.folder, 'home', 'open')
    mkdirSync(open)
    chmodSync(open, 0o777)
    writeFileSync(join(open, 'roots'), 'old')
    const stranger = await given.link({ user: 'stranger' })
    await failureOf(stranger.write(join(open, 'roots'), 'new'), 'permission-denied')
    expect(readFileSync(join(open, 'roots'), 'utf8')).toBe('old')
    expect(readdirSync(open)).toEqual(['roots'])
  })

  test('a full disk leaves the old file and no temporary one', async () => {
    const link = await given.link()
    const small = join(given.server.folder, 'small')
    await link.write(join(small, 'kept'), 'old')
    const big = Buffer.alloc(2_000_000)
    const data = await failureOf(link.write(join(small, 'kept'), big), 'disk-full')
    expect(data.changed).toBe('Nothing was changed.')
    const upload = link.upload(join(small, 'lib', 'x.so'), big, { sha256: sha256Of(big) })
    await failureOf(upload, 'disk-full')
    const copy = ['dd', 'if=/dev/zero', `of=${small}/copy`, 'bs=1M', 'count=2']
    await failureOf(link.run(copy), 'disk-full')
    await link.run(['rm', `${small}/copy`])
    expect((await link.read(join(small, 'kept'))).toString()).toBe('old')
    const left = await link.run(['find', small, '-type', 'f'])
    expect(left.stdout.toString().trim()).toBe(join(small, 'kept'))
  })

  test('an upload reports progress, makes its folders and ends whole', async () => {
    const link = await given.link()
    const content = Buffer.from(Array.from({ length: 2_500_001 }, (_, i) => (i * 7) % 256))
    const seen: number[] = []
    const path = file('a/b c/lib.so')
    await link.upload(path, content, {
      sha256: sha256Of(content),
      mode: 0o755,
      onProgress: (sent, total) => {
        expect(total).toBe(content.length)
        seen.push(sent)
      },
    })
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o755)
    expect(statSync(file('a')).mode & 0o777).toBe(0o755)
    expect(seen.at(-1)).toBe(content.length)
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  test('content with another sha256 than it is said to have is not put in place', async () => {
    const link = await given.link()
    const upload = link.upload(file('bad.so'), Buffer.from('x'), { sha256: sha256Of('y') })
    await failureOf(upload, 'checksum-mismatch')
    expect(existsSync(file('bad.so'))).toBe(false)
    expect(temporary()).toEqual([])
  })
})
