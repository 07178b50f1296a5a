import type { Agent } from '../../contract/agent.ts'
import type { ConnectionTest } from '../../contract/connection-test.ts'
import { Failure, toFailure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import type { SshPool } from '../../link/pool.ts'
import { survey } from './survey.ts'
import { TestCourse } from './test-course.ts'

export interface TestOptions {
  /** Close a connection that stands, and log in again. */
  readonly anew: boolean
  /** Told after every change. */
  readonly tell: (test: ConnectionTest) => void
}

/**
 * Goes the way that every operation goes, step by step, up to the Mesos agent's unit. Never throws:
 * what fails is in the outcome. A connection that stands is kept, so that nothing on it is cut off.
 */
export async function testConnection(
  pool: SshPool,
  agent: Agent,
  { anew, tell }: TestOptions,
): Promise<ConnectionTest> {
  const { name } = agent
  const course = new TestCourse(name)
  const stop = pool.connections.listen((info) => {
    if (info.agent !== name) return
    course.follow(info)
    tell(course.test())
  })
  tell(course.test())
  try {
    const stands = pool.connections.list().find((info) => info.agent === name)
    if (stands) course.follow(stands)
    const kept = !anew && stands?.state === 'ready'
    if (!kept) await pool.reconnect(name)
    course.goTo('root', kept ? 'a connection stands already' : agent.user)
    tell(course.test())
    const link = await pool.get(name)
    course.goTo('agent', await rootBy(link, agent))
    tell(course.test())
    const { unit } = await survey(link, agent)
    course.pass(`${unit.name}, ${unit.activeState}`)
  } catch (error) {
    course.fail(toFailure(error, name).data)
  } finally {
    stop()
  }
  tell(course.test())
  return course.test()
}

/** How commands become root there, in words; throws where they do not. */
async function rootBy(link: Link, agent: Agent): Promise<string> {
  const { stdout } = await link.run(['id', '-u'], { privileged: true })
  const id = stdout.toString().trim()
  if (id === '0') return agent.privilege === 'none' ? 'the login is root' : agent.privilege
  throw new Failure({
    code: 'permission-denied',
    agent: agent.name,
    message: `Commands on ${agent.name} run as user ${id.slice(0, 20)}, not as root.`,
    advice: 'Log in as root, or record that this login becomes root by sudo.',
  })
}
