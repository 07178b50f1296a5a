// npm runs this after an installation: no command installs the same once more.
import { recordModules } from './modules.mjs'

recordModules()
