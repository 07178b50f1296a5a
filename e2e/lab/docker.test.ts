import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const docker = join(import.meta.dirname, 'guest/docker')
/** As an agent begins each of its calls. */
const host = ['-H', '/var/run/docker.sock']

describe('the pretend docker, asked as an agent asks', () => {
  let folder: string
  const env = () => ({ PATH: '/usr/bin:/bin', LAB_DOCKER_STATE: join(folder, 'state') })
  const ask = (...args: string[]) =>
    execFileSync(docker, [...host, ...args], { env: env(), encoding: 'utf8', stdio: 'pipe' })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-docker-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** `docker run` with the arguments that a command task leads to. */
  function run(script: string) {
    const options = ['--cpu-shares', '102', '--memory', '33554432', '-e', 'GREETING=two\nlines']
    const volume = ['-v', `${folder}:/mnt/mesos/sandbox`, '--net', 'host']
    const task = [
      '--label=MESOS_TASK_ID=t',
      '--entrypoint',
      '/bin/sh',
      '--name',
      'mesos-1',
      'image',
    ]
    const all = [...host, 'run', ...options, ...volume, ...task, '-c', script]
    return spawn(docker, all, { env: env(), stdio: 'ignore' })
  }

  it('tells its version and, without containers, a list with a heading', () => {
    expect(ask('--version')).toMatch(/^Docker version \d+\.\d+\.\d+/)
    expect(ask('ps', '-a').trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(ask('inspect', 'alpine'))[0].ContainerConfig).toHaveProperty('Entrypoint')
  })

  it('runs a task in its sandbox with its variables, and ends as it ends', async () => {
    const [code] = await once(run('printf %s "$GREETING" >said; exit 7'), 'exit')
    expect(code).toBe(7)
    expect(readFileSync(join(folder, 'said'), 'utf8')).toBe('two\nlines')
  })

  it('shows a running container, stops and removes it', async () => {
    const child = run('exec sleep 60')
    const exit = once(child, 'exit')
    const shown = await vi.waitFor(
      () => JSON.parse(ask('inspect', '--type=container', 'mesos-1'))[0],
    )
    expect(shown).toMatchObject({ Name: '/mesos-1', State: { Running: true } })
    expect(ask('ps')).toMatch(/ mesos-1$/m)
    ask('stop', '-t', '0', 'mesos-1')
    expect((await exit)[0]).toBe(143)
    expect(JSON.parse(ask('inspect', '--type=container', 'mesos-1'))[0].State.Pid).toBe(0)
    expect(ask('ps')).not.toContain('mesos-1')
    ask('rm', '-f', '-v', 'mesos-1')
    expect(() => ask('inspect', '--type=container', 'mesos-1')).toThrow(/No such object: mesos-1/)
  })
})
