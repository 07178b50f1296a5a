import { type HotkeyItem, useHotkeys } from '@mantine/hooks'

/** As the key went down: the dialog that Escape closes is gone before the screen hears of it. */
let overDialog = false
window.addEventListener(
  'keydown',
  () => {
    overDialog = document.querySelector('[role="dialog"]') !== null
  },
  { capture: true },
)

/**
 * Keys of a screen. They do nothing where something is typed, nor while a dialog is open over the
 * screen, which has keys of its own; a checkbox that was clicked is no place to type.
 */
export function useScreenKeys(keys: HotkeyItem[]): void {
  useHotkeys(
    keys.map(([key, act, options]) => [
      key,
      (event) => {
        if (isTyping(event.target) || overDialog) return
        event.preventDefault()
        act(event)
      },
      // What is typed must still reach its field.
      { ...options, preventDefault: false },
    ]),
    [],
  )
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox'
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
