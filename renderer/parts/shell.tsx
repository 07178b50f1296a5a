import { useHotkeys } from '@mantine/hooks'
import { IconArrowsDiff, IconBox, IconRocket, IconServer2 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useConnectionState } from '../engine.tsx'
import { formatRoute, goTo, type Route, useRoute } from '../route.ts'
import { SchemeSwitch } from './scheme-switch.tsx'
import css from './shell.module.css'
import { State } from './state.tsx'

interface Place {
  readonly label: string
  readonly key: string
  readonly icon: ReactNode
  readonly route: Route
  /** Screens that belong to this place. */
  readonly screens: readonly Route['screen'][]
}

const places: readonly Place[] = [
  {
    label: 'Fleet',
    key: '1',
    icon: <IconServer2 size={16} stroke={1.7} />,
    route: { screen: 'fleet' },
    screens: ['fleet', 'agent', 'import', 'groups'],
  },
  {
    label: 'Containers',
    key: '2',
    icon: <IconBox size={16} stroke={1.7} />,
    route: { screen: 'containers' },
    screens: ['containers'],
  },
  {
    label: 'Rollouts',
    key: '3',
    icon: <IconRocket size={16} stroke={1.7} />,
    route: { screen: 'rollouts' },
    screens: ['rollouts', 'rollout', 'new-rollout'],
  },
  {
    label: 'Drift',
    key: '4',
    icon: <IconArrowsDiff size={16} stroke={1.7} />,
    route: { screen: 'drift' },
    screens: ['drift'],
  },
]

/** The frame of every screen: places on the left, the screen beside them. */
export function Shell(props: { children: ReactNode }) {
  const current = useRoute().screen
  useHotkeys(places.map((place) => [place.key, () => goTo(place.route)]))
  return (
    <div className={css.shell}>
      <nav className={css.rail} aria-label="Places">
        <div className={css.brand}>
          <img src="./icon.svg" alt="" width={20} height={20} />
          <span>Quotadeck</span>
        </div>
        {places.map((place) => (
          <a
            key={place.key}
            className={css.place}
            href={formatRoute(place.route)}
            aria-current={place.screens.includes(current) ? 'page' : undefined}
            aria-keyshortcuts={place.key}
            title={`${place.label} (${place.key})`}
          >
            {place.icon}
            <span>{place.label}</span>
            <kbd aria-hidden>{place.key}</kbd>
          </a>
        ))}
        <div className={css.foot}>
          <ConnectionNote />
          <SchemeSwitch />
        </div>
      </nav>
      <main className={css.main}>{props.children}</main>
    </div>
  )
}

/** Says when the engine is out of reach; silent while all is well. */
function ConnectionNote() {
  const state = useConnectionState()
  return (
    <div className={css.connection} role="status">
      {state === 'lost' && (
        <>
          <State tone="bad" word="Engine lost" />
          <p>
            Trying again. If Quotadeck was restarted, open the address it printed: the old one no
            longer works.
          </p>
        </>
      )}
      {state === 'connecting' && <State tone="run" word="Connecting" live />}
    </div>
  )
}
