import { z } from 'zod'
import { agentNameSchema } from './agent.ts'
import { editSchema } from './change.ts'
import { failureSchema } from './failure.ts'
import { flagSourceSchema } from './observation.ts'
import { rolloutRequestSchema } from './rollout.ts'

/** In what agents are compared. */
export const driftAspects = [
  'mesosVersion',
  'build',
  'hooks',
  'isolation',
  'manifest',
  'flagSource',
] as const
const driftAspectSchema = z.enum(driftAspects)
export type DriftAspect = z.infer<typeof driftAspectSchema>

const librarySchema = z.object({
  file: z.string().optional(),
  name: z.string().optional(),
  modules: z.array(
    z.object({
      name: z.string().optional(),
      parameters: z.array(z.object({ key: z.string(), value: z.string() })),
    }),
  ),
})

/** What of an observation is compared and remembered. Values that look secret are not in it. */
export const traitsSchema = z.object({
  agent: z.string(),
  /** ms since the epoch on the console's clock. */
  observedAt: z.number(),
  /** Absent: the agent does not answer. */
  mesosVersion: z.string().optional(),
  /** Of the hook build, the first 12 digits of its sha256: the one that the manifest names and the
   * one that the process has mapped. */
  build: z.object({ configured: z.string().optional(), running: z.string().optional() }),
  /** The --hooks list as configured; absent: the flag is not set. */
  hooks: z.array(z.string()).optional(),
  /** The --isolation list as configured; null: the flag is not set. */
  isolation: z.array(z.string()).nullable(),
  /** The manifest as Mesos reads it; the path of a build of ours stands without its hash. */
  libraries: z.array(librarySchema),
  manifestPath: z.string().optional(),
  /** Of the bytes; absent: there is no manifest. */
  manifestSha256: z.string().optional(),
  /** Mesos's error for the manifest. */
  manifestError: z.string().optional(),
  flagSource: flagSourceSchema.pick({ kind: true, path: true }),
  restartOwed: z.boolean(),
})
export type Traits = z.infer<typeof traitsSchema>

/** The last that is known of an agent: what was seen, and why it was not seen at the last try. */
export const sightingSchema = z.object({
  agent: z.string(),
  /** ms since the epoch. */
  triedAt: z.number(),
  traits: traitsSchema.optional(),
  /** Of the last try; absent: it succeeded. */
  failure: failureSchema.optional(),
})
export type Sighting = z.infer<typeof sightingSchema>

export const differenceSchema = z.object({
  aspect: driftAspectSchema,
  /** What the reference has, an arrow, what this has; one line. */
  text: z.string(),
})
export type Difference = z.infer<typeof differenceSchema>

/** Agents that are the same in every aspect. */
export const driftGroupSchema = z.object({
  /** Of what they have in common: the same in the next map. */
  id: z.string(),
  /** Names, in order. */
  agents: z.array(z.string()),
  /** Half as many agents as the largest group has, or fewer. */
  outlier: z.boolean(),
  /** Of the first of the agents; the others' are the same but for time, path and bytes. */
  traits: traitsSchema,
  /** The manifest's bytes: more than one means that they read the same and are written otherwise. */
  manifests: z.array(z.object({ sha256: z.string(), agents: z.array(z.string()) })),
  /** Those of the agents that do not run what is configured. */
  restartOwed: z.array(z.string()),
  /** From the reference; [] for the reference's own group. */
  differences: z.array(differenceSchema),
})
export type DriftGroup = z.infer<typeof driftGroupSchema>

export const driftMapSchema = z.object({
  /** The group that others are compared with; absent: no agent was observed. */
  reference: z
    .object({ group: z.string(), chosen: z.enum(['largest', 'group', 'agent']) })
    .optional(),
  /** The largest first. */
  groups: z.array(driftGroupSchema),
  /** Agents that are in no group: not observed yet, or not reached at the last try. */
  unseen: z.array(
    z.object({
      agent: z.string(),
      /** Absent: never tried. */
      failure: failureSchema.optional(),
      /** Of the last observation, ms since the epoch; absent: there was none. */
      observedAt: z.number().optional(),
    }),
  ),
  /** When the oldest and the newest of the observations were made; absent: there are none. */
  observed: z.object({ from: z.number(), to: z.number() }).optional(),
})
export type DriftMap = z.infer<typeof driftMapSchema>

export const driftRequestSchema = z.object({
  /** Agents of this group of the inventory; absent: all. */
  group: agentNameSchema.optional(),
  /** Id of a group of the map, or name of an agent; absent: the largest group. */
  reference: z.string().max(64).optional(),
})
export type DriftRequest = z.infer<typeof driftRequestSchema>

export const driftScanSchema = z.object({
  done: z.number(),
  total: z.number(),
  map: driftMapSchema,
})
export type DriftScan = z.infer<typeof driftScanSchema>

export const convergeRequestSchema = z.object({
  /** Name of the agent that the others are to be like. */
  reference: agentNameSchema,
  agents: z.array(agentNameSchema).min(1),
})
export type ConvergeRequest = z.infer<typeof convergeRequestSchema>

/** What brings agents to what a reference has. */
export const convergenceSchema = z.object({
  /** Name of the agent that was taken as the reference. */
  reference: z.string(),
  /** For agents that lack the reference's build. */
  rollout: rolloutRequestSchema.optional(),
  /** For agents that have the build and differ in hooks or modules. */
  changes: z.array(z.object({ agent: z.string(), edit: editSchema })),
  /** What is not brought in line by this, and why. */
  left: z.array(z.object({ agent: z.string(), aspect: driftAspectSchema, reason: z.string() })),
})
export type Convergence = z.infer<typeof convergenceSchema>
