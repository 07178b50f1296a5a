import type { PageFiles } from '../page-files.ts'
import { pageHeaders } from '../page-policy.ts'
import { pageOrigin } from './names.ts'

/** Answers a request of the window for a part of the page. */
export async function answerPage(files: PageFiles, request: Request): Promise<Response> {
  const url = new URL(request.url)
  // `URL.origin` is 'null' for schemes that only Electron knows.
  if (`${url.protocol}//${url.host}` !== pageOrigin) return refusal(403)
  const file = await files.read(url.pathname)
  if (!file) return refusal(404)
  return new Response(new Uint8Array(file.content), {
    headers: { 'Content-Type': file.type, ...pageHeaders },
  })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: pageHeaders })
}
