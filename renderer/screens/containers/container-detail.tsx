import { formatBytes, formatCount, formatSpan } from '../../format.ts'
import { Facts } from '../../parts/facts.tsx'
import { useNow } from '../../parts/use-now.ts'
import type { ContainerRow } from '../../usage.ts'

/** All that the status file says of one container. */
export function ContainerDetail({ row }: { row: ContainerRow }) {
  const { project } = row
  const now = useNow()
  const free = project.hardLimitBytes - project.usedBytes
  return (
    <Facts
      facts={[
        ['Container', <code key="name">{project.containerName}</code>],
        ['Path', <code key="path">{project.path}</code>],
        ['Task', <code key="task">{project.taskId || '– (custom executor)'}</code>],
        ['Executor', <code key="executor">{project.executorId}</code>],
        ['Framework', <code key="framework">{project.frameworkId}</code>],
        ['Used', `${formatBytes(project.usedBytes)} (${formatCount(project.usedBytes)} bytes)`],
        ['Left', project.hardLimitBytes > 0 ? formatBytes(Math.max(0, free)) : 'no limit'],
        ...(project.limitChanged
          ? [['Limit', 'changed on the agent since the launch'] as const]
          : []),
        ['Limited since', `${formatSpan(now - project.sinceMs)} ago`],
        ...(project.lastError ? [['Last error', project.lastError] as const] : []),
      ]}
    />
  )
}
