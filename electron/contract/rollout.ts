import { z } from 'zod'
import { fileChangeSchema } from './change.ts'
import { failureSchema } from './failure.ts'
import { buildFactsSchema } from './observation.ts'

export const rolloutRequestSchema = z.object({
  /** sha256 of a build in the build store. */
  build: z.string(),
  /** Names of agents; [] is refused. */
  agents: z.array(z.string()).min(1),
  /** Wanted --hooks order; absent: keep the order, append ours when it is not there. */
  hooks: z.array(z.string()).optional(),
  /** Parameters for our module; merged into those in the manifest, by key. */
  parameters: z.record(z.string(), z.string()).optional(),
})
export type RolloutRequest = z.infer<typeof rolloutRequestSchema>

/** One agent's part of a plan. */
export const agentPlanSchema = z.object({
  agent: z.string(),
  /** change: steps to do; nothing: already as wanted; refused: preflight says no; unreachable. */
  verdict: z.enum(['change', 'nothing', 'refused', 'unreachable']),
  /** Why, when refused or unreachable. */
  failure: failureSchema.optional(),
  libraryPath: z.string(),
  files: z.array(fileChangeSchema),
  summary: z.array(z.string()),
  /** Conditions that do not stop it but ought to be known. */
  warnings: z.array(z.string()),
})
export type AgentPlan = z.infer<typeof agentPlanSchema>

export const rolloutPlanSchema = z.object({
  hash: z.string(),
  build: buildFactsSchema,
  agents: z.array(agentPlanSchema),
})
export type RolloutPlan = z.infer<typeof rolloutPlanSchema>

/** The steps of one agent's rollout, in order. The last two happen only after a failure. */
export const stepNames = [
  'preflight',
  'upload',
  'verify',
  'install',
  'manifest',
  'hooks',
  'restart',
  'gates',
  'rollback',
  'rollback-gates',
] as const
export const stepNameSchema = z.enum(stepNames)
export type StepName = z.infer<typeof stepNameSchema>

export const gateNames = [
  'unit-active',
  'library-mapped',
  'hooks-shown',
  'recovered',
  'status-fresh',
  'containers-kept',
  'stays-healthy',
] as const

/** One gate's outcome; `unchecked` is never counted as passed. */
export const gateSchema = z.object({
  name: z.enum(gateNames),
  outcome: z.enum(['waiting', 'passed', 'failed', 'unchecked']),
  evidence: z.string(),
})
export type Gate = z.infer<typeof gateSchema>

export const stepSchema = z.object({
  name: stepNameSchema,
  state: z.enum(['pending', 'running', 'done', 'skipped', 'failed']),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  /** 'uploaded 120 of 480 KiB', 'new MainPID 812'. */
  detail: z.string().optional(),
})
export type Step = z.infer<typeof stepSchema>

export const agentRolloutSchema = z.object({
  agent: z.string(),
  state: z.enum([
    'waiting',
    'running',
    'succeeded',
    'nothing-to-do',
    'refused',
    'unreachable',
    'rolled-back',
    'failed', // its failure says what stands: nothing was changed, or it could not be brought back
  ]),
  steps: z.array(stepSchema),
  gates: z.array(gateSchema),
  failure: failureSchema.optional(),
})
export type AgentRollout = z.infer<typeof agentRolloutSchema>

/** A rollout's whole state; every event of the stream is one of these, complete. */
export const rolloutSchema = z.object({
  id: z.string(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  build: buildFactsSchema,
  state: z.enum(['running', 'succeeded', 'failed', 'interrupted']),
  agents: z.array(agentRolloutSchema),
})
export type Rollout = z.infer<typeof rolloutSchema>
