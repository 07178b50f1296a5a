import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { BackupOrigin } from '../../contract/backup.ts'
import type { FileChange } from '../../contract/change.ts'
import { describeWithServer, failureOf } from '../../link/testing/describe.ts'
import { sha256 } from '../ask/digest.ts'
import { BACKUPS_KEPT } from './back-up.ts'
import { backupContentPath, readBackup, readBackupFolder } from './backups.ts'
import { revertChanges, writeChanges } from './write-changes.ts'

const origin: BackupOrigin = { by: 'alice@laptop', reason: 'change', plan: 'abc' }

function change(path: string, before: string | null, after: string | null): FileChange {
  return { path, before, after, expectedSha256: before === null ? null : sha256(before) }
}

describeWithServer('backups on an agent', (given) => {
  let folder: string
  /** Where the server's backups are seen from here. */
  let store: string
  beforeEach(() => {
    folder = join(given.server.folder, 'live')
    store = join(given.server.folder, 'lib/quotadeck/backups')
    for (const path of [folder, store]) rmSync(path, { recursive: true, force: true })
    mkdirSync(folder)
  })
  const live = (name: string, text?: string): string => {
    const path = join(folder, name)
    if (text !== undefined) writeFileSync(path, text)
    return path
  }

  test('say what was replaced, by whom and by which plan, for root alone', async () => {
    const link = await given.link()
    const hooks = live('hooks', 'a\n')
    chmodSync(hooks, 0o640)
    await writeChanges(link, [change(hooks, 'a\n', 'b\n')], origin)
    await writeChanges(link, [change(hooks, 'b\n', 'c\n'), change(live('x'), null, '1')], origin)
    const { backups, unreadable } = await readBackupFolder(link)
    expect(unreadable).toEqual([])
    expect(backups).toHaveLength(3)
    const [first] = backups.slice(-1)
    expect(first).toMatchObject({
      ...origin,
      path: hooks,
      sha256: sha256('a\n'),
      sizeBytes: 2,
      attributes: { mode: '640', owner: 'root', group: 'root' },
    })
    expect(Math.abs(Date.now() - (first?.madeAt ?? 0))).toBeLessThan(60_000)
    expect(backups[0]?.change).toBe(backups[1]?.change)
    expect(backups.find(({ path }) => path === live('x'))).toMatchObject({ sha256: null })
    expect((first && (await readBackup(link, first)))?.toString()).toBe('a\n')
    expect(statSync(store).mode & 0o777).toBe(0o700)
  })

  test('give back bytes, mode and owner of a file that was removed', async () => {
    const link = await given.link()
    const path = live('hooks', 'a\n')
    chownSync(path, 64001, 64002)
    chmodSync(path, 0o2640)
    const written = await writeChanges(link, [change(path, 'a\n', null)], origin)
    expect(existsSync(path)).toBe(false)
    await revertChanges(link, written)
    expect(readFileSync(path, 'utf8')).toBe('a\n')
    expect(statSync(path)).toMatchObject({ uid: 64001, gid: 64002 })
    expect(statSync(path).mode & 0o7777).toBe(0o2640)
  })

  test('give back mode and owner alone where the bytes are the same', async () => {
    const link = await given.link()
    const path = live('hooks', 'a\n')
    chmodSync(path, 0o600)
    await writeChanges(link, [change(path, 'a\n', 'b\n')], origin)
    const [backup] = (await readBackupFolder(link)).backups
    writeFileSync(path, 'a\n')
    chmodSync(path, 0o666)
    const attributesOf = backupContentPath(backup?.id ?? '')
    await writeChanges(link, [{ ...change(path, 'a\n', 'a\n'), attributesOf }], origin)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('are bounded for each file; of a file that is changed often the oldest go', async () => {
    const link = await given.link()
    const often = live('often', '0')
    await writeChanges(link, [change(live('once', '0'), '0', '1')], origin)
    for (let i = 0; i < BACKUPS_KEPT + 2; i++)
      await writeChanges(link, [change(often, `${i}`, `${i + 1}`)], origin)
    const { backups } = await readBackupFolder(link)
    const kept = backups.filter(({ path }) => path === often)
    expect(kept).toHaveLength(BACKUPS_KEPT)
    expect((await readBackup(link, kept.at(-1) as (typeof kept)[0]))?.toString()).toBe('2')
    expect(readdirSync(store)).toHaveLength(2 * (BACKUPS_KEPT + 1))
  }, 60_000)

  test('that are cut off, tampered with or not ours are told of and not used', async () => {
    const link = await given.link()
    const path = live('hooks', 'a\n')
    for (const [from, to] of ['ab', 'bc', 'cd', 'de'])
      await writeChanges(link, [change(live('hooks', `${from}`), `${from}`, `${to}`)], origin)
    const entries = readdirSync(store).filter((name) => name.endsWith('.json'))
    const at = (index: number) => join(store, entries[index] ?? '')
    writeFileSync(at(0), readFileSync(at(0)).subarray(0, 30))
    writeFileSync(at(1), readFileSync(at(1), 'utf8').replace(path, '/etc/shadow'))
    rmSync(at(2).replace('.json', '.content'))
    writeFileSync(at(3).replace('.json', '.content'), 'other')
    writeFileSync(join(store, 'notes.json'), '{}')
    const { backups, unreadable } = await readBackupFolder(link)
    expect(unreadable.map(({ problem }) => problem).sort()).toEqual([
      'it was cut off, or Quotadeck did not write it',
      'its content is missing',
      'its name and the path in it do not agree',
      'its name is not one that Quotadeck gives',
    ])
    expect(backups).toHaveLength(1)
    const [damaged] = backups
    if (!damaged) throw new Error('no backup is left')
    await failureOf(readBackup(link, damaged), 'checksum-mismatch')
  })

  test('are not made of a file that was purged or changed meanwhile: nothing is written', async () => {
    const link = await given.link()
    const kept = live('kept', 'a')
    for (const now of [undefined, 'purged and made anew']) {
      const gone = live('gone', now)
      const changes = [change(kept, 'a', 'b'), change(gone, 'x', 'y')]
      const work = writeChanges(link, changes, origin)
      expect(await failureOf(work, 'file-conflict')).toMatchObject({
        message: expect.stringContaining(gone),
        changed: 'Nothing was changed.',
      })
      expect(readFileSync(kept, 'utf8')).toBe('a')
    }
  })
})
