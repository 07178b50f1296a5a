import { Button, Checkbox, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import {
  type Prompt,
  type PromptField,
  type Remember,
  sameQuestion,
} from '../../electron/contract/prompts.ts'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import { plural } from '../format.ts'
import { inTurn } from '../prompt-order.ts'
import { useQueryFactories } from '../queries.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'

/** Shows one question that a login waits for at a time, over whatever is open. */
export function PromptDialogs() {
  const prompts = useQuery(useQueryFactories().prompts()).data ?? []
  const [shown, setShown] = useState<string>()
  const [first, ...others] = inTurn(prompts, shown)
  if (first?.id !== shown) setShown(first?.id)
  return first && <PromptDialog key={first.id} prompt={first} others={others} />
}

const rememberWords: Readonly<Record<Remember, string>> = {
  no: 'not at all',
  session: 'until Quotadeck ends',
  keychain: 'in the keychain',
}

function PromptDialog({ prompt, others }: { prompt: Prompt; others: readonly Prompt[] }) {
  const { client } = useEngine()
  const [remember, setRemember] = useState<Remember>(prompt.remember[0] ?? 'no')
  const [forOthers, setForOthers] = useState(true)
  const [state, setState] = useState<{ busy?: true; error?: unknown }>({})
  const alike = sameQuestion(prompt, others)
  const toDo = others.filter(({ fields }) => fields.length === 0)
  const settle = async (work: Promise<void>) => {
    setState({ busy: true })
    await work.then(
      () => setState({}),
      (error: unknown) => setState({ error }),
    )
  }
  const dismiss = () => void settle(client.prompts.dismiss({ id: prompt.id }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    // Read here and sent; the window itself keeps what is typed nowhere.
    const form = new FormData(event.currentTarget)
    const answers = prompt.fields.map((_, index) => String(form.get(`field-${index}`) ?? ''))
    const forAgents = forOthers ? alike : []
    void settle(client.prompts.answer({ id: prompt.id, answers, remember, forAgents }))
  }
  return (
    <Dialog title={prompt.title} width={440} stays onClose={dismiss}>
      <form className={css.form} onSubmit={submit} autoComplete="off">
        <Asking prompt={prompt} waiting={others.length - toDo.length} />
        {prompt.fields.map((field, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields have nothing else to tell them apart
          <Field key={index} field={field} index={index} />
        ))}
        {prompt.remember.length > 1 && (
          <div className={css.choice}>
            <span className="dim">Keep it</span>
            <SegmentedControl
              aria-label="Keep it"
              value={remember}
              onChange={(value) => setRemember(value as Remember)}
              data={prompt.remember.map((value) => ({ value, label: rememberWords[value] }))}
            />
          </div>
        )}
        {alike.length > 0 && (
          <Checkbox
            label={`Use it for the other ${plural(alike.length, 'agent')} that ask the same, too`}
            checked={forOthers}
            onChange={(event) => setForOthers(event.currentTarget.checked)}
          />
        )}
        {toDo.map(({ id, agents, title }) => (
          <p key={id} className={css.aside} role="status">
            {title}, for {agents.join(', ')}.
          </p>
        ))}
        {state.error !== undefined && <FailureNote failure={failureOf(state.error)} />}
        <div className={css.actions}>
          <Button onClick={dismiss}>Not now</Button>
          {prompt.fields.length > 0 && (
            <Button type="submit" variant="filled" loading={state.busy ?? false}>
              Answer
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}

/** Who asks, and what it said. Texts of servers are shown as text. */
function Asking({ prompt, waiting }: { prompt: Prompt; waiting: number }) {
  const { agents, hop, instructions, attempt } = prompt
  const [first, ...more] = agents
  return (
    <>
      {attempt > 1 && (
        <p className={css.wrong} role="alert">
          That was not it. Attempt {attempt}.
        </p>
      )}
      <p className={css.text}>
        For {first}
        {more.length > 0 && (
          <span title={more.join(', ')}> and {plural(more.length, 'other agent')}</span>
        )}
        {hop !== undefined && `, on the way over ${hop}`}.
        {waiting > 0 && (
          <span className="dim"> {plural(waiting, 'more question')} after this.</span>
        )}
      </p>
      {instructions !== '' && <pre className={css.said}>{instructions}</pre>}
    </>
  )
}

function Field({ field, index }: { field: PromptField; index: number }) {
  const input = useRef<HTMLInputElement>(null)
  const common = {
    ref: input,
    name: `field-${index}`,
    label: field.label.replace(/[\s:]+$/, '') || 'Answer',
    autoComplete: 'off',
    spellCheck: false,
    ...(index === 0 && { 'data-autofocus': true }),
  }
  return field.echo ? <TextInput {...common} /> : <PasswordInput {...common} />
}
