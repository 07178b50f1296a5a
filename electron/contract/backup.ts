import { z } from 'zod'

/** Names a backup on its agent: what it is of, when it was made, and by which change. */
export const backupIdSchema = z
  .string()
  .regex(/^[0-9a-f]{12}-\d{13}-[0-9a-f]{16}$/, 'this is not the id of a backup')

/** Mode (octal, '644'), owner and group of a file, as `stat` names them. */
export const fileAttributesSchema = z.object({
  mode: z.string(),
  owner: z.string(),
  group: z.string(),
})
export type FileAttributes = z.infer<typeof fileAttributesSchema>

/** What changes a file on an agent: whose backups these are. */
export const backupOriginSchema = z.object({
  /** Who changed it, on which console: 'alice@laptop'. */
  by: z.string().max(200),
  reason: z.enum(['change', 'rollout', 'restore']),
  /** Hash of the plan that was carried out. */
  plan: z.string().max(100),
})
export type BackupOrigin = z.infer<typeof backupOriginSchema>

/** A file as it was before a change of Quotadeck's. */
export const backupSchema = backupOriginSchema.extend({
  id: backupIdSchema,
  /** Of the live file. */
  path: z.string(),
  /** ms since the epoch, by the agent's clock. */
  madeAt: z.number(),
  /** The change that it was made for; all files of one change have the same. */
  change: z.string(),
  /** Of the content; null: there was no such file, so that restoring it removes one. */
  sha256: z.string().nullable(),
  sizeBytes: z.number(),
  /** Absent where there was no file. */
  attributes: fileAttributesSchema.optional(),
})
export type Backup = z.infer<typeof backupSchema>

export const backupListSchema = z.object({
  /** Newest first. */
  backups: z.array(backupSchema),
  /** What lies in the folder and is no whole backup: cut off, tampered with, or not ours. */
  unreadable: z.array(z.object({ name: z.string(), problem: z.string() })),
})
export type BackupList = z.infer<typeof backupListSchema>
