import { z } from 'zod'
import { failureSchema } from './failure.ts'
import { fileSystemSchema, findingSchema, moduleSchema, observationSchema } from './observation.ts'

/** What a table of many agents shows of an observation; all of it is asked for agent by agent. */
export const briefObservationSchema = observationSchema
  .pick({
    hostname: true,
    mesosVersion: true,
    recovered: true,
    registered: true,
    hooks: true,
    runningHooks: true,
    installedBuilds: true,
    runningBuild: true,
    restartOwed: true,
  })
  .extend({
    unit: observationSchema.shape.unit.pick({ activeState: true }),
    manifest: z.object({ modules: z.array(moduleSchema.pick({ name: true })) }).optional(),
    fileSystem: fileSystemSchema.pick({ type: true, projectQuota: true }).optional(),
    findings: z.array(findingSchema.pick({ severity: true, message: true })),
  })
export type BriefObservation = z.infer<typeof briefObservationSchema>

/** One of many agents as it was last seen, or why it was not. */
export const agentGlanceSchema = z.object({
  agent: z.string(),
  seen: briefObservationSchema.optional(),
  failure: failureSchema.optional(),
})
export type AgentGlance = z.infer<typeof agentGlanceSchema>

/** What is new of the fleet since the last event. */
export const fleetNewsSchema = z.object({
  /** Agents are being observed right now. */
  observing: z.boolean(),
  /** Those that are not as they were. */
  changed: z.array(agentGlanceSchema),
})
export type FleetNews = z.infer<typeof fleetNewsSchema>
