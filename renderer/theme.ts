import { createTheme, Modal, Tooltip } from '@mantine/core'

/**
 * Sizes of the components. Colours, faces and spacing stand in style.css as plain CSS variables:
 * the page's content security policy then needs no exception for generated style elements.
 */
export const theme = createTheme({
  defaultRadius: 'sm',
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Modal: Modal.extend({
      // The page itself never scrolls; locking it would only add a generated style element.
      defaultProps: {
        centered: true,
        lockScroll: false,
        removeScrollProps: { enabled: false },
        transitionProps: { duration: 120, transition: 'fade' },
      },
    }),
    PasswordInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    Switch: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false } }),
  },
})
