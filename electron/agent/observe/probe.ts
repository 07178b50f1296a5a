import type { Link } from '../../link/link.ts'
import { FRAME_FUNCTION, type Frame, textOf } from '../ask/frames.ts'
import {
  answersOf,
  flagsAnswer,
  type HttpAnswer,
  jsonOf,
  metricsAnswer,
  stateAnswer,
  whyNot,
} from '../ask/http.ts'
import { mappedFiles } from '../ask/mapped-files.ts'
import { HTTP_FUNCTION, UNIT_PROPERTIES } from '../ask/scripts.ts'
import { parseUnit, type UnitInfo } from '../ask/systemd.ts'
import { framed, milliseconds } from './survey.ts'

/** What to look at around a restart. */
export interface ProbeTarget {
  readonly unit: string
  readonly host: string
  readonly port: number
  readonly statusFile: string
  /** Directories whose existence is to be known. */
  readonly folders: readonly string[]
}

/** A short look at an agent, cheap enough to be repeated until it has settled. */
export interface Probe {
  readonly agentNowMs: number
  readonly unit: UnitInfo
  /** Files that the unit's main process has mapped. */
  readonly mapped: readonly string[]
  /** An endpoint's content, or why there is none. */
  readonly hooks: { readonly value: string | undefined } | { readonly reason: string }
  readonly state: { readonly id: string } | { readonly reason: string }
  /** slave/registered is 1; undefined: could not be asked. */
  readonly registered: boolean | undefined
  /** The endpoints answer nothing at all, or cannot be asked. */
  readonly http: 'answers' | 'silent' | 'refuses'
  readonly status: Buffer | undefined
  readonly foldersThere: ReadonlySet<string>
}

/** Short, so that an agent which hangs for a moment is asked again in time, ms. */
const DEADLINE_MS = 20_000

const ENDPOINTS = ['/flags', '/metrics/snapshot', '/state'] as const

const PROBE_SCRIPT = `${FRAME_FUNCTION}${HTTP_FUNCTION}
unit=$1 host=$2 port=$3 status=$4
shift 4
show=$(systemctl show --no-pager -p ${UNIT_PROPERTIES} -- "$unit")
frame unit ''
printf '%s\\n' "$show"
pid=0
while IFS= read -r line; do
  case $line in MainPID=*) pid=\${line#MainPID=} ;; esac
done <<END
$show
END
if [ "$pid" -gt 0 ] && [ -r "/proc/$pid/maps" ]; then
  http "$host" "$port" ${ENDPOINTS.join(' ')}
  # Last, so that an agent that has answered /state has loaded its modules when this is read.
  frame maps ''
  grep -F ' r-xp ' "/proc/$pid/maps"
fi
[ ! -f "$status" ] || { frame status ''; head -c 8388609 -- "$status"; }
for folder; do [ ! -d "$folder" ] || frame folder "$folder"; done
frame clock ''
date +%s%N
frame end ''
`

/** Looks at the unit, its process, its endpoints and the status file in one round trip. */
export async function probe(link: Link, target: ProbeTarget, signal?: AbortSignal): Promise<Probe> {
  const args = [target.unit, target.host, String(target.port), target.statusFile, ...target.folders]
  const frames = await framed(link, PROBE_SCRIPT, args, { timeoutMs: DEADLINE_MS, signal })
  const answers = answersOf(frames, ENDPOINTS)
  const answer = (path: (typeof ENDPOINTS)[number]): HttpAnswer =>
    answers.get(path) ?? { kind: 'silent' }
  const registered = jsonOf(answer('/metrics/snapshot'), metricsAnswer)?.['slave/registered']
  return {
    agentNowMs: milliseconds(textOf(frames, 'clock'), link.agent),
    unit: parseUnit(textOf(frames, 'unit')),
    mapped: mappedFiles(textOf(frames, 'maps')),
    hooks: hooksShown(answer('/flags')),
    state: stateShown(answer('/state')),
    registered: registered === undefined ? undefined : registered === 1,
    http: reachability(answer('/flags')),
    status: frames.find(({ kind }) => kind === 'status')?.content,
    foldersThere: new Set(subjects(frames, 'folder')),
  }
}

function subjects(frames: readonly Frame[], wanted: string): string[] {
  return frames.filter(({ kind }) => kind === wanted).map(({ subject }) => subject)
}

function hooksShown(answer: HttpAnswer): Probe['hooks'] {
  const flags = jsonOf(answer, flagsAnswer)?.flags
  if (!flags) return { reason: whyNot(answer) ?? 'answers something else than flags' }
  return { value: typeof flags.hooks === 'string' ? flags.hooks : undefined }
}

function stateShown(answer: HttpAnswer): Probe['state'] {
  const state = jsonOf(answer, stateAnswer)
  return state
    ? { id: state.id }
    : { reason: whyNot(answer) ?? 'answers something else than a state' }
}

function reachability(answer: HttpAnswer): Probe['http'] {
  if (answer.kind === 'silent') return 'silent'
  if (answer.kind === 'no-tool' || answer.status === 401 || answer.status === 403) return 'refuses'
  return 'answers'
}
