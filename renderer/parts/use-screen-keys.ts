import { type HotkeyItem, useHotkeys } from '@mantine/hooks'

/**
 * Keys of a screen. They do nothing where something is typed, nor while a dialog is open over the
 * screen, which has keys of its own; a checkbox that was clicked is no place to type.
 */
export function useScreenKeys(keys: HotkeyItem[]): void {
  useHotkeys(
    keys.map(([key, act, options]) => [
      key,
      (event) => {
        if (isTyping(event.target) || document.querySelector('[role="dialog"]')) return
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
