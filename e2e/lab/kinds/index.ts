import type { KindName } from '../plan.ts'
import { envFile } from './env-file.ts'
import { initWrapper } from './init-wrapper.ts'
import type { Kind } from './kind.ts'

export const KINDS: Readonly<Record<KindName, Kind>> = {
  'init-wrapper': initWrapper,
  'env-file': envFile,
}
