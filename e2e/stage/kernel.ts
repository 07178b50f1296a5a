import { type LabAgent, sshAsRoot } from '../lab/lab.ts'

/** A project as the kernel knows it, in KiB as xfs_quota prints them. */
export interface KernelProject {
  readonly usedKib: number
  readonly hardLimitKib: number
}

/** Runs a command as root on the agent by the lab's own way in, not Quotadeck's. */
export async function onAgent(agent: LabAgent, argv: string[]): Promise<string> {
  const result = await sshAsRoot(agent, argv)
  if (result.status !== 0)
    throw new Error(`${agent.name}: ${argv.join(' ')}: ${result.stderr.trim()}`)
  return result.stdout
}

/** Every project but 0 of the agent's work directory, from `xfs_quota`. */
export async function kernelProjects(agent: LabAgent): Promise<Map<number, KernelProject>> {
  const report = ['xfs_quota', '-x', '-c', 'report -pbn', agent.workDir]
  const projects = new Map<number, KernelProject>()
  for (const line of (await onAgent(agent, report)).split('\n')) {
    const match = /^#(\d+)\s+(\d+)\s+\d+\s+(\d+)/.exec(line)
    if (match && match[1] !== '0')
      projects.set(Number(match[1]), {
        usedKib: Number(match[2]),
        hardLimitKib: Number(match[3]),
      })
  }
  return projects
}

/** The agent's process id: what the unit's main process is. */
export async function agentPid(agent: LabAgent): Promise<number> {
  const pid = Number(await onAgent(agent, ['systemctl', 'show', '-P', 'MainPID', agent.unit]))
  if (!(pid > 0)) throw new Error(`${agent.name}: ${agent.unit} has no main process`)
  return pid
}

/** Libraries of Quotadeck that the running agent has mapped, by path. */
export async function mappedBuilds(agent: LabAgent): Promise<string[]> {
  const maps = await onAgent(agent, ['cat', `/proc/${await agentPid(agent)}/maps`])
  return [...new Set(maps.match(/\/\S*libquotadeck-hook-\S+/g))]
}

/** The flags of the running agent, from its own /flags. */
export async function runningFlags(agent: LabAgent): Promise<Record<string, string>> {
  const answer = await onAgent(agent, ['curl', '-sS', '-m', '5', 'http://127.0.0.1:5051/flags'])
  return (JSON.parse(answer) as { flags: Record<string, string> }).flags
}

/** The hook order of the running agent. */
export async function runningHooks(agent: LabAgent): Promise<string | undefined> {
  return (await runningFlags(agent)).hooks
}
