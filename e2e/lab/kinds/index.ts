import type { KindName } from '../plan.ts'
import { apacheRpm } from './apache-rpm.ts'
import { dcos } from './dcos.ts'
import { envFile } from './env-file.ts'
import { initWrapper } from './init-wrapper.ts'
import type { Kind } from './kind.ts'
import { managedByPuppet } from './managed-by-puppet.ts'
import { systemdExecstart } from './systemd-execstart.ts'

export const KINDS: Readonly<Record<KindName, Kind>> = {
  'init-wrapper': initWrapper,
  'env-file': envFile,
  'apache-rpm': apacheRpm,
  dcos,
  'systemd-execstart': systemdExecstart,
  'managed-by-puppet': managedByPuppet,
}
