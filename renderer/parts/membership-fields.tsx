import { TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { agentNameSchema } from '../../electron/contract/agent.ts'
import { useQueryFactories } from '../queries.ts'

/** Names of groups; those that exist are offered, others are made. */
export function GroupsInput(props: {
  label: string
  value: string[]
  onChange: (groups: string[]) => void
  /** Of the dialog's fields, the one to begin with. */
  'data-autofocus'?: boolean
}) {
  const groups = useQuery(useQueryFactories().groups()).data ?? []
  const wrong = props.value.filter((name) => !agentNameSchema.safeParse(name).success)
  return (
    <TagsInput
      {...props}
      size="xs"
      placeholder={props.value.length === 0 ? 'name of a group' : ''}
      data={groups.map(({ name }) => name)}
      splitChars={[',', ' ']}
      error={wrong.length > 0 && 'use letters, digits, dot, dash, underscore (1 to 64)'}
    />
  )
}

/** Labels as `name=value`. */
export function LabelsInput(props: {
  label: string
  value: string[]
  onChange: (labels: string[]) => void
}) {
  return (
    <TagsInput
      {...props}
      size="xs"
      placeholder={props.value.length === 0 ? 'rack=r1' : ''}
      splitChars={[',']}
      error={props.value.some((text) => /^\s*(=|$)/.test(text)) && 'write name=value'}
    />
  )
}
