import { DialogsProvider } from './parts/dialogs.tsx'
import { PromptDialogs } from './parts/prompt-dialog.tsx'
import { Shell } from './parts/shell.tsx'
import { formatRoute, type Route, useRoute } from './route.ts'
import { AgentScreen } from './screens/agent/agent-screen.tsx'
import { ContainersScreen } from './screens/containers/containers-screen.tsx'
import { DriftScreen } from './screens/drift/drift-screen.tsx'
import { FleetScreen } from './screens/fleet/fleet-screen.tsx'
import { GroupsScreen } from './screens/groups/groups-screen.tsx'
import { ImportScreen } from './screens/import/import-screen.tsx'
import { NewRolloutScreen } from './screens/rollout/new-rollout-screen.tsx'
import { RolloutScreen } from './screens/rollout/rollout-screen.tsx'
import { RolloutsScreen } from './screens/rollout/rollouts-screen.tsx'

/** The window. */
export function App() {
  const route = useRoute()
  return (
    <DialogsProvider>
      <Shell>
        <Screen route={route} />
      </Shell>
      <PromptDialogs />
    </DialogsProvider>
  )
}

function Screen({ route }: { route: Route }) {
  switch (route.screen) {
    case 'fleet':
      return <FleetScreen />
    case 'agent':
      return <AgentScreen key={route.agent} agent={route.agent} tab={route.tab} />
    case 'import':
      return <ImportScreen />
    case 'groups':
      return <GroupsScreen group={route.group} />
    case 'containers':
      return <ContainersScreen />
    case 'rollouts':
      return <RolloutsScreen />
    case 'new-rollout':
      return <NewRolloutScreen key={formatRoute(route)} agents={route.agents} from={route.wish} />
    case 'drift':
      return <DriftScreen />
    case 'rollout':
      return <RolloutScreen key={route.id} id={route.id} />
  }
}
