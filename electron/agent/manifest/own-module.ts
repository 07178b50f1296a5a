import type { ManifestModule } from '../../contract/observation.ts'
import { LIBRARY_FOLDER } from '../ask/scripts.ts'

/** The names under which the hook can be loaded. */
const OWN_MODULES: readonly string[] = ['org_quotadeck_XfsQuotaHook', 'demo_mesos_xfsquotahook']

/** The hook among a manifest's modules, if one of our own builds is named for it. */
export function ownModule(modules: readonly ManifestModule[]): ManifestModule | undefined {
  return modules.find(
    ({ name, library }) => OWN_MODULES.includes(name) && library.startsWith(`${LIBRARY_FOLDER}/`),
  )
}
