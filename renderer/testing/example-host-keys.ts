import type { HostKey } from '../../electron/contract/agent.ts'

const offered = 'SHA256:q3Vd0mXhZbH2b0k7kX0r1p8yq1o8b1x2gJk9H5mW3sE'
const other = 'SHA256:7dPq1o8b1x2gJk9H5mW3sEq3Vd0mXhZbH2b0k7kX0r1'

/** The key that an example agent offers: web-02's has changed, web-03's is revoked. */
export function exampleHostKey(agent: string, trusted: ReadonlySet<string>): HostKey {
  const known: Partial<Record<string, HostKey['verdict']>> = {
    'web-02': 'changed',
    'web-03': 'revoked',
  }
  const verdict = known[agent] ?? (trusted.has(agent) ? 'trusted' : 'unknown')
  const line = { where: '/home/ada/.ssh/known_hosts:12', type: 'ssh-ed25519' }
  const fingerprint = verdict === 'revoked' ? offered : other
  return {
    agent,
    type: 'ssh-ed25519',
    fingerprint: agent === 'batch-02' ? `${offered.slice(0, -4)}9xYz` : offered,
    verdict,
    recorded: verdict === 'changed' ? [other] : [],
    places:
      verdict === 'unknown'
        ? []
        : [{ ...line, fingerprint, kind: verdict === 'revoked' ? 'revoked' : 'recorded' }],
  }
}
