import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '@mantine/core/styles.css'
import './style.css'
import { z } from 'zod'
import { mount } from './mount.tsx'
import { connect } from './transport.ts'

// zod compiles schemas with `new Function` where it can; the content security policy forbids it.
z.config({ jitless: true })

mount(connect())
