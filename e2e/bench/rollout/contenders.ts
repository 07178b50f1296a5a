// The contenders: how each is started on a job, and what it says of each agent.

import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { answersRight, COMMAND, FORKS, type Job, PLACES, READ } from './job.ts'

export type Contender = {
  command: (job: Job, jobFile: string) => string[]
  /** The names of the agents that it says are done, all steps of them. */
  done: (job: Job, stdout: string) => string[]
}

/**
 * A program beside this one, which leaves its answer in a file. Its compiled code is kept for the next
 * round, as the quotadeck command keeps its own.
 */
function program(name: string, ...args: string[]): Contender {
  return {
    command: ({ out }, jobFile) => [
      ...['env', `NODE_COMPILE_CACHE=${join(dirname(out), 'compiled')}`, process.execPath],
      ...[join(import.meta.dirname, name), jobFile, ...args],
    ],
    done: ({ out }) => JSON.parse(readFileSync(out, 'utf8')) as string[],
  }
}

function put(job: Job, name: string, content: unknown): string {
  const path = join(dirname(job.out), name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const STEPS = [
  { copy: { src: '{{ library }}', dest: PLACES.library } },
  { template: { src: '{{ manifest }}', dest: PLACES.manifest } },
  { template: { src: '{{ hooks }}', dest: PLACES.hooks } },
  { command: { argv: COMMAND } },
  { slurp: { src: READ } },
]

/** The work as a playbook: the module for each step. JSON is YAML. */
const ansible: Contender = {
  command: (job) => {
    const [first] = job.agents
    const hosts = Object.fromEntries(
      job.agents.map(({ name, host }) => [name, { ansible_host: host }]),
    )
    const vars = {
      ...job.files,
      ansible_port: first?.port,
      ansible_user: first?.user,
      ansible_ssh_private_key_file: first?.identityFile,
      ansible_ssh_common_args: `-o UserKnownHostsFile=${first?.knownHostsFile} -o IdentitiesOnly=yes`,
      ansible_python_interpreter: '/usr/bin/python3',
    }
    const inventory = put(job, 'inventory.json', { all: { hosts, vars } })
    const playbook = put(job, 'playbook.json', [
      { hosts: 'all', gather_facts: false, tasks: STEPS },
    ])
    const home = join(dirname(job.out), 'ansible')
    const env = [
      'ANSIBLE_PIPELINING=True',
      `ANSIBLE_HOME=${home}`,
      `ANSIBLE_LOCAL_TEMP=${home}/tmp`,
    ]
    return ['env', ...env, 'ansible-playbook', '-i', inventory, '-f', String(FORKS), playbook]
  },
  done: (_, stdout) =>
    [...stdout.matchAll(/^(\S+)\s*: ok=(\d+) .*unreachable=0 +failed=0/gm)]
      .filter(([, , ok]) => Number(ok) === STEPS.length)
      .map(([, name = '']) => name),
}

/** Its copy, then one command for all the rest: it has nothing that replaces a file atomically. */
const clush: Contender = {
  command: (job) => {
    const [first] = job.agents
    const config = put(
      job,
      'ssh_config',
      `Host *\n Port ${first?.port}\n User root\n IdentityFile ${first?.identityFile}\n` +
        ` IdentitiesOnly yes\n UserKnownHostsFile ${first?.knownHostsFile}\n`,
    )
    const nodes = job.agents.map(({ host }) => host).join(',')
    const clushTo = `clush -q -f ${FORKS} -o '-F ${config}' -w ${nodes}`
    const files = Object.values(job.files).join(' ')
    const renames = Object.entries(PLACES).map(
      ([name, path]) => `mv -T /var/lib/quotadeck/staging/${name} ${path}`,
    )
    const rest = [...renames, COMMAND.join(' '), `base64 -w 0 ${READ}`, 'echo'].join(' && ')
    return [
      'sh',
      '-c',
      `${clushTo} --copy ${files} --dest /var/lib/quotadeck/staging/ && ${clushTo} '${rest}'`,
    ]
  },
  done: ({ agents }, stdout) => {
    const said = new Map<string, string[]>()
    for (const line of stdout.split('\n')) {
      const [host = '', text = ''] = line.split(': ')
      said.set(host, [...(said.get(host) ?? []), text])
    }
    return agents.flatMap(({ name, host }) => {
      const [hostname = '', base64 = ''] = said.get(host) ?? []
      return answersRight(name, hostname, Buffer.from(base64, 'base64').length) ? [name] : []
    })
  },
}

export const contenders = {
  'quotadeck-ssh2': program('quotadeck.ts', 'ssh2'),
  'quotadeck-openssh': program('quotadeck.ts', 'openssh'),
  ansible,
  clush,
  floor: program('floor.ts'),
} satisfies Record<string, Contender>

export type ContenderName = keyof typeof contenders
