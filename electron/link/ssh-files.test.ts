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
      await link.write([{ path: file(name), content: 'content' }])
      expect(readFileSync(file(name), 'utf8')).toBe('content')
      expect((await link.read(file(name))).toString()).toBe('content')
      expect((await link.stat(file(name))).sizeBytes).toBe(7)
      const lines = link.follow(file(name))
      expect(`${(await lines.next()).value}`).toBe('content')
      await lines.return()
      await link.upload(file(name), Buffer.from('other'), { sha256: sha256Of('other') })
      expect(readFileSync(file(name), 'utf8')).toBe('other')
      await link.write([{ path: file(name), content: null, expectedSha256: sha256Of('other') }])
      expect(readdirSync(folder).filter((left) => left === name || left.startsWith('.'))).toEqual(
        [],
      )
    },
  )

  test('a new file has the mode asked for, an old one keeps mode and owner', async () => {
    const link = await given.link()
    await link.write([{ path: file('new'), content: 'x', mode: 0o640 }])
    expect(statSync(file('new')).mode & 0o7777).toBe(0o640)
    chmodSync(file('new'), 0o4751)
    chownSync(file('new'), 64001, 64002)
    chmodSync(file('new'), 0o2751)
    await link.write([{ path: file('new'), content: 'y', mode: 0o600 }])
    expect(statSync(file('new'))).toMatchObject({ uid: 64001, gid: 64002 })
    expect(statSync(file('new')).mode & 0o7777).toBe(0o2751)
    expect(readFileSync(file('new'), 'utf8')).toBe('y')
  })

  test('a file is replaced, never written in place', async () => {
    const link = await given.link()
    writeFileSync(file('old'), 'old')
    linkSync(file('old'), file('old-inode'))
    await link.write([{ path: file('old'), content: 'new' }])
    expect(readFileSync(file('old-inode'), 'utf8')).toBe('old')
    expect(readFileSync(file('old'), 'utf8')).toBe('new')
  })

  test('a symlink stays one; its target is replaced', async () => {
    const link = await given.link()
    writeFileSync(file('target'), 'old')
    symlinkSync('target', file('link'))
    await link.write([{ path: file('link'), content: 'new', expectedSha256: sha256Of('old') }])
    expect(lstatSync(file('link')).isSymbolicLink()).toBe(true)
    expect(readFileSync(file('target'), 'utf8')).toBe('new')
  })

  test('a file that changed since it was read is left alone', async () => {
    const link = await given.link()
    writeFileSync(file('shared'), 'theirs')
    const ours = { expectedSha256: sha256Of('what we read') }
    await failureOf(
      link.write([{ path: file('shared'), content: 'ours', ...ours }]),
      'file-conflict',
    )
    await failureOf(link.write([{ path: file('shared'), content: null, ...ours }]), 'file-conflict')
    await failureOf(
      link.write([{ path: file('shared'), content: 'ours', expectedSha256: null }]),
      'file-conflict',
    )
    await failureOf(link.write([{ path: file('gone'), content: 'ours', ...ours }]), 'file-conflict')
    await failureOf(link.write([{ path: file('gone'), content: null, ...ours }]), 'file-conflict')
    expect(readFileSync(file('shared'), 'utf8')).toBe('theirs')
    expect(existsSync(file('gone'))).toBe(false)
    expect(temporary()).toEqual([])
  })

  test('writing with the right expectation goes through', async () => {
    const link = await given.link()
    await link.write([{ path: file('lock'), content: 'one', expectedSha256: null }])
    await link.write([{ path: file('lock'), content: 'two', expectedSha256: sha256Of('one') }])
    expect(readFileSync(file('lock'), 'utf8')).toBe('two')
  })

  test('of many that expect the same, one goes through', async () => {
    const link = await given.link()
    for (let round = 0; round < 10; round++) {
      const path = file(`raced-${round}`)
      await link.write([{ path, content: 'base' }])
      const expectedSha256 = sha256Of('base')
      const ends = await Promise.allSettled([
        ...Array.from({ length: 5 }, (_, i) =>
          link.write([{ path, content: `of ${i}`, expectedSha256 }]),
        ),
        link.write([{ path, content: null, expectedSha256 }]),
      ])
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })

  test('several files in several folders are written and removed together', async () => {
    const link = await given.link()
    const first = file('first')
    const second = file("second's \\ $(id)\n")
    const third = file('third')
    mkdirSync(file('elsewhere'))
    const other = file('elsewhere/other')
    writeFileSync(first, 'old')
    writeFileSync(second, 'to go')
    symlinkSync(first, other)
    const binary = Buffer.from([0, 10, 255, 10])
    const written: number[] = []
    await link.write(
      [
        { path: other, content: binary, expectedSha256: sha256Of('old') },
        { path: second, content: null, expectedSha256: sha256Of('to go') },
        { path: third, content: '', expectedSha256: null, mode: 0o600, attributesOf: second },
        { path: file('elsewhere/new'), content: 'of any', stageIn: folder },
      ],
      { onWritten: (index) => written.push(index) },
    )
    expect(written).toEqual([0, 1, 2, 3])
    expect(readFileSync(first).equals(binary)).toBe(true)
    expect(lstatSync(other).isSymbolicLink()).toBe(true)
    expect(existsSync(second)).toBe(false)
    expect(statSync(third).size).toBe(0)
    expect(readFileSync(file('elsewhere/new'), 'utf8')).toBe('of any')
    expect([...temporary(), ...readdirSync(file('elsewhere'))]).toEqual(['new', 'other'])
  })

  test('of several files, none is touched when one is not what it was', async () => {
    const link = await given.link()
    writeFileSync(file('as-read'), 'read')
    writeFileSync(file('gone-soon'), 'read')
    writeFileSync(file('changed'), 'theirs')
    const expectedSha256 = sha256Of('read')
    const work = link.write([
      { path: file('as-read'), content: 'ours', expectedSha256 },
      { path: file('gone-soon'), content: null, expectedSha256 },
      { path: file('changed'), content: 'ours', expectedSha256 },
    ])
    const { message, changed } = await failureOf(work, 'file-conflict')
    expect(message).toContain(file('changed'))
    expect(changed).toBe('Nothing was changed.')
    expect(readFileSync(file('as-read'), 'utf8')).toBe('read')
    expect(readFileSync(file('gone-soon'), 'utf8')).toBe('read')
    expect(temporary()).toEqual([])
  })

  test('of several files, those are told that were written before one that could not be', async () => {
    const link = await given.link()
    const mounted = file('mounted')
    writeFileSync(mounted, 'old')
    await link.run(['mount', '--bind', mounted, mounted])
    try {
      const written: number[] = []
      const work = link.write(
        ['before', 'mounted', 'after'].map((name) => ({ path: file(name), content: 'new' })),
        { onWritten: (index) => written.push(index) },
      )
      const { message, changed, evidence } = await failureOf(work, 'command-failed')
      expect(message).toContain(mounted)
      expect(changed).toBe(`As wanted already: ${file('before')}.`)
      expect(evidence).toContain('Device or resource busy')
      expect(written).toEqual([0])
    } finally {
      await link.run(['umount', mounted])
    }
    expect(readFileSync(mounted, 'utf8')).toBe('old')
    expect(existsSync(file('after'))).toBe(false)
    expect(temporary()).toEqual([])
  })

  test('an empty file can be written', async () => {
    const link = await given.link()
    await link.write([{ path: file('empty'), content: '' }])
    expect(statSync(file('empty')).size).toBe(0)
    expect(await link.read(file('empty'))).toHaveLength(0)
  })

  test('reading: missing, too large, a folder', async () => {
    const link = await given.link()
    await failureOf(link.read(file('missing')), 'file-missing')
    await failureOf(link.read(join(file('plain-file'), 'below')), 'file-missing')
    await link.write([{ path: file('large'), content: Buffer.alloc(2001) }])
    await failureOf(link.read(file('large'), { maxBytes: 2000 }), 'file-too-large')
    expect(await link.read(file('large'), { maxBytes: 2001 })).toHaveLength(2001)
    await failureOf(link.read(folder), 'input-invalid')
    expect((await link.read('/proc/self/status')).length).toBeGreaterThan(100)
  })

  test('writing where it cannot be', async () => {
    const link = await given.link()
    await failureOf(
      link.write([{ path: join(folder, 'no-folder', 'x'), content: 'x' }]),
      'file-missing',
    )
    await failureOf(link.write([{ path: folder, content: 'x' }]), 'input-invalid')
    await failureOf(link.write([{ path: 'relative', content: 'x' }]), 'input-invalid')
    const stranger = await given.link({ user: 'stranger' })
    await failureOf(stranger.write([{ path: file('plain'), content: 'x' }]), 'permission-denied')
  })

  test('an owner that cannot be kept is not silently changed', async () => {
    const open = join(given.server.folder, 'home', 'open')
    mkdirSync(open)
    chmodSync(open, 0o777)
    writeFileSync(join(open, 'roots'), 'old')
    const stranger = await given.link({ user: 'stranger' })
    await failureOf(
      stranger.write([{ path: join(open, 'roots'), content: 'new' }]),
      'permission-denied',
    )
    expect(readFileSync(join(open, 'roots'), 'utf8')).toBe('old')
    expect(readdirSync(open)).toEqual(['roots'])
  })

  test('a full disk leaves the old file and no temporary one', async () => {
    const link = await given.link()
    const small = join(given.server.folder, 'small')
    await link.write([{ path: join(small, 'kept'), content: 'old' }])
    const big = Buffer.alloc(2_000_000)
    const data = await failureOf(
      link.write([{ path: join(small, 'kept'), content: big }]),
      'disk-full',
    )
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
