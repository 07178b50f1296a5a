import type { ListFlag } from '../../contract/change.ts'
import type { SourceFiles } from '../ask/source-file.ts'
import type { ConfiguredFlags } from './flags.ts'

/** Path in 'file:///path' or, as Mesos still takes it, '/path'; undefined for a value of its own. */
export function pathInFlag(value: string | undefined): string | undefined {
  if (value?.startsWith('file://')) return value.slice('file://'.length)
  return value?.startsWith('/') ? value : undefined
}

/** A list flag's value in effect, a file that it refers to followed; undefined: not set. */
export function listValue(
  flag: ListFlag,
  configured: ConfiguredFlags,
  files: SourceFiles,
): string | undefined {
  const value = configured.flags.get(flag)?.value
  const path = value?.startsWith('file://') ? pathInFlag(value) : undefined
  return path ? (files.get(path)?.text ?? '') : value
}

/** Where the agent's endpoints are asked on the agent itself. */
export function httpAddress(configured: ConfiguredFlags): { host: string; port: number } {
  const ip = configured.flags.get('ip')?.value
  const port = Number(configured.flags.get('port')?.value)
  return {
    host: ip && ip !== '0.0.0.0' ? ip : '127.0.0.1',
    port: Number.isInteger(port) && port > 0 && port < 65536 ? port : 5051,
  }
}

/** Mesos's own default is none; without the flag the agent does not start. */
export function workDirOf(configured: ConfiguredFlags): string {
  return configured.flags.get('work_dir')?.value ?? '/var/lib/mesos'
}
