import { describe, expect, test } from 'vitest'
import { contenders } from './contenders.ts'
import type { Job } from './job.ts'
import { turns } from './rollout.ts'

describe('the turns of the contenders', () => {
  test('the quick ones run in every round, the slow ones once, between them', () => {
    const all = turns({ rounds: 3 })
    expect(all.filter((name) => name === 'floor')).toHaveLength(3)
    expect(all.filter((name) => name === 'ansible')).toHaveLength(1)
    expect(all.indexOf('ansible')).toBeLessThan(all.lastIndexOf('floor'))
    expect(turns({ rounds: 1 })).toHaveLength(Object.keys(contenders).length)
  })
})

describe('what a tool says of an agent', () => {
  const job = { agents: [{ name: 'agent1', host: '127.0.0.1' }] } as Job

  test('Ansible: done means that all five steps went well', () => {
    const recap = (text: string) => contenders.ansible.done(job, `PLAY RECAP\n${text}`)
    const end = 'skipped=0    rescued=0    ignored=0'
    expect(recap(`agent1  : ok=5  changed=4  unreachable=0    failed=0    ${end}`)).toEqual([
      'agent1',
    ])
    expect(recap(`agent1  : ok=4  changed=4  unreachable=0    failed=1    ${end}`)).toEqual([])
    expect(recap(`agent1  : ok=4  changed=4  unreachable=0    failed=0    ${end}`)).toEqual([])
  })

  test('clush: done means the agent’s own name and a whole file', () => {
    const file = Buffer.alloc(2000).toString('base64')
    const done = (text: string) => contenders.clush.done(job, text)
    expect(done(`127.0.0.1: agent1\n127.0.0.1: ${file}\n`)).toEqual(['agent1'])
    expect(done(`127.0.0.1: agent2\n127.0.0.1: ${file}\n`)).toEqual([])
    expect(done('127.0.0.1: agent1\n')).toEqual([])
  })
})
