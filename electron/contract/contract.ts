import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import {
  agentNameSchema,
  agentRecordSchema,
  agentSchema,
  hostKeySchema,
  offeredKeySchema,
} from './agent.ts'
import { logPartSchema, logRequestSchema } from './agent-log.ts'
import { backupIdSchema, backupListSchema } from './backup.ts'
import { changePlanSchema, editSchema, fileChangeSchema } from './change.ts'
import { connectionTestSchema, testRequestSchema } from './connection-test.ts'
import { connectionSchema } from './connections.ts'
import {
  convergenceSchema,
  convergeRequestSchema,
  driftMapSchema,
  driftRequestSchema,
  driftScanSchema,
} from './drift.ts'
import { endpointAnswerSchema, endpointRequestSchema } from './endpoint.ts'
import { failureSchema } from './failure.ts'
import { fleetNewsSchema } from './fleet.ts'
import { hookLibrarySchema } from './hook-callbacks.ts'
import {
  exportFormatSchema,
  groupSchema,
  importPreviewSchema,
  importRequestSchema,
  membershipChangeSchema,
} from './inventory.ts'
import { buildFactsSchema, observationSchema } from './observation.ts'
import { promptAnswerSchema, promptSchema } from './prompts.ts'
import { rolloutPlanSchema, rolloutRequestSchema, rolloutSchema } from './rollout.ts'
import { agentUsageSchema } from './usage.ts'

/** Every call may fail with FAILURE; its data says which failure, on which agent, what to do. */
const call = oc.errors({ FAILURE: { data: failureSchema } })

const oneAgent = z.object({ agent: agentNameSchema })

/** Every call between a face (desktop, browser, command line) and the engine. */
export const contract = {
  agents: {
    list: call.output(z.array(agentSchema)),
    /** What is recorded of an agent itself, without its groups' settings and the defaults. */
    record: call.input(oneAgent).output(agentRecordSchema),
    add: call.input(agentRecordSchema).output(agentSchema),
    /** Replaces what is recorded of an agent. */
    update: call.input(agentRecordSchema).output(agentSchema),
    remove: call.input(oneAgent).output(z.void()),
    /** Connects far enough to see the server's host key; logs in nowhere. */
    hostKey: call.input(oneAgent).output(hostKeySchema),
    /** The same of several, a number of them at one time: those that came since the last event. */
    hostKeys: call
      .input(z.object({ agents: z.array(agentNameSchema).min(1) }))
      .output(eventIterator(z.array(offeredKeySchema))),
    /** Records the key offered now, if it has this fingerprint; never replaces a changed one. */
    trust: call.input(oneAgent.extend({ fingerprint: z.string() })).output(z.void()),
    /** Keeps the password for sudo or doas in memory for these agents until the engine ends. */
    unlock: call
      .input(z.object({ agents: z.array(agentNameSchema), sudoPassword: z.string().min(1) }))
      .output(z.void()),
    observe: call.input(oneAgent).output(observationSchema),
    /** All agents in brief, observed about once a minute: all that is known now, then what changes. */
    watch: call.output(eventIterator(fleetNewsSchema)),
    /** Observes agents again now, for those who watch; [] is all. */
    look: call.input(z.object({ agents: z.array(agentNameSchema) })).output(z.void()),
    /** What libraries on the agent say of the hooks in them. */
    libraries: call
      .input(oneAgent.extend({ paths: z.array(z.string().startsWith('/')).max(64) }))
      .output(z.array(hookLibrarySchema)),
    /** The Mesos agent's log: what is there and, if it is followed, what is added. */
    logs: call.input(logRequestSchema).output(eventIterator(logPartSchema)),
    /** Asks one of the Mesos agent's endpoints, over the way to the agent. */
    get: call.input(endpointRequestSchema).output(endpointAnswerSchema),
    /** Goes the way to each agent step by step: its whole test after every change, until all end. */
    test: call.input(testRequestSchema).output(eventIterator(connectionTestSchema)),
  },
  /** How far the way to each agent is open, of those that were asked for since the engine started. */
  connections: {
    list: call.output(z.array(connectionSchema)),
    /** All now, then those that have changed. */
    watch: call.output(eventIterator(z.array(connectionSchema))),
    /** Closes it; the next who needs it opens it again. */
    disconnect: call.input(oneAgent).output(z.void()),
    /** Connects anew now: asks the operator again where a login needs that, and waits for nothing. */
    reconnect: call.input(oneAgent).output(z.void()),
  },
  /** What logins and sudo ask the operator; any face may show it and answer. */
  prompts: {
    /** All that is open, oldest first: now and after every change. */
    watch: call.output(eventIterator(z.array(promptSchema))),
    /** `not-found` when it is not open any more. Whether it was right shows in what asked. */
    answer: call.input(promptAnswerSchema).output(z.void()),
    dismiss: call.input(z.object({ id: z.string() })).output(z.void()),
  },
  inventory: {
    /** Every group that has settings or an agent, by name. */
    groups: call.output(z.array(groupSchema)),
    saveGroup: call.input(groupSchema).output(z.void()),
    /** Takes a group's settings away, and the group from its agents. */
    removeGroup: call.input(z.object({ group: agentNameSchema })).output(z.void()),
    /** Changes groups and labels of these agents: of all of them or, on a failure, of none. */
    change: call.input(membershipChangeSchema).output(z.void()),
    /** Forgets agents, all of them or none; nothing is done to the agents themselves. */
    remove: call.input(z.object({ agents: z.array(agentNameSchema).min(1) })).output(z.void()),
    /** What an import would do; records nothing. */
    preview: call.input(importRequestSchema).output(importPreviewSchema),
    /** Records what a preview with this hash showed: all of it or, as `plan-stale`, nothing. */
    import: call
      .input(z.object({ request: importRequestSchema, hash: z.string() }))
      .output(importPreviewSchema),
    /** The fleet as text; [] is all agents. */
    export: call
      .input(z.object({ format: exportFormatSchema, agents: z.array(agentNameSchema).default([]) }))
      .output(z.object({ text: z.string() })),
  },
  changes: {
    plan: call.input(oneAgent.extend({ edit: editSchema })).output(changePlanSchema),
    /** Writes the planned files; refused when `hash` is no longer what the agent gives. */
    apply: call
      .input(oneAgent.extend({ edit: editSchema, hash: z.string(), restart: z.boolean() }))
      .output(z.object({ written: z.array(z.string()), restarted: z.boolean() })),
  },
  backups: {
    /** What Quotadeck kept on an agent of the files that it changed. */
    list: call.input(oneAgent).output(backupListSchema),
    /** A backup beside another one, or beside the live file; `before` is the backup. */
    compare: call
      .input(oneAgent.extend({ backup: backupIdSchema, other: backupIdSchema.optional() }))
      .output(fileChangeSchema),
  },
  builds: {
    list: call.output(z.array(buildFactsSchema.extend({ fileName: z.string() }))),
    /** Takes a compiled hook into the build store after reading its ELF. */
    add: call
      .input(z.object({ fileName: z.string().max(255), file: z.instanceof(Blob) }))
      .output(buildFactsSchema),
  },
  rollouts: {
    plan: call.input(rolloutRequestSchema).output(rolloutPlanSchema),
    start: call
      .input(z.object({ request: rolloutRequestSchema, hash: z.string() }))
      .output(z.object({ id: z.string() })),
    /** Newest first. */
    list: call.output(z.array(rolloutSchema)),
    /** The whole state now and after every change, until it ends. */
    watch: call.input(z.object({ id: z.string() })).output(eventIterator(rolloutSchema)),
  },
  drift: {
    /** The fleet as it was last seen, in groups of the same; asks no agent. */
    map: call.input(driftRequestSchema).output(driftMapSchema),
    /** Observes the fleet; the map as far as agents have come, until all have. */
    scan: call.input(driftRequestSchema).output(eventIterator(driftScanSchema)),
    /** What would bring agents to what another one has; carries nothing out. */
    converge: call.input(convergeRequestSchema).output(convergenceSchema),
  },
  usage: {
    read: call.input(oneAgent).output(agentUsageSchema),
    /** All read about every `intervalMs`; an event has those that are not as they were. */
    watch: call
      .input(
        z.object({ agents: z.array(agentNameSchema), intervalMs: z.int().min(1000).default(5000) }),
      )
      .output(eventIterator(z.array(agentUsageSchema))),
  },
}
