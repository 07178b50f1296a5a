import { describeLibraries, describeNames } from '../../agent/changes/describe-change.ts'
import type { Difference, DriftAspect, Traits } from '../../contract/drift.ts'
import { driftAspects } from '../../contract/drift.ts'

/** What `other` has otherwise than the reference, by aspect; values stand reference → other. */
export function differences(reference: Traits, other: Traits): Difference[] {
  return driftAspects.flatMap((aspect) =>
    describers[aspect](reference, other).map((text) => ({ aspect, text })),
  )
}

const describers: Readonly<Record<DriftAspect, (from: Traits, to: Traits) => string[]>> = {
  mesosVersion: (from, to) =>
    line('Mesos', from.mesosVersion ?? 'no answer', to.mesosVersion ?? 'no answer'),
  build: (from, to) => line('hook build', buildWords(from), buildWords(to)),
  hooks: (from, to) => describeNames('hooks', from.hooks, to.hooks),
  isolation: (from, to) =>
    describeNames('isolation', from.isolation ?? undefined, to.isolation ?? undefined),
  manifest: describeManifests,
  flagSource: (from, to) => line('flags from', sourceWords(from), sourceWords(to)),
}

function line(what: string, from: string, to: string): string[] {
  return from === to ? [] : [`${what}: ${from} → ${to}`]
}

/** 'abc', 'abc, not running', 'abc, running def', 'none'. */
export function buildWords({ build: { configured, running } }: Traits): string {
  if (configured === running) return configured ?? 'none'
  return `${configured ?? 'none'}, ${running ? `running ${running}` : 'not running'}`
}

function sourceWords({ flagSource: { kind, path } }: Traits): string {
  return `${path || 'an unknown place'} (${kind})`
}

function describeManifests(from: Traits, to: Traits): string[] {
  if (from.manifestError === to.manifestError)
    return describeLibraries(from.libraries, to.libraries)
  if (to.manifestError) return [`modules manifest: ${to.manifestError}`]
  return ['modules manifest: Mesos reads this one, and not that of the reference']
}
