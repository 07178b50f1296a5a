import { DialogsProvider } from './parts/dialogs.tsx'
import { Shell } from './parts/shell.tsx'
import { type Route, useRoute } from './route.ts'
import { ContainersScreen } from './screens/containers/containers-screen.tsx'
import { FleetScreen } from './screens/fleet/fleet-screen.tsx'

/** The window. */
export function App() {
  const route = useRoute()
  return (
    <DialogsProvider>
      <Shell>
        <Screen route={route} />
      </Shell>
    </DialogsProvider>
  )
}

function Screen({ route }: { route: Route }) {
  switch (route.screen) {
    case 'containers':
      return <ContainersScreen />
    default:
      return <FleetScreen />
  }
}
