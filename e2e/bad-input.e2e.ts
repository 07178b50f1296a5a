// What goes wrong on real agents, and what the operator is told. Every failure names the agent,
// says what was changed and what to do; nothing half-written stays.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type FailureData, failureSchema } from '../electron/contract/failure.ts'
import { rolloutSchema } from '../electron/contract/rollout.ts'
import { agentUsageSchema } from '../electron/contract/usage.ts'
import { changeHostKey, fillDisk, freeDisk } from './lab/faults.ts'
import { agentNamed, type LabAgent } from './lab/lab.ts'
import { missingForLab } from './lab/requirements.ts'
import { builds, wantedHooks } from './stage/builds.ts'
import { onAgent } from './stage/kernel.ts'
import { Quotadeck } from './stage/quotadeck.ts'
import { asInventory, openStage, type Stage, sudoPassword } from './stage/stage.ts'

const problems = missingForLab()
if (problems.length > 0) console.log(`skipped, a lab cannot run here: ${problems.join('; ')}`)

/** Everything that a rollout may touch, with content and times. */
const trace = `find /etc/mesos-slave /etc/mesos-slave-modules.json /etc/mesos-agent.env \
/etc/mesos-agent-modules.json /var/lib/quotadeck -xdev -type f ! -name .lab-filler \
! -path '*/status.pb' ! -path '*/state/*' -exec sha256sum {} + 2>/dev/null | sort -k 2`

describe.skipIf(problems.length > 0)('bad input', () => {
  let stage: Stage
  let quotadeck: Quotadeck
  let wrapped: LabAgent
  let withSudo: LabAgent

  beforeAll(async () => {
    stage = await openStage(`bad-${process.pid}`, 2, new AbortController().signal)
    quotadeck = new Quotadeck(stage.dataDir, sudoPassword(stage.lab))
    wrapped = agentNamed(stage.lab, 'agent1')
    withSudo = agentNamed(stage.lab, 'agent2')
    for (const agent of stage.lab.agents) await add(agent, {})
  })
  afterAll(() => stage?.close())

  async function add(agent: LabAgent, other: Partial<Record<string, string>>): Promise<void> {
    const { name, host, port, user, identityFile, knownHostsFile, privilege } = asInventory(agent)
    const values = { host, port, user, privilege, identityFile, knownHostsFile, ...other }
    const options = Object.entries(values)
      .filter(([key]) => key !== 'name')
      .flatMap(([key, value]) => [
        `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
        String(value),
      ])
    await quotadeck.mustRun('agents', 'add', other.name ?? name, ...options)
  }

  /** Runs a command that has to fail and returns the failure. */
  async function failureOf(...args: string[]): Promise<FailureData> {
    const { status, json, stderr } = await quotadeck.run(...args)
    expect(status, stderr).not.toBe(0)
    return z.object({ error: failureSchema }).parse(json).error
  }

  const traceOf = (agent: LabAgent) => onAgent(agent, ['sh', '-c', trace])

  it('an agent that refuses the connection', async () => {
    await add(wrapped, { name: 'nobody-home', host: '127.0.0.1', port: '1' })
    const failure = await failureOf('observe', 'nobody-home')
    expect(failure).toMatchObject({ code: 'connection-refused', agent: 'nobody-home' })
    expect(failure.changed).toBe('Nothing was changed.')
    expect(failure.advice).not.toBe('')
  })

  it('an unknown agent', async () => {
    expect(await failureOf('observe', 'no-such-agent')).toMatchObject({ code: 'not-found' })
  })

  it('a wrong sudo password, which is nowhere in what is said', async () => {
    const wrong = new Quotadeck(stage.dataDir, 'not-the-password-4711')
    const { status, json, stderr } = await wrong.run('observe', withSudo.name)
    expect(status).not.toBe(0)
    const { error } = z.object({ error: failureSchema }).parse(json)
    expect(error).toMatchObject({ code: 'sudo-password-wrong', agent: withSudo.name })
    expect(JSON.stringify(json) + stderr).not.toContain('not-the-password-4711')
  })

  it('no sudo password where one is needed', async () => {
    const { json } = await new Quotadeck(stage.dataDir, undefined).run('observe', withSudo.name)
    const { error } = z.object({ error: failureSchema }).parse(json)
    expect(error).toMatchObject({ code: 'sudo-password-needed', agent: withSudo.name })
  })

  it('a build that is no ELF file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quotadeck-bad-'))
    const file = join(folder, 'readme.so')
    writeFileSync(file, 'This is no library.\n')
    const failure = await failureOf('rollout', '--build', file, '--yes')
    rmSync(folder, { recursive: true })
    expect(failure).toMatchObject({ code: 'build-not-elf', changed: 'Nothing was changed.' })
    expect(failure.message).toContain('readme.so')
  })

  it('a full disk on the agent leaves it as it was', async () => {
    const before = await traceOf(wrapped)
    await fillDisk(wrapped)
    const wanted = ['--build', builds.right(), '--hooks', wantedHooks.join(',')]
    const { status, json } = await quotadeck.run(
      'rollout',
      ...wanted,
      '--agents',
      'agent1',
      '--yes',
    )
    await freeDisk(wrapped)
    expect(status).not.toBe(0)
    const [agent] = rolloutSchema.parse(json).agents
    expect(agent?.failure).toMatchObject({ code: 'disk-full', agent: 'agent1' })
    expect(agent?.failure?.advice).not.toBe('')
    expect(await traceOf(wrapped)).toBe(before)
  })

  it("a malformed modules.json is shown with Mesos's own error and left alone", async () => {
    const path = '/etc/mesos-slave-modules.json'
    const good = await onAgent(wrapped, ['cat', path])
    await onAgent(wrapped, ['sh', '-c', 'printf %s "$1" >"$2"', 'sh', '{"libraries": [', path])
    const before = await traceOf(wrapped)
    const { status, json } = await quotadeck.run(
      ...['rollout', '--build', builds.right(), '--agents', 'agent1', '--yes'],
    )
    expect(status).not.toBe(0)
    expect(await traceOf(wrapped)).toBe(before)
    await onAgent(wrapped, ['sh', '-c', 'printf %s "$1" >"$2"', 'sh', good, path])
    const text = JSON.stringify(json)
    expect(text).toContain('agent1')
    expect(text).toContain('syntax error at line 1 near')
  })

  it('a manifest edit that Mesos would not start with is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quotadeck-bad-'))
    const file = join(folder, 'modules.json')
    writeFileSync(file, '{"libraries": [}')
    const before = await traceOf(wrapped)
    const failure = await failureOf('manifest', 'edit', 'agent1', file, '--yes')
    rmSync(folder, { recursive: true })
    expect(failure).toMatchObject({ code: 'input-invalid', changed: 'Nothing was changed.' })
    expect(JSON.stringify(failure)).toContain('syntax error at line 1 near')
    expect(await traceOf(wrapped)).toBe(before)
  })

  it('a status file that was cut off', async () => {
    const rollout = ['rollout', '--build', builds.right(), '--hooks', wantedHooks.join(',')]
    await quotadeck.mustRun(...rollout, '--agents', 'agent1', '--yes')
    const cut = '/var/lib/quotadeck/cut.pb'
    await onAgent(wrapped, ['sh', '-c', `head -c 60 /var/lib/quotadeck/status.pb >${cut}`])
    await add(wrapped, { name: 'cut-off', statusFile: cut })
    const { json } = await quotadeck.run('usage', 'cut-off')
    const [usage] = z.array(agentUsageSchema).parse(json)
    expect(usage?.failure).toMatchObject({ code: 'status-truncated', agent: 'cut-off' })
    expect(usage?.status).toBeUndefined()
  })

  it('no status file where no hook runs', async () => {
    const { json } = await quotadeck.run('usage', withSudo.name)
    const [usage] = z.array(agentUsageSchema).parse(json)
    expect(usage?.failure).toMatchObject({ code: 'status-missing', agent: withSudo.name })
  })

  it('a changed host key, with both fingerprints', async () => {
    await changeHostKey(stage.lab, wrapped)
    const failure = await failureOf('observe', wrapped.name)
    expect(failure).toMatchObject({ code: 'host-key-changed', agent: wrapped.name })
    expect(failure.evidence?.match(/SHA256:/g)).toHaveLength(2)
    expect(failure.changed).toBe('Nothing was changed.')
  })
})
