import { Command } from 'commander'
import type { EndpointAnswer } from '../../contract/endpoint.ts'
import type { Console } from './console.ts'
import { firstLineOfStdin } from './prompt.ts'

/** `quotadeck get <agent> <path>` */
export function getCommand(console: Console): Command {
  return new Command('get')
    .description('ask one of the Mesos agent’s endpoints, over the way to the agent')
    .argument('<agent>')
    .argument('<path>', "'/state', '/metrics/snapshot'")
    .option('--user <name>', 'log in there; the password is asked for, or the first line of stdin')
    .action(async (agent: string, path: string, { user }: { user?: string }) => {
      const login =
        user === undefined
          ? undefined
          : { user, password: await firstLineOfStdin(`password of ${user}`) }
      const answer = await console.client.agents.get({ agent, path, login })
      console.succeeded = answer.status >= 200 && answer.status < 300
      if (!console.succeeded) console.warn(`${answer.url} answers ${answer.status}.`)
      console.print(answer, bodyText)
    })
}

/** On a terminal without what would move it about; a program gets the bytes as they are. */
function bodyText({ body }: EndpointAnswer): string {
  if (!process.stdout.isTTY) return body
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go.
  return body.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
}
