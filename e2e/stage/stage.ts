import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { down, type Lab, type LabAgent, labNames, up } from '../lab/lab.ts'
import type { KindName } from '../lab/plan.ts'

/** A lab of its own and an empty data folder; both gone after `close`. */
export interface Stage {
  readonly lab: Lab
  readonly dataDir: string
  close(): Promise<void>
}

/** Boots the lab. One of the same name that an earlier run left behind is ended first. */
export async function openStage(
  name: string,
  agents: number,
  signal: AbortSignal,
  kinds?: readonly KindName[],
): Promise<Stage> {
  if (labNames().includes(name)) await down(name)
  const lab = await up({
    name,
    agents,
    kinds,
    signal,
    log: (line) => console.error(`lab: ${line}`),
  })
  const dataDir = mkdtempSync(join(tmpdir(), 'quotadeck-demo-'))
  return {
    lab,
    dataDir,
    close: async () => {
      rmSync(dataDir, { recursive: true, force: true })
      await down(name)
    },
  }
}

/** The lab's sudo password; every agent that needs one has the same. */
export function sudoPassword(lab: Lab): string | undefined {
  return lab.agents.find((agent) => agent.sudoPassword !== null)?.sudoPassword ?? undefined
}

/** The agent as an operator records it in Quotadeck. */
export function asInventory(agent: LabAgent) {
  const { name, host, port, user, identityFile, knownHostsFile } = agent
  const privilege = agent.sudoPassword === null ? ('none' as const) : ('sudo' as const)
  return { name, host, port, user, identityFile, knownHostsFile, privilege }
}
