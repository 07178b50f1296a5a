import { z } from 'zod'

/** A function of Mesos's interface for hooks. */
export interface HookCallback {
  readonly name: string
  /** When it is called: 'before a Docker container starts'. */
  readonly when: string
  /** What it may do there. */
  readonly purpose: string
}

/** All of Mesos 1.2 to 1.12, in the order of <mesos/hook.hpp>. */
export const HOOK_CALLBACKS: readonly HookCallback[] = [
  {
    name: 'masterLaunchTaskLabelDecorator',
    when: 'on the master as a task is launched',
    purpose: 'Replaces the labels of the task.',
  },
  {
    name: 'masterLaunchTaskResourceDecorator',
    when: 'on the master as a task is launched',
    purpose: 'Replaces the resources of the task (since Mesos 1.8).',
  },
  {
    name: 'slaveRunTaskLabelDecorator',
    when: 'as a task arrives',
    purpose: 'Replaces the labels of the task.',
  },
  {
    name: 'masterSlaveLostHook',
    when: 'on the master as an agent is lost',
    purpose: 'Is told of it; changes nothing.',
  },
  {
    name: 'slaveExecutorEnvironmentDecorator',
    when: 'before an executor starts',
    purpose: 'Replaces the environment of the executor.',
  },
  {
    name: 'slavePreLaunchDockerTaskExecutorDecorator',
    when: 'before a Docker container starts',
    purpose: 'Adds variables to task and executor; a failure here fails the launch.',
  },
  {
    name: 'slavePostFetchHook',
    when: 'after files and image are fetched',
    purpose: 'Works on what was fetched.',
  },
  {
    name: 'slaveRemoveExecutorHook',
    when: 'as an executor is removed',
    purpose: 'Cleans up.',
  },
  {
    name: 'slaveTaskStatusDecorator',
    when: 'at each task status',
    purpose: 'Replaces labels and container status.',
  },
  {
    name: 'slaveResourcesDecorator',
    when: 'as the agent starts',
    purpose: 'Replaces the resources that the agent offers.',
  },
  {
    name: 'slaveAttributesDecorator',
    when: 'as the agent starts',
    purpose: 'Replaces the attributes of the agent.',
  },
]

/** What a library on an agent says of the hooks in it. */
export const hookLibrarySchema = z.object({
  path: z.string(),
  /** From the note of a build of ours. */
  build: z
    .object({ version: z.string(), mesosVersion: z.string(), modules: z.array(z.string()) })
    .optional(),
  /** Callbacks that its hooks have, in the order of HOOK_CALLBACKS; absent: it does not tell. */
  callbacks: z.array(z.string()).optional(),
  /** `symbols`: of all hooks of the library together. */
  knownFrom: z.enum(['note', 'symbols']).optional(),
})
export type HookLibrary = z.infer<typeof hookLibrarySchema>

/** 'before a Docker container starts, at each task status' */
export function callbackWords(callbacks: readonly string[]): string {
  const known = HOOK_CALLBACKS.filter(({ name }) => callbacks.includes(name))
  return [...new Set(known.map(({ when }) => when))].join(', ')
}

/** The libraries that these hooks come from, as far as the manifest gives their paths. */
export function hookLibraryPaths(
  hooks: readonly string[],
  modules: readonly { readonly name: string; readonly library: string }[],
): string[] {
  const named = modules.filter(({ name }) => hooks.includes(name))
  const paths = named.map(({ library }) => library).filter((path) => path.startsWith('/'))
  return [...new Set(paths)].slice(0, 64)
}
