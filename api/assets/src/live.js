// News of the list, by server-sent events, else by asking every 30 seconds. The list never moves
// under the cursor: a button says how many are new. Long silence is said, not hidden.

const POLL_MS = 30_000
const SILENCE_MS = 70_000

/** @type {EventSource | null} */
let source = null
let timer = 0
let heardAt = Date.now()
let listening = ''

export function startLive() {
  follow()
  document.addEventListener('htmx:afterSettle', follow)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) follow() })
  setInterval(() => stale(Date.now() - heardAt > SILENCE_MS), 10_000)
}

/** Listens for the list that is on the page now. */
function follow() {
  const list = /** @type {HTMLElement | null} */ (document.querySelector('[data-live]'))
  const address = list?.dataset.live ?? ''
  if (address === listening) return
  stop()
  listening = address
  heardAt = Date.now()
  if (address) listen(address)
}

function stop() {
  source?.close()
  source = null
  clearInterval(timer)
}

/** @param {string} address */
function listen(address) {
  source = new EventSource(address)
  source.addEventListener('news', (event) => heard(/** @type {MessageEvent} */ (event).data))
  source.addEventListener('alive', () => heard(''))
  source.addEventListener('open', () => { heardAt = Date.now() })
  source.addEventListener('error', () => {
    // The browser tries again by itself unless the stream was refused for good.
    if (source?.readyState === EventSource.CLOSED) poll()
  })
}

function poll() {
  clearInterval(timer)
  timer = setInterval(ask, POLL_MS)
}

async function ask() {
  const list = /** @type {HTMLElement | null} */ (document.querySelector('[data-live-poll]'))
  if (!list?.dataset.livePoll || document.hidden) return
  try {
    const answer = await fetch(list.dataset.livePoll, { headers: { Accept: 'application/json' } })
    if (answer.ok) heard(await answer.text())
  } catch { /* silence is told by the notice */ }
}

/** @param {string} data JSON {"new": number}, or nothing for a sign of life */
function heard(data) {
  heardAt = Date.now()
  stale(false)
  if (!data) return
  const count = Number(/** @type {{ new?: unknown }} */ (JSON.parse(data)).new) || 0
  const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-news]'))
  const button = place?.querySelector('button')
  if (!place || !button) return
  const { one = '', many = '' } = button.dataset
  const words = button.querySelector('[data-news-words]') ?? button
  words.textContent = count === 1 ? one : many.replace('{n}', count.toLocaleString(document.documentElement.lang))
  place.hidden = count === 0
}

/** @param {boolean} is */
function stale(is) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-stale]'))
  if (place) place.hidden = !is
}
