import { z } from 'zod'
import { backupIdSchema } from './backup.ts'

/** What the operator wants of one agent. Absent: leave as it is. */
export const editSchema = z
  .object({
    /** The whole --hooks list in order; []: remove the flag. */
    hooks: z.array(z.string()).optional(),
    /** The whole text of the modules manifest. */
    manifest: z.string().optional(),
    /** Backups to put back, each of another file; nothing else can be wanted beside them. */
    restore: z.array(backupIdSchema).min(1).max(50).optional(),
  })
  .refine(({ hooks, manifest, restore }) => !restore || (hooks ?? manifest) === undefined, {
    path: ['restore'],
    message: 'put backups back first, then change hooks or manifest',
  })
export type Edit = z.infer<typeof editSchema>

/** One file's change, as it will be written. */
export const fileChangeSchema = z.object({
  path: z.string(),
  /** null: the file does not exist (before) or is removed (after). */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** sha256 of `before`'s bytes: the write is refused when the file has another by then. */
  expectedSha256: z.string().nullable(),
  /** A file on the agent whose owner, mode and security context it gets; absent: it keeps its own. */
  attributesOf: z.string().optional(),
})
export type FileChange = z.infer<typeof fileChangeSchema>

/** Mesos's verdict on a manifest and hook list, known before anything is written. */
export const predictionSchema = z.discriminatedUnion('starts', [
  z.object({ starts: z.literal(true), unverified: z.array(z.string()) }),
  /** `error` is the text that Mesos would exit with. */
  z.object({ starts: z.literal(false), error: z.string(), at: z.string().optional() }),
])
export type Prediction = z.infer<typeof predictionSchema>

export const changePlanSchema = z.object({
  agent: z.string(),
  /** Of the plan's content; `apply` refuses when the agent no longer gives this plan. */
  hash: z.string(),
  files: z.array(fileChangeSchema),
  /** In words, one line each: 'hooks: a,b → b,a'. */
  summary: z.array(z.string()),
  prediction: predictionSchema,
  restartNeeded: z.boolean(),
})
export type ChangePlan = z.infer<typeof changePlanSchema>
