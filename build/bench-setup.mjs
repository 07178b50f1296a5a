// Installs what the benchmark of rollouts is measured beside.
import { SetupError, setUpBench } from './setup/setup.mjs'

try {
  setUpBench()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`setup: ${error.message}\n`)
  process.exit(1)
}
