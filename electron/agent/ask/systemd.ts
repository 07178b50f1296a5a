/** A service as `systemctl show` describes it. */
export interface UnitInfo {
  readonly name: string
  readonly loadState: string
  readonly activeState: string
  readonly subState: string
  readonly mainPid: number
  /** When the main process was started, in microseconds of the machine's uptime; 0: never. */
  readonly startedAt: number
  readonly killMode: string
  readonly restart: string
  /** The command line, its words joined by spaces. */
  readonly execStart: string
  readonly environment: string
  /** In order; the later one wins. */
  readonly environmentFiles: readonly string[]
  readonly fragmentPath: string
  readonly dropIns: readonly string[]
  readonly needsReload: boolean
}

/** Reads the `Key=value` lines of one unit. */
export function parseUnit(text: string): UnitInfo {
  const lines = text.split('\n')
  const all = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1))
  const one = (key: string): string => all(key)[0] ?? ''
  return {
    name: one('Id'),
    loadState: one('LoadState'),
    activeState: one('ActiveState'),
    subState: one('SubState'),
    mainPid: wholeNumber(one('MainPID')),
    startedAt: wholeNumber(one('ExecMainStartTimestampMonotonic')),
    killMode: one('KillMode'),
    restart: one('Restart'),
    execStart: commandLine(one('ExecStart')),
    environment: one('Environment'),
    environmentFiles: all('EnvironmentFiles').map((line) =>
      line.replace(/ \(ignore_errors=\w+\)$/, ''),
    ),
    fragmentPath: one('FragmentPath'),
    dropIns: one('DropInPaths').split(' ').filter(Boolean),
    needsReload: one('NeedDaemonReload') === 'yes',
  }
}

function wholeNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/** '{ path=/a ; argv[]=/a b c ; ignore_errors=no ; … }' → '/a b c'. */
function commandLine(execStart: string): string {
  return /argv\[\]=(.*?) ; ignore_errors=/.exec(execStart)?.[1] ?? execStart
}

/** The unit to work with when several run an agent: the one that runs, else the first loaded. */
export function chooseUnit(units: readonly UnitInfo[]): UnitInfo | undefined {
  return units.find((unit) => unit.mainPid > 0) ?? units.find((unit) => unit.loadState === 'loaded')
}
