import { describe, expect, it } from 'vitest'
import { agentFiles } from './agent-files.ts'
import { guestFiles } from './guest-files.ts'
import type { GuestFile } from './kinds/kind.ts'
import { type AgentPlan, planAgents } from './plan.ts'

const [first, second] = planAgents(2, 0) as [AgentPlan, AgentPlan]

function textOf(files: readonly GuestFile[], path: string): string {
  const file = files.find((candidate) => candidate.path === path)
  if (file === undefined || !('content' in file)) throw new Error(`no text at ${path}`)
  return file.content
}

const common = guestFiles({
  agent: first,
  hostPasswd:
    'root:x:0:0:root:/root:/bin/zsh\nsshd:x:102:65534::/run/sshd:/usr/sbin/nologin\n' +
    'alice:x:1000:1000::/home/alice:/bin/bash\nnobody:x:65534:65534::/:/usr/sbin/nologin\n',
  hostGroup: 'root:x:0:\noperator:x:37:\nadm:x:4:alice\nalice:x:1000:\n',
  passwordHash: '$6$salt$hash',
  authorizedKey: 'ssh-ed25519 AAAA lab',
  hostKey: 'PRIVATE',
  hostPublicKey: 'ssh-ed25519 BBBB agent1',
  machineId: '0'.repeat(32),
  unit: 'mesos-slave.service',
})

describe('guestFiles', () => {
  it("takes over the host's system accounts and none of its people", () => {
    const names = textOf(common, '/etc/passwd').match(/^[^:]+/gm)
    expect(names).toEqual(['root', 'sshd', 'nobody', 'operator'])
  })

  it('gives a password to the operator only', () => {
    const shadow = textOf(common, '/etc/shadow')
    expect(shadow).toContain('operator:$6$salt$hash:')
    expect(shadow.match(/^[^:]+:\*:/gm)).toEqual(['root:*:', 'sshd:*:', 'nobody:*:'])
  })

  it('has one group named operator', () => {
    expect(textOf(common, '/etc/group').match(/^operator:.*$/gm)).toEqual(['operator:x:1000:'])
  })

  it('keeps secrets from other users of the guest', () => {
    const modes = new Map(common.map((file) => [file.path, file.mode]))
    expect(modes.get('/etc/shadow')).toBe(0o600)
    expect(modes.get('/etc/ssh/ssh_host_ed25519_key')).toBe(0o600)
  })

  it('makes its own name resolvable, which sudo wants', () => {
    expect(textOf(common, '/etc/hosts')).toContain('172.30.1.2 agent1\n')
  })
})

describe('agentFiles', () => {
  const standIn = { path: '/build/mesos-agent', real: false, docker: undefined }
  const real = { path: "/opt/it's/mesos-agent", real: true, docker: '/usr/bin/docker' }

  it('copies the stand-in, and starts a real agent from where it lies', () => {
    const [copied] = agentFiles(first, standIn)
    expect(copied).toMatchObject({ path: '/usr/sbin/mesos-agent', copyOf: '/build/mesos-agent' })
    const launcher = textOf(agentFiles(first, real), '/usr/sbin/mesos-agent')
    expect(launcher).toContain("'/opt/it'\\''s/mesos-agent' \"$@\"")
  })

  it('passes --master and --docker on, each kind in its own way', () => {
    const wrapped = agentFiles(first, real, 'h:5050')
    expect(textOf(wrapped, '/etc/mesos/zk')).toBe('h:5050\n')
    expect(textOf(wrapped, '/etc/mesos-slave/docker')).toBe('/usr/bin/docker\n')
    const environment = textOf(agentFiles(second, real, 'h:5050'), '/etc/mesos-agent.env')
    expect(environment).toContain('\nMESOS_MASTER=h:5050\n')
    expect(environment).toContain('\nMESOS_DOCKER=/usr/bin/docker\n')
  })

  it('gives a real agent no module of the stand-in', () => {
    const paths = agentFiles(first, real).map((file) => file.path)
    expect(paths).not.toContain('/etc/mesos-slave/modules')
  })
})
