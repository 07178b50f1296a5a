import { Button, Loader } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { HostKey } from '../../electron/contract/agent.ts'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import { useQueryFactories } from '../queries.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'
import { useObserveAgain } from './use-observe-again.ts'

/** Shows the host key that an agent offers, to compare and trust; never replaces a changed one. */
export function HostKeyDialog(props: { agent: string; onClose: () => void }) {
  const factories = useQueryFactories()
  const key = useQuery(factories.hostKey(props.agent))
  return (
    <Dialog title={`Host key of ${props.agent}`} width={620} onClose={props.onClose}>
      {key.isPending && (
        <div className={css.form} role="status">
          <Loader size="sm" aria-label="Asking for the host key" />
        </div>
      )}
      {key.error && (
        <FailureNote failure={failureOf(key.error)} onRetry={() => void key.refetch()} />
      )}
      {key.data && <KeyFound hostKey={key.data} onClose={props.onClose} />}
    </Dialog>
  )
}

function KeyFound(props: { hostKey: HostKey; onClose: () => void }) {
  const { hostKey } = props
  const { calls } = useEngine()
  const observeAgain = useObserveAgain()
  const trust = useMutation(
    calls.agents.trust.mutationOptions({
      onSuccess: () => {
        observeAgain([hostKey.agent])
        props.onClose()
      },
    }),
  )
  const { agent, fingerprint } = hostKey
  return (
    <div className={css.form}>
      <p className={css.text}>
        {hostKey.revokedAuthority === undefined ? explain[hostKey.verdict] : authorityRevoked}
      </p>
      <dl className={css.keys}>
        <dt>Offered now</dt>
        <dd>
          <code>{fingerprint}</code> <span className="dim">{hostKey.type}</span>
        </dd>
        {hostKey.places.map((place) => (
          <Place key={place.where + place.fingerprint} place={place} />
        ))}
      </dl>
      {trust.error && <FailureNote failure={failureOf(trust.error)} />}
      <div className={css.actions}>
        <Button onClick={props.onClose}>
          {hostKey.verdict === 'unknown' ? 'Cancel' : 'Close'}
        </Button>
        {hostKey.verdict === 'unknown' && (
          <Button
            variant="filled"
            loading={trust.isPending}
            onClick={() => trust.mutate({ agent, fingerprint })}
          >
            It is the same: trust it
          </Button>
        )}
      </div>
    </div>
  )
}

const placeWords = { recorded: 'On record', revoked: 'Revoked', authority: 'Authority' } as const

/** A line of a known_hosts file that speaks of this machine. */
function Place({ place }: { place: HostKey['places'][number] }) {
  return (
    <>
      <dt>{placeWords[place.kind]}</dt>
      <dd>
        <code>{place.fingerprint}</code> <span className="dim">{place.type}</span>
        <div className={css.place}>{place.where}</div>
      </dd>
    </>
  )
}

const explain: Readonly<Record<HostKey['verdict'], string>> = {
  unknown:
    'This machine was never seen before. Compare the fingerprint with what its owner says, or with what ssh-keygen -lf shows on its own console. Nothing is sent to it until you trust it.',
  trusted: 'This key is already trusted.',
  changed:
    'The machine offers another key than the one on record. It was installed anew, or something stands between. Quotadeck does not connect: ask its owner, and if the change is right, remove the line named here from that file.',
  revoked: 'This key is marked as revoked in a known_hosts file. Quotadeck does not connect.',
}

const authorityRevoked =
  'The authority that signed this machine’s certificate is marked as revoked in a known_hosts file. Quotadeck does not connect. Its owner has to have the key signed by an authority that is in use, or to take the certificate away.'
