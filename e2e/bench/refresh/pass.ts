// One pass over all agents, measured in the process that makes it.

/** Agents that are worked on at one time. */
export const AT_A_TIME = 64

export type Pass = { seconds: number; cpuSeconds: number; done: number }

export async function pass(work: () => Promise<number>): Promise<Pass> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const done = await work()
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { seconds, cpuSeconds: (user + system) / 1e6, done }
}

/** Prints what was measured, with the most memory that the process had. */
export function report(passes: { cold: Pass; warm: Pass }): void {
  // In KiB.
  const peakRssMb = process.resourceUsage().maxRSS / 1024
  process.stdout.write(`${JSON.stringify({ ...passes, peakRssMb })}\n`)
}
