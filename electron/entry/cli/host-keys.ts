import type { Command } from 'commander'
import type { HostKey } from '../../contract/agent.ts'
import { Failure } from '../../contract/failure.ts'
import type { Console } from './console.ts'
import { pairs } from './table.ts'

/** `quotadeck agents host-key …` and `quotadeck agents trust …` */
export function addHostKeyCommands(agents: Command, console: Console): void {
  agents
    .command('host-key')
    .description('the host key that an agent offers, and whether it is trusted; logs in nowhere')
    .argument('<agent>')
    .action(async (agent: string) =>
      console.print(await console.client.agents.hostKey({ agent }), hostKeyText),
    )
  agents
    .command('trust')
    .description('trust the host key that an agent offers; never in place of another')
    .argument('<agent>')
    .option('--fingerprint <fingerprint>', "what the agent's owner says it is: SHA256:…")
    .action((agent: string, options: { fingerprint?: string }) => trust(console, agent, options))
}

async function trust(
  console: Console,
  agent: string,
  options: { fingerprint?: string },
): Promise<void> {
  const fingerprint = options.fingerprint ?? (await askFingerprint(console, agent))
  if (fingerprint === undefined) {
    console.succeeded = false
    return console.say('The key is not trusted.')
  }
  await console.client.agents.trust({ agent, fingerprint })
  console.print({ agent, trusted: fingerprint }, () => `${agent} is trusted with ${fingerprint}.`)
}

/** Shows the offered key and asks; without a person to ask, the fingerprint must be given. */
async function askFingerprint(console: Console, agent: string): Promise<string | undefined> {
  const key = await console.client.agents.hostKey({ agent })
  if (console.json || !process.stdin.isTTY) {
    throw new Failure({
      code: 'host-key-unknown',
      agent,
      message: 'Nobody is there to compare the fingerprint.',
      advice: "Give it with --fingerprint, as the agent's owner says it is.",
      evidence: `offered: ${key.type} ${key.fingerprint}`,
    })
  }
  console.say(hostKeyText(key))
  // Of any other the engine says why it is not to be trusted, or that it is.
  if (key.verdict !== 'unknown') return key.fingerprint
  const trusted = await console.confirmed('Is this what its owner says?', false)
  return trusted ? key.fingerprint : undefined
}

function hostKeyText(key: HostKey): string {
  return pairs([
    ['Agent', key.agent],
    ['Key', `${key.type} ${key.fingerprint}`],
    ['Verdict', key.verdict],
    ['On record', key.recorded.join(', ') || 'none'],
  ])
}
