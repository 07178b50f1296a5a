import { z } from 'zod'
import { backupIdSchema } from './backup.ts'

/** Flags that hold a list of names, the order of which matters. */
export const listFlagSchema = z.enum(['hooks', 'isolation'])
export type ListFlag = z.infer<typeof listFlagSchema>

/** What an edit was made on: null is 'there was none'; absent parts are compared with nothing. */
const editBaseSchema = z.object({
  hooks: z.array(z.string()).nullable().optional(),
  isolation: z.array(z.string()).nullable().optional(),
  /** The manifest's text. */
  manifest: z.string().nullable().optional(),
  /** Texts of files of the modules directory, by path; null: the file was not there. */
  directory: z.record(z.string(), z.string().nullable()).optional(),
})

/** What the operator wants of one agent. Absent: leave as it is. */
export const editSchema = z
  .object({
    /** The whole --hooks list in order; []: remove the flag. */
    hooks: z.array(z.string()).optional(),
    /** The whole --isolation list; []: remove the flag. */
    isolation: z.array(z.string()).optional(),
    /** The whole text of the modules manifest; of a modules directory: of the one that is ours. */
    manifest: z.string().optional(),
    /** Texts of files of the modules directory, by path; null: the file goes. */
    directory: z.record(z.string(), z.string().nullable()).optional(),
    /** Backups to put back, each of another file; nothing else can be wanted beside them. */
    restore: z.array(backupIdSchema).min(1).max(50).optional(),
    /** With it, what someone else changed meanwhile is a conflict and is not overwritten. */
    base: editBaseSchema.optional(),
  })
  .refine(
    ({ hooks, isolation, manifest, directory, restore }) =>
      !restore || (hooks ?? isolation ?? manifest ?? directory) === undefined,
    {
      path: ['restore'],
      message: 'put backups back first, then change hooks, isolation or manifest',
    },
  )
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
  /**
   * Where the half-written file lies until it is whole; absent: beside the target. Every entry of
   * a modules directory is read, also that of a moment.
   */
  stageIn: z.string().optional(),
})
export type FileChange = z.infer<typeof fileChangeSchema>

/** Mesos's verdict on a manifest and hook list, known before anything is written. */
export const predictionSchema = z.discriminatedUnion('starts', [
  z.object({ starts: z.literal(true), unverified: z.array(z.string()) }),
  /** `error` is the text that Mesos would exit with. */
  z.object({ starts: z.literal(false), error: z.string(), at: z.string().optional() }),
])
export type Prediction = z.infer<typeof predictionSchema>

/**
 * A part of an agent that both the operator and someone else changed since `base`: its three sides
 * and, where the two changes do not collide, what has both. Lists stand as their flag has them.
 */
export const conflictSchema = z.object({
  part: z.enum([...listFlagSchema.options, 'manifest']),
  /** The file of the modules directory that it is about; absent: there is one manifest. */
  path: z.string().optional(),
  /** What the edit was made on. */
  base: z.string().nullable(),
  /** What stands on the agent. */
  now: z.string().nullable(),
  wanted: z.string().nullable(),
  /** What was changed meanwhile, and what the operator changes, in words, one line each. */
  theirs: z.array(z.string()),
  ours: z.array(z.string()),
  /** With both changes; absent where they collide. null: the flag is not set. */
  merged: z.string().nullable().optional(),
  /** Where they collide. */
  collisions: z.array(z.string()),
  /** What of the merge could have been decided otherwise. */
  notes: z.array(z.string()),
})
export type Conflict = z.infer<typeof conflictSchema>

export const changePlanSchema = z.object({
  agent: z.string(),
  /** Of the plan's content; `apply` refuses when the agent no longer gives this plan. */
  hash: z.string(),
  files: z.array(fileChangeSchema),
  /** In words, one line each: 'hooks: a,b → b,a'. */
  summary: z.array(z.string()),
  prediction: predictionSchema,
  restartNeeded: z.boolean(),
  /** What stands on the agent now: the base of an edit that is made on this plan. */
  base: z.object({
    hooks: z.array(z.string()).nullable(),
    isolation: z.array(z.string()).nullable(),
    manifest: z.string().nullable(),
    /** Files of the modules directory that can be read; {}: there is no such directory. */
    directory: z.record(z.string(), z.string().nullable()),
  }),
  /** Not empty: applying is refused until the edit says what is wanted on what stands now. */
  conflicts: z.array(conflictSchema),
})
export type ChangePlan = z.infer<typeof changePlanSchema>

/**
 * The edit made anew on what stands now. `mine` keeps what was wanted, over what someone else
 * changed meanwhile; `both` takes the merge of every conflict that has one, else what was wanted.
 */
export function rebased(edit: Edit, plan: ChangePlan, keep: 'mine' | 'both'): Edit {
  const merged: Edit = {}
  for (const { part, path, merged: both } of keep === 'both' ? plan.conflicts : []) {
    if (both === undefined) continue
    if (path !== undefined)
      merged.directory = { ...edit.directory, ...merged.directory, [path]: both }
    else if (part === 'manifest') merged.manifest = both ?? ''
    else merged[part] = both?.split(',') ?? []
  }
  // A file that is made anew has a base too: it was not there.
  const absent = Object.keys(edit.directory ?? {}).map((path) => [path, null] as const)
  const directory = { ...Object.fromEntries(absent), ...plan.base.directory }
  return { ...edit, ...merged, base: { ...plan.base, directory } }
}
