import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256Of } from '../../electron/link/files.ts'
import { down, type Fleet, type FleetAgent, up } from '../fleet/fleet.ts'
import { whyNoFleet } from '../fleet/requirements.ts'
import { contentsOf, FILE, FOLLOWED, HOOKS, LIBRARY, MANIFESTS, PASSING } from './contents.ts'

const why = whyNoFleet()
const KILLS = 8
const FOLDERS = [
  '/etc/mesos',
  '/etc/mesos-slave',
  '/var/lib/quotadeck/backups',
  '/var/lib/quotadeck/lib',
  '/var/lib/quotadeck/staging',
]

describe.skipIf(why)(
  why ? `a console that is killed (skipped: ${why})` : 'a console that is killed',
  () => {
    const name = `kill-${process.pid}`
    let fleet: Fleet
    let agent: FleetAgent

    beforeAll(async () => {
      fleet = await up({ name, agents: 1 })
      agent = fleet.agents[0] as FleetAgent
    })
    afterAll(async () => {
      if (fleet) await down(name)
    })

    const onAgent = (path: string) => readFileSync(fleet.fileOf(agent.name, path))
    const present = (path: string) => {
      try {
        return onAgent(path)
      } catch {
        return undefined
      }
    }
    const leftOvers = () =>
      FOLDERS.flatMap((folder) => readdirSync(fleet.fileOf(agent.name, folder))).filter((file) =>
        file.startsWith('.quotadeck-'),
      )

    /** Programs of agents that still follow the file. */
    const followers = () =>
      readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(FOLLOWED))

    /** What was under way notices the end of its connection a moment later. */
    async function untilTidy(): Promise<void> {
      for (let tries = 0; tries < 200 && leftOvers().length > 0; tries++) await sleep(100)
      expect(leftOvers()).toEqual([])
    }

    /** Runs a program of this folder, again and again, and kills it at another point of a turn each time. */
    async function killed(program: string, args: readonly string[], afterwards: () => void) {
      for (let kill = 0; kill < KILLS; kill++) {
        const path = join(import.meta.dirname, program)
        const child = spawn(process.execPath, [path, JSON.stringify(agent), ...args], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        await once(child.stdout, 'data')
        const start = performance.now()
        await once(child.stdout, 'data')
        await sleep(((performance.now() - start) * kill) / KILLS)
        child.kill('SIGKILL')
        await once(child, 'exit')
        afterwards()
      }
      await untilTidy()
    }

    test('while it uploads, writes, removes and follows leaves whole files, and nothing else', async () => {
      const either = [contentsOf(0), contentsOf(1)]
      const libraries = either.map(({ library }) => sha256Of(library))
      const files = either.map(({ file }) => sha256Of(file))
      // Read once each: what was under way on the agent may still come to its end.
      await killed('writer.ts', [], () => {
        expect(libraries).toContain(sha256Of(onAgent(LIBRARY)))
        expect(files).toContain(sha256Of(onAgent(FILE)))
        const passing = present(PASSING)
        if (passing) expect(files).toContain(sha256Of(passing))
      })
      await expect.poll(followers, { timeout: 10_000 }).toEqual([])
    })

    test('in the middle of a change leaves hooks and manifest whole', async () => {
      const data = mkdtempSync(join(tmpdir(), 'quotadeck-kill-'))
      await killed('changer.ts', [data], () => {
        const manifest = `${onAgent('/etc/mesos/modules.json')}`
        const hooks = `${onAgent('/etc/mesos-slave/hooks')}`
        expect(MANIFESTS).toContain(manifest)
        expect(HOOKS.map((list) => `${list.join(',')}\n`)).toContain(hooks)
      })
      rmSync(data, { recursive: true })
    })
  },
)

/** A process's command line; '' when it has ended. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
