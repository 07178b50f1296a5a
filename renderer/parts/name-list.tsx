import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { ActionIcon } from '@mantine/core'
import { IconGripVertical, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { moveName, type NameEntry, nameEntries } from '../name-list.ts'
import css from './name-list.module.css'

interface Props {
  /** What the list is: 'Hooks in order'. */
  label: string
  /** What a name is: 'hook'. */
  noun: string
  names: readonly string[]
  onChange: (names: string[]) => void
  /** What to say below a name. */
  describe?: (name: string, index: number) => ReactNode
}

const verticalOnly: Modifier = ({ transform }) => ({ ...transform, x: 0 })

/**
 * A flag's list of names in order: reordered by dragging, with Alt and the arrow keys on a handle, or by
 * lifting with Space.
 */
export function NameList({ label, noun, names, onChange, describe }: Props) {
  const entries = nameEntries(names)
  const [said, setSaid] = useState('')
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const place = (id: UniqueIdentifier) => entries.findIndex((entry) => entry.id === id)
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id) onChange(moveName(names, place(active.id), place(over.id)))
  }
  const shift = (index: number, by: number) => {
    const to = index + by
    if (to < 0 || to >= names.length) return
    onChange(moveName(names, index, to))
    setSaid(`${entries[index]?.name} is at position ${to + 1} of ${names.length}.`)
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={[verticalOnly]}
      onDragEnd={onDragEnd}
      accessibility={{
        announcements: announce(entries),
        screenReaderInstructions: {
          draggable: `Press Alt with the up or down arrow key to move the ${noun}. Or press Space to lift it, the arrow keys to move it, Space again to put it down, Escape to leave it where it was.`,
        },
      }}
    >
      <SortableContext items={entries} strategy={verticalListSortingStrategy}>
        <ol className={css.list} aria-label={label}>
          {entries.map((entry, index) => (
            <NameItem
              key={entry.id}
              entry={entry}
              index={index}
              remark={describe?.(entry.name, index)}
              onShift={(by) => shift(index, by)}
              onRemove={() => onChange(names.filter((_, at) => at !== index))}
            />
          ))}
        </ol>
      </SortableContext>
      <span className={css.said} role="status">
        {said}
      </span>
    </DndContext>
  )
}

function NameItem(props: {
  entry: NameEntry
  index: number
  remark: ReactNode
  onShift: (by: number) => void
  onRemove: () => void
}) {
  const { entry, index } = props
  const sortable = useSortable({ id: entry.id })
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) {
      sortable.listeners?.onKeyDown?.(event)
      return
    }
    event.preventDefault()
    props.onShift(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <li
      ref={sortable.setNodeRef}
      className={css.item}
      data-lifted={sortable.isDragging || undefined}
      style={{
        transform: CSS.Translate.toString(sortable.transform),
        transition: sortable.transition,
      }}
    >
      <button
        type="button"
        className={css.handle}
        ref={sortable.setActivatorNodeRef}
        {...sortable.attributes}
        {...sortable.listeners}
        onKeyDown={onKeyDown}
        title="Drag, or Alt+↑ and Alt+↓"
        aria-label={`Move ${entry.name}, position ${index + 1}`}
      >
        <IconGripVertical size={14} aria-hidden />
      </button>
      <span className={css.position}>{index + 1}</span>
      <span className={css.text}>
        <code>{entry.name}</code>
        {props.remark && <span className={css.remark}>{props.remark}</span>}
      </span>
      <ActionIcon aria-label={`Take out ${entry.name}`} onClick={props.onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </li>
  )
}

/** What a screen reader says while a name is on the move. */
function announce(entries: readonly NameEntry[]): Announcements {
  const where = (id: UniqueIdentifier) =>
    `position ${entries.findIndex((entry) => entry.id === id) + 1} of ${entries.length}`
  return {
    // Every move is said here, being lifted too: it counts as being over one's own place.
    onDragStart: () => undefined,
    onDragOver: ({ active, over }) => {
      if (!over) return undefined
      const verb = over.id === active.id ? 'is lifted at its own' : 'is over'
      return `${active.id} ${verb} ${where(over.id)}.`
    },
    onDragEnd: ({ active, over }) => (over ? `Put ${active.id} at ${where(over.id)}.` : undefined),
    onDragCancel: ({ active }) => `${active.id} stays at ${where(active.id)}.`,
  }
}
