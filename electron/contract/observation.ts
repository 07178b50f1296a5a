import { z } from 'zod'

/** Where a flag's value comes from, found from the unit itself. */
export const flagSourceKindSchema = z.enum([
  'init-wrapper', // a directory with one file a flag
  'env-file', // MESOS_* lines of an EnvironmentFile
  'dcos', // DC/OS: a list of EnvironmentFiles, of which only some outlast an upgrade
  'unit', // the unit's own ExecStart or Environment, changed through a drop-in
  'unknown',
])
export type FlagSourceKind = z.infer<typeof flagSourceKindSchema>

export const flagSourceSchema = z.object({
  kind: flagSourceKindSchema,
  /** Directory (init-wrapper) or file (the others) that a flag which is not set yet is put into. */
  path: z.string(),
  /** Why there, in a sentence. */
  reason: z.string(),
})
export type FlagSource = z.infer<typeof flagSourceSchema>

/** One place that gives a flag a value. Secrets in values are hidden. */
export const flagSettingSchema = z.object({
  value: z.string(),
  /** File that sets it: '/etc/mesos-slave/hooks'; in words where it is none. */
  origin: z.string(),
  /** From 1; absent for a file that is one flag. */
  line: z.int().optional(),
  /** As it is written there: 'MESOS_HOOKS', '--hooks', 'ISOLATION'. */
  as: z.string(),
})
export type FlagSetting = z.infer<typeof flagSettingSchema>

/** One flag as it is configured: with the value of the place that wins. */
export const flagSchema = flagSettingSchema.extend({
  name: z.string(), // 'hooks', without dashes or MESOS_
  /** Places that set it too and lose, the nearest first. */
  overrides: z.array(flagSettingSchema),
  /** What the process runs with where that is something else; null: without the flag. */
  running: z.string().nullable().optional(),
})
export type Flag = z.infer<typeof flagSchema>

/** What a build says of itself in its note section. */
export const buildFactsSchema = z.object({
  /** Of the whole file, 64 hex digits. */
  sha256: z.string(),
  sizeBytes: z.number(),
  /** Quotadeck's version, '0.1.0'. */
  version: z.string(),
  /** The exact Mesos it was compiled for, '1.12.0'. */
  mesosVersion: z.string(),
  /** Exported module names. */
  modules: z.array(z.string()),
  machine: z.string(), // 'x86-64'
  /** DT_NEEDED. */
  needed: z.array(z.string()),
  /** Highest symbol version wanted of each family: { GLIBC: '2.34' }. */
  wants: z.record(z.string(), z.string()),
  builtWith: z.string(), // 'mesos' or 'standin'
})
export type BuildFacts = z.infer<typeof buildFactsSchema>

export const moduleSchema = z.object({
  name: z.string(),
  /** 'file' or 'name' of the library it stands under, as written. */
  library: z.string(),
  parameters: z.array(z.object({ key: z.string(), value: z.string() })),
  /** The file that it stands in, where the modules come from a directory. */
  manifest: z.string().optional(),
})
export type ManifestModule = z.infer<typeof moduleSchema>

export const manifestSchema = z.object({
  /** Path of the file on the agent; absent when the flag holds inline JSON or is not set. */
  path: z.string().optional(),
  text: z.string(),
  /** sha256 of the bytes read: the optimistic lock of a later write. */
  sha256: z.string(),
  modules: z.array(moduleSchema),
  /** Mesos's own error for this text; absent when it parses. */
  error: z.string().optional(),
})
export type Manifest = z.infer<typeof manifestSchema>

export const fileSystemSchema = z.object({
  device: z.string(),
  mountPoint: z.string(),
  type: z.string(),
  /** From the mount options: prjquota or pquota, not pqnoenforce. */
  projectQuota: z.enum(['enforced', 'accounted', 'off']),
  sizeBytes: z.number(),
  usedBytes: z.number(),
})

/** What --modules_dir names: Mesos reads every entry, in the order of their names. */
export const modulesDirectorySchema = z.object({
  path: z.string(),
  /** The directory is not there. */
  missing: z.boolean(),
  /** In Mesos's order; `problem` is what the system says of an entry that cannot be read. */
  files: z.array(
    z.object({ path: z.string(), text: z.string().optional(), problem: z.string().optional() }),
  ),
})
export type ModulesDirectory = z.infer<typeof modulesDirectorySchema>

/** A condition worth an operator's eye, found while observing. */
export const findingSchema = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  advice: z.string().optional(),
  /** The flag that it is about: 'hooks'. */
  flag: z.string().optional(),
  /** The text that Mesos would exit with. */
  mesosError: z.string().optional(),
})
export type Finding = z.infer<typeof findingSchema>

/** All that was read of one agent in one go. */
export const observationSchema = z.object({
  agent: z.string(),
  /** ms since the epoch on the console's clock. */
  observedAt: z.number(),
  /** Agent's clock minus console's, ms; read in the same round trip. */
  clockOffsetMs: z.number(),
  hostname: z.string(),
  kernel: z.string(),
  glibc: z.string().optional(),
  /** GLIBCXX version that the libstdc++ of the running agent gives: '3.4.30'. */
  libstdcxx: z.string().optional(),
  machine: z.string(),
  unit: z.object({
    name: z.string(),
    activeState: z.string(), // 'active', 'activating', 'failed' …
    subState: z.string(),
    mainPid: z.number(), // 0: none
    killMode: z.string(),
    restart: z.string(),
    execStart: z.string(),
  }),
  /** From /version; absent when the agent does not answer. */
  mesosVersion: z.string().optional(),
  agentId: z.string().optional(),
  /** Whether /state answers (recovery over) and slave/registered is 1. */
  recovered: z.boolean(),
  registered: z.boolean().optional(),
  httpPort: z.number(),
  workDir: z.string(),
  flagSource: flagSourceSchema,
  flags: z.array(flagSchema),
  /** The --hooks list as configured, in order; undefined: the flag is not set. */
  hooks: z.array(z.string()).optional(),
  /** The same as the running agent has it (/flags); undefined: not set or not answering. */
  runningHooks: z.array(z.string()).optional(),
  /** The --isolation list as configured; undefined: the flag is not set. */
  isolation: z.array(z.string()).optional(),
  /** The same as the running agent has it; undefined: not answering. */
  runningIsolation: z.array(z.string()).optional(),
  /**
   * Of --modules. Of --modules_dir: the file that an edit goes to, which may not be there yet, with
   * the modules of all files.
   */
  manifest: manifestSchema.optional(),
  modulesDirectory: modulesDirectorySchema.optional(),
  /** Hook libraries of ours on disk, by path. */
  installedBuilds: z.array(z.object({ path: z.string(), sha256: z.string() })),
  /** Libraries named in the manifest that /proc/PID/maps of the agent shows. */
  mappedLibraries: z.array(z.string()),
  /** The build of ours that the running process has mapped. */
  runningBuild: z.object({ path: z.string(), sha256: z.string() }).optional(),
  /** File system below the work directory. */
  fileSystem: fileSystemSchema.optional(),
  /** Configured state differs from the running one: a restart is owed. */
  restartOwed: z.boolean(),
  findings: z.array(findingSchema),
})
export type Observation = z.infer<typeof observationSchema>
