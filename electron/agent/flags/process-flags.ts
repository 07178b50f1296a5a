import { argumentFlag, type GivenFlag, type Launch, variableFlag } from '../mesos/load-flags.ts'

/** The command line and environment of a running agent, as /proc has them. */
export interface AgentProcess {
  readonly words: readonly string[]
  /** 'NAME=value' each. */
  readonly environ: readonly string[]
}

/** From the NUL-separated texts of /proc; undefined where the process is not the agent itself. */
export function agentProcess(cmdline: string, environ: string): AgentProcess | undefined {
  const words = cmdline.split('\0').slice(0, -1)
  if (!/mesos-(agent|slave)$/.test(words[0] ?? '')) return undefined
  return { words, environ: environ.split('\0').filter(Boolean) }
}

/** What the process was started with. */
export function processLaunch({ words, environ }: AgentProcess): Launch {
  return {
    arguments: words.slice(1).flatMap((word) => given(argumentFlag(word), word)),
    environment: environ.flatMap((text) => {
      const equals = text.indexOf('=')
      const flag = variableFlag(text.slice(0, equals))
      return given(flag ? { given: flag, value: text.slice(equals + 1) } : undefined, text)
    }),
  }
}

function given(flag: Pick<GivenFlag, 'given' | 'value'> | undefined, as: string): GivenFlag[] {
  const place = { kind: 'process' } as const
  return flag ? [{ ...flag, origin: 'the running process', as: as.split('=')[0] ?? '', place }] : []
}
