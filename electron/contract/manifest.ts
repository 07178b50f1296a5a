import { z } from 'zod'
import { predictionSchema } from './change.ts'

const index = z.int().min(0)
const inLibrary = { library: index }
const inModule = { library: index, module: index }

/**
 * One structured change of a manifest's text. Indexes count elements as Mesos reads them; a `to`
 * is the index the element has afterwards. All else in the text stays as it is.
 */
export const manifestEditSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add-library'), at: index.optional(), file: z.string() }),
  /** Replaces 'file' or 'name', whichever counts: with both, Mesos takes the file. */
  z.object({ op: z.literal('set-library'), ...inLibrary, file: z.string() }),
  z.object({ op: z.literal('move-library'), ...inLibrary, to: index }),
  z.object({ op: z.literal('remove-library'), ...inLibrary }),
  z.object({ op: z.literal('add-module'), ...inLibrary, at: index.optional(), name: z.string() }),
  z.object({ op: z.literal('set-module'), ...inModule, name: z.string() }),
  z.object({ op: z.literal('move-module'), ...inModule, toLibrary: index, to: index }),
  z.object({ op: z.literal('remove-module'), ...inModule }),
  z.object({
    op: z.literal('add-parameter'),
    ...inModule,
    at: index.optional(),
    key: z.string(),
    value: z.string(),
  }),
  z.object({
    op: z.literal('set-parameter'),
    ...inModule,
    parameter: index,
    key: z.string(),
    value: z.string(),
  }),
  z.object({ op: z.literal('move-parameter'), ...inModule, parameter: index, to: index }),
  z.object({ op: z.literal('remove-parameter'), ...inModule, parameter: index }),
])
export type ManifestEdit = z.infer<typeof manifestEditSchema>

/** Where in a manifest's text something stands; line and column count from 1. */
export const textPlaceSchema = z.object({ line: z.int(), column: z.int(), offset: z.int() })
export type TextPlace = z.infer<typeof textPlaceSchema>

/** A module of a manifest, with what is known of it beyond its name. */
export const documentModuleSchema = z.object({
  name: z.string(),
  parameters: z.array(z.object({ key: z.string(), value: z.string() })),
  /** Keys that Mesos ignores; they stay in the text. */
  unknownKeys: z.array(z.string()),
  /** 'Hook', 'Isolator' …; absent where nothing tells it. */
  kind: z.string().optional(),
  /** The flag that switches such a module on, without dashes: 'hooks'; absent: none does. */
  flag: z.string().optional(),
  /** Whether that flag names it now; absent where kind or flag is not known. */
  switchedOn: z.boolean().optional(),
  at: textPlaceSchema,
})
export type DocumentModule = z.infer<typeof documentModuleSchema>

export const documentLibrarySchema = z.object({
  /** As written; with both, Mesos takes the file. */
  file: z.string().optional(),
  name: z.string().optional(),
  unknownKeys: z.array(z.string()),
  modules: z.array(documentModuleSchema),
  /** What is known of the file on the agent. */
  state: z.enum(['missing', 'folder', 'unexamined', 'loaded', 'known']),
  /** Of a library with our note: what it says. */
  build: z.object({ version: z.string(), mesosVersion: z.string() }).optional(),
  at: textPlaceSchema,
})
export type DocumentLibrary = z.infer<typeof documentLibrarySchema>

/** A one-press remedy: the edit that it makes of the draft. */
export const fixSchema = z.object({
  label: z.string(), // 'Remove the space before b'
  hooks: z.array(z.string()).optional(),
  isolation: z.array(z.string()).optional(),
  manifest: z.array(manifestEditSchema).optional(),
})
export type Fix = z.infer<typeof fixSchema>

/** One name of --hooks (or --isolation), in the order in which Mesos takes it. */
export const listedModuleSchema = z.object({
  /** As written, white space included. */
  name: z.string(),
  /** The library that gives it, as the manifest writes it; absent: none does. */
  library: z.string().optional(),
  /** What it does, in a sentence, where that is known. */
  purpose: z.string().optional(),
  /** Callbacks that it has, from the build's note or the symbol table; absent: not known. */
  callbacks: z.array(z.string()).optional(),
  /** The error that Mesos would exit with because of this name, whole. */
  error: z.string().optional(),
  fixes: z.array(fixSchema),
})
export type ListedModule = z.infer<typeof listedModuleSchema>

/** What a draft of an agent's modules and lists means. Nothing of it has been written. */
export const inspectionSchema = z.object({
  /** The manifest as Mesos reads it; absent when it cannot. */
  libraries: z.array(documentLibrarySchema).optional(),
  hooks: z.array(listedModuleSchema),
  isolation: z.array(listedModuleSchema),
  /** Modules that the manifest gives and no list names, with the fix that switches them on. */
  idle: z.array(z.object({ module: z.string(), flag: z.string(), fixes: z.array(fixSchema) })),
  /** What the order and the values mean, a sentence each: which environment variable wins … */
  notes: z.array(z.string()),
  prediction: predictionSchema,
  /** Where the predicted error stands in the text. */
  at: textPlaceSchema.optional(),
})
export type Inspection = z.infer<typeof inspectionSchema>

/** A kind of module, as Mesos's documentation describes it. */
export const moduleKindSchema = z.object({
  kind: z.string(),
  /** Flag of the agent that switches it on; absent: the agent has none for it. */
  flag: z.string().optional(),
  purpose: z.string(),
})
export type ModuleKind = z.infer<typeof moduleKindSchema>
